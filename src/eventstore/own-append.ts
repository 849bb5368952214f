import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { status, type ClientDuplexStream } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { decodeAppendResponse, encodeAppend, type AppendResponse } from './append-codec.js';
import { appendAnswer } from './append-errors.js';
import { messageOf } from './decode.js';
import type { GrpcConnection } from './grpc-connection.js';
import { OutcomeUnknown, type RawAppend, type RawLog, type SealedEvent } from './raw-log.js';

type Call = ClientDuplexStream<Buffer, AppendResponse>;

interface Waiting {
  readonly stream: string;
  readonly timer: NodeJS.Timeout;
  resolve(answer: RawAppend): void;
  reject(error: unknown): void;
}

const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * Appends over one BatchAppend call on the client's channel, encoded by hand: a third of the CPU of the client's own append
 * (docs/adr/0003-own-append.md). It also does what the client does not: it has a timeout of its own, a broken call rejects
 * only the appends on it, and an answer that nobody waits for is dropped instead of ending the process.
 */
export class OwnAppend implements Pick<RawLog, 'append'> {
  readonly #connection: GrpcConnection;
  readonly #timeoutMs: number;
  #call: BatchCall | undefined;
  #opening: Promise<BatchCall> | undefined;

  constructor(connection: GrpcConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    const call = this.#call ?? (await this.#open());
    return call.append(stream, expected, events);
  }

  #open(): Promise<BatchCall> {
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #connect(): Promise<BatchCall> {
    const call = await this.#connection
      .open('append', true, (client, metadata, options) =>
        client.makeBidiStreamRequest(StreamsService.batchAppend.path, asIs, decodeAppendResponse, metadata, options),
      )
      .catch((error: unknown) => {
        throw new OutcomeUnknown(messageOf(error));
      });
    const opened = new BatchCall(call, this.#timeoutMs, (silent) => {
      if (this.#call === opened) this.#call = undefined;
      if (silent) void this.#connection.abandon(`no answer to an append within ${this.#timeoutMs} ms`);
    });
    this.#call = opened;
    return opened;
  }
}

/** One BatchAppend call, until it is over. */
class BatchCall {
  readonly #waiting = new Map<string, Waiting>();
  readonly #call: Call;
  readonly #timeoutMs: number;
  readonly #onOver: (silent: boolean) => void;
  #over: Error | undefined;

  constructor(call: Call, timeoutMs: number, onOver: (silent: boolean) => void) {
    this.#call = call;
    this.#timeoutMs = timeoutMs;
    this.#onOver = onOver;
    call.on('data', (response: AppendResponse) => this.#answered(response));
    call.on('error', (error: Error) => this.#end(error, false));
    call.on('end', () => this.#end(new OutcomeUnknown('the store ended the call'), false));
  }

  append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    if (this.#over) return Promise.reject(new OutcomeUnknown(this.#over.message));
    const correlation = randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(new OutcomeUnknown(`no answer within ${this.#timeoutMs} ms`), true);
      }, this.#timeoutMs);
      this.#waiting.set(correlation, { stream, timer, resolve, reject });
      this.#call.write(encodeAppend(correlation, stream, expected, events));
    });
  }

  #answered({ correlation, position, error }: AppendResponse): void {
    const waiting = this.#waiting.get(correlation);
    if (!waiting) return;
    this.#waiting.delete(correlation);
    clearTimeout(waiting.timer);
    if (!error) {
      waiting.resolve({ kind: 'appended', position });
      return;
    }
    try {
      waiting.resolve(appendAnswer(errorIn(error, waiting.stream), waiting.stream));
    } catch (failure) {
      waiting.reject(failure);
    }
  }

  #end(error: Error, silent: boolean): void {
    if (this.#over) return;
    this.#over = error;
    this.#onOver(silent);
    for (const { stream, timer, resolve, reject } of this.#waiting.values()) {
      clearTimeout(timer);
      try {
        resolve(appendAnswer(error, stream));
      } catch (failure) {
        reject(failure);
      }
    }
    this.#waiting.clear();
    if (silent) this.#call.cancel();
  }
}

function errorIn(bytes: Buffer, stream: string): Error {
  const error = streams.BatchAppendResp.deserializeBinary(bytes).getError();
  if (!error) return new OutcomeUnknown('the store answered with an empty error');
  // A bad request has no class of its own in the client.
  if (
    Number(error.getCode()) === status.INVALID_ARGUMENT &&
    !error.getDetails()?.getTypeName().endsWith('MaximumAppendSizeExceeded')
  )
    return Object.assign(new Error(error.getMessage()), { code: status.INVALID_ARGUMENT });
  return unpackToCommandError(error, stream);
}
