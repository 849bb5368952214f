import { type EventLog, type AppendDone } from '../log/event-log.js';
import { type ExpectedRevision } from '../log/expected-revision.js';
import { readAppendOptions, readProposedEvent, readUuid, type AppendOptions } from '../messages/append-request.js';
import { appended, appendWrongVersion, batchAppended, batchRefused } from '../messages/append-response.js';
import { type ProposedEvent } from '../messages/recorded-event.js';
import { FieldReader, bytesField } from '../wire/protobuf.js';
import { type Method } from '../wire/grpc-server.js';
import { Code, RpcError, refusalError, type Refusal } from '../wire/rpc-error.js';

const MAX_APPEND_BYTES = 1 << 20;

/** An append as it arrives, in one message or in many. */
class PendingAppend {
  readonly events: ProposedEvent[] = [];
  refusal: Refusal | undefined;
  private bytes = 0;

  constructor(readonly options: AppendOptions) {}

  add(event: ProposedEvent | Refusal): void {
    if ('kind' in event) {
      this.refusal ??= event;
      return;
    }
    this.events.push(event);
    // The real server counts types as UTF-16.
    this.bytes += event.data.length + event.metadata.length + 2 * event.type.length;
    if (this.bytes > MAX_APPEND_BYTES)
      this.refusal ??= { kind: 'maximum-append-size-exceeded', limit: MAX_APPEND_BYTES };
  }

  submit(log: EventLog, done: AppendDone): void {
    const address = this.refusal ?? checkAddress(this.options);
    if ('kind' in address) done(address);
    else log.append(address.stream, address.expected, this.events, done);
  }
}

export function checkAddress({
  stream,
  expected,
}: AppendOptions): { stream: string; expected: ExpectedRevision } | Refusal {
  const name = stream.toString('utf8');
  if (name === '') return { kind: 'bad-request', message: 'The name of the stream is missing.' };
  if (name === '$$' || name === '$all')
    return { kind: 'bad-request', message: `'${name}' is not the name of a stream.` };
  if (expected === undefined) return { kind: 'bad-request', message: 'The expected revision is missing.' };
  return { stream: name, expected };
}

/** Append: a stream of messages, the options first, one event in each of the others; one answer at its end. */
export const append =
  (log: EventLog): Method =>
  (call) => {
    let pending: PendingAppend | undefined;
    return {
      message(bytes) {
        const reader = new FieldReader(bytes);
        while (reader.next()) {
          if (reader.field === 1) pending ??= new PendingAppend(readAppendOptions(reader.message()));
          else if (reader.field === 2) {
            if (!pending)
              throw new RpcError(Code.INVALID_ARGUMENT, 'The first message of an append holds its options.');
            pending.add(readProposedEvent(reader.message()));
          }
        }
      },
      halfClosed() {
        if (!pending) throw new RpcError(Code.INVALID_ARGUMENT, 'An append without options.');
        const { expected } = pending.options;
        pending.submit(log, (result) => {
          if (!('kind' in result)) void call.send(appended(result));
          else if (result.kind === 'wrong-expected-version')
            void call.send(appendWrongVersion(result.current, expected ?? 0));
          else return call.fail(refusalError(result));
          return call.end();
        });
      },
    };
  };

/** BatchAppend: many appends on one call, told apart by correlation id, each in one message or in several. One answer per id. */
export const batchAppend =
  (log: EventLog): Method =>
  (call) => {
    const open = new Map<string, PendingAppend>();
    let unanswered = 0;
    let halfClosed = false;
    let replies: Buffer[] = [];
    /** All answers of one flush go out in one write. */
    const flushReplies = (): void => {
      const out = replies;
      replies = [];
      const [first] = out;
      if (first) void call.send(out.length === 1 ? first : Buffer.concat(out));
      if (halfClosed && unanswered === 0) call.end();
    };
    const reply = (framed: Buffer): void => {
      if (replies.push(framed) === 1) queueMicrotask(flushReplies);
    };
    return {
      message(bytes) {
        const reader = new FieldReader(bytes);
        let correlationId: Buffer | undefined;
        let options: FieldReader | undefined;
        let isFinal = false;
        const events: (ProposedEvent | Refusal)[] = [];
        while (reader.next()) {
          if (reader.field === 1) correlationId = reader.slice();
          else if (reader.field === 2) options = reader.message();
          else if (reader.field === 3) events.push(readProposedEvent(reader.message()));
          else if (reader.field === 4) isFinal = reader.value !== 0;
        }
        if (!correlationId || !readUuid(new FieldReader(correlationId))) {
          throw new RpcError(Code.INVALID_ARGUMENT, 'A batch append needs a correlation id that is a UUID.');
        }
        const key = open.size > 0 || !isFinal ? correlationId.toString('latin1') : '';
        let pending = open.get(key);
        if (!pending) {
          pending = new PendingAppend(
            options ? readAppendOptions(options) : { stream: Buffer.alloc(0), expected: undefined },
          );
          if (!isFinal) open.set(key, pending);
        }
        for (const event of events) pending.add(event);
        if (!isFinal) return;
        open.delete(key);
        unanswered++;
        const id = correlationId;
        const identifier = bytesField(3, pending.options.stream);
        pending.submit(log, (result) => {
          unanswered--;
          reply('kind' in result ? batchRefused(id, identifier, result) : batchAppended(id, identifier, result));
        });
      },
      halfClosed() {
        halfClosed = true;
        if (unanswered === 0 && replies.length === 0) call.end();
      },
    };
  };
