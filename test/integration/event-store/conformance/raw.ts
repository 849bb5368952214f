import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import type { Server } from './table.js';

/** Messages that the client never sends by itself, with its own generated classes on its own channel. */

export interface ProposedText {
  id?: string;
  /** Left out: no such key. */
  type?: string;
  contentType?: string;
  data?: string;
}

const PROPER: Required<Omit<ProposedText, 'id'>> = { type: 'Raw', contentType: 'application/json', data: '{}' };

export function uuid(text: string): shared.UUID {
  const message = new shared.UUID();
  message.setString(text);
  return message;
}

function identifier(stream: string): shared.StreamIdentifier {
  const message = new shared.StreamIdentifier();
  message.setStreamName(Buffer.from(stream).toString('base64'));
  return message;
}

export function batchEvent(event: ProposedText = PROPER): streams.BatchAppendReq.ProposedMessage {
  const message = new streams.BatchAppendReq.ProposedMessage();
  message.setId(uuid(event.id ?? randomUUID()));
  if (event.type !== undefined) message.getMetadataMap().set('type', event.type);
  if (event.contentType !== undefined) message.getMetadataMap().set('content-type', event.contentType);
  message.setData(Buffer.from(event.data ?? '{}'));
  message.setCustomMetadata(new Uint8Array());
  return message;
}

export interface Chunk {
  correlation: string;
  /** Left out: no options. */
  to?: { stream?: string; expected?: 'any' | 'none' | number };
  events?: readonly ProposedText[];
  final: boolean;
}

export function batchChunk({ correlation, to, events = [], final }: Chunk): streams.BatchAppendReq {
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuid(correlation));
  if (to) {
    const options = new streams.BatchAppendReq.Options();
    if (to.stream !== undefined) options.setStreamIdentifier(identifier(to.stream));
    if (to.expected === 'any') options.setAny(new empty.Empty());
    else if (to.expected === 'none') options.setNoStream(new empty.Empty());
    else if (to.expected !== undefined) options.setStreamPosition(String(to.expected));
    request.setOptions(options);
  }
  request.setProposedMessagesList(events.map(batchEvent));
  request.setIsFinal(final);
  return request;
}

/** What an answer says, in words: `<correlation> ok <revision>` or `<correlation> code <n> <kind of details>`. */
function inWords(response: streams.BatchAppendResp): string {
  const correlation = response.getCorrelationId()?.getString() ?? '?';
  const error = response.getError();
  if (error) {
    const kind = error.getDetails()?.getTypeName().split('.').at(-1) ?? 'nothing';
    return `${correlation} code ${Number(error.getCode())} ${kind}`;
  }
  return `${correlation} ok ${response.getSuccess()?.getCurrentRevision() ?? '?'}`;
}

/** A batch append call; answers in words, in the order in which they came. */
export class BatchCall {
  readonly answers: string[] = [];
  ended: string | undefined;
  private readonly call: ClientDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
  private waiting: (() => void)[] = [];

  private constructor(call: ClientDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>) {
    this.call = call;
    call.on('data', (response: streams.BatchAppendResp) => this.note(() => this.answers.push(inWords(response))));
    call.on('end', () => this.note(() => (this.ended ??= 'ended')));
    call.on('error', (error: ServiceError) => this.note(() => (this.ended = `code ${error.code}`)));
  }

  static async open({ connection }: Server): Promise<BatchCall> {
    return new BatchCall(
      await connection.open('conformance', false, (client, metadata, options) => client.batchAppend(metadata, options)),
    );
  }

  send(...chunks: Chunk[]): void {
    for (const chunk of chunks) this.call.write(batchChunk(chunk));
  }

  async until(count: number): Promise<string> {
    while (this.answers.length < count && this.ended === undefined) await this.next();
    return this.answers.join('; ');
  }

  /** Sends no more, and waits for the end of the call. */
  async finish(): Promise<string> {
    this.call.end();
    while (this.ended === undefined) await this.next();
    return this.ended;
  }

  cancel(): void {
    this.call.cancel();
  }

  private note(what: () => void): void {
    what();
    for (const wake of this.waiting.splice(0)) wake();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** A unary append of exactly these messages: options first, unless there are none. Answers `ok <revision>`, `wrong ...`, or `code <n> <exception>`. */
export async function unaryAppend(
  { connection }: Server,
  to: { stream: string; expected: 'any' | 'none' | number } | undefined,
  events: readonly ProposedText[],
): Promise<string> {
  const { path, requestSerialize, responseDeserialize } = StreamsService.append;
  const call = await connection.open('conformance', false, (client, metadata, options) =>
    client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, options),
  );
  const outcome = new Promise<string>((resolve) => {
    call.on('data', (response: streams.AppendResp) => resolve(unaryInWords(response)));
    call.on('error', (error: ServiceError) =>
      resolve(`code ${error.code} ${String(error.metadata.get('exception')[0] ?? 'without exception')}`),
    );
  });
  if (to) {
    const options = new streams.AppendReq.Options();
    options.setStreamIdentifier(identifier(to.stream));
    if (to.expected === 'any') options.setAny(new shared.Empty());
    else if (to.expected === 'none') options.setNoStream(new shared.Empty());
    else options.setRevision(String(to.expected));
    const first = new streams.AppendReq();
    first.setOptions(options);
    call.write(first);
  }
  for (const event of events) {
    const proposed = new streams.AppendReq.ProposedMessage();
    proposed.setId(uuid(event.id ?? randomUUID()));
    if (event.type !== undefined) proposed.getMetadataMap().set('type', event.type);
    if (event.contentType !== undefined) proposed.getMetadataMap().set('content-type', event.contentType);
    proposed.setData(Buffer.from(event.data ?? '{}'));
    const request = new streams.AppendReq();
    request.setProposedMessage(proposed);
    call.write(request);
  }
  call.end();
  return outcome;
}

/** A wrong expected version with what its old and its new fields say: `wrong <expected>/<expected> <actual>/<actual>`. */
function unaryInWords(response: streams.AppendResp): string {
  const wrong = response.getWrongExpectedVersion();
  if (!wrong) return `ok ${response.getSuccess()?.getCurrentRevision() ?? '?'}`;
  const expected = [wrong.getExpectedRevision2060(), wrong.getExpectedRevision()];
  const actual = [wrong.getCurrentRevision2060(), wrong.getCurrentRevision()];
  return `wrong ${expected.join('/')} ${actual.join('/')}`;
}

/** The recorded events of a stream as the server sends them. */
export async function rawEvents(
  { connection }: Server,
  stream: string,
): Promise<streams.ReadResp.ReadEvent.RecordedEvent[]> {
  const options = new streams.ReadReq.Options();
  const of = new streams.ReadReq.Options.StreamOptions();
  of.setStreamIdentifier(identifier(stream));
  of.setStart(new shared.Empty());
  options.setStream(of);
  options.setCount('1000');
  options.setNoFilter(new shared.Empty());
  const uuids = new streams.ReadReq.Options.UUIDOption();
  uuids.setString(new shared.Empty());
  options.setUuidOption(uuids);
  const request = new streams.ReadReq();
  request.setOptions(options);
  const call = await connection.open('conformance', false, (client, metadata, callOptions) =>
    client.read(request, metadata, callOptions),
  );
  const events: streams.ReadResp.ReadEvent.RecordedEvent[] = [];
  call.on('data', (response: streams.ReadResp) => {
    const event = response.getEvent()?.getEvent();
    if (event) events.push(event);
  });
  await once(call, 'end');
  return events;
}
