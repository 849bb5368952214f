import { messageOf } from '../domain/kernel/errors.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { unpackToCommandError } from '@eventstore/db-client/dist/streams/appendToStream/unpackError.js';
import { status, type ClientDuplexStream } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { decodeAppendResponse, encodeAppend, type AppendResponse } from './append-codec.js';
import { appendAnswer, refusedByStatus } from './append-errors.js';
import type { GrpcConnection } from './grpc-connection.js';
import { OutcomeUnknown, type RawAppend, type RawLog, type SealedEvent } from './raw-log.js';

type Call = ClientDuplexStream<Buffer, AppendResponse>;

interface Waiting {
  readonly stream: string;
  /** Ticks that it has waited for. */
  ticks: number;
  resolve(answer: RawAppend): void;
  reject(error: unknown): void;
}

/**
 * Time is counted in ticks of the event loop's own timer: a process that was busy for two seconds has not looked at its sockets for two seconds,
 * and must not take that for a silent store.
 */
const TICK_MS = 100;

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
  readonly #tick: NodeJS.Timeout;
  #over: Error | undefined;

  constructor(call: Call, timeoutMs: number, onOver: (silent: boolean) => void) {
    this.#call = call;
    this.#timeoutMs = timeoutMs;
    this.#onOver = onOver;
    this.#tick = setInterval(() => this.#countTick(), TICK_MS);
    call.on('data', (response: AppendResponse) => this.#answered(response));
    call.on('error', (error: Error) => this.#end(error, false));
    call.on('end', () => this.#end(new OutcomeUnknown('the store ended the call'), false));
  }

  append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    if (this.#over) return Promise.reject(new OutcomeUnknown(this.#over.message));
    const correlation = randomUUID();
    return new Promise((resolve, reject) => {
      this.#waiting.set(correlation, { stream, ticks: 0, resolve, reject });
      this.#call.write(encodeAppend(correlation, stream, MUTANT.appendWithAny ? -1 : expected, events));
    });
  }

  /** Answers come in the order of the appends or nearly so: the oldest one tells whether the store is silent. */
  #countTick(): void {
    for (const waiting of this.#waiting.values()) {
      if (++waiting.ticks * TICK_MS > this.#timeoutMs)
        this.#end(new OutcomeUnknown(`no answer within ${this.#timeoutMs} ms`), true);
      return;
    }
  }

  #answered({ correlation, position, error }: AppendResponse): void {
    const waiting = this.#waiting.get(correlation);
    if (!waiting) return;
    this.#waiting.delete(correlation);
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
    clearInterval(this.#tick);
    this.#onOver(silent);
    for (const { stream, resolve, reject } of this.#waiting.values()) {
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
  refusedByStatus(Number(error.getCode()), error.getMessage(), stream);
  // A bad request has no class of its own in the client.
  if (
    Number(error.getCode()) === status.INVALID_ARGUMENT &&
    !error.getDetails()?.getTypeName().endsWith('MaximumAppendSizeExceeded')
  )
    return Object.assign(new Error(error.getMessage()), { code: status.INVALID_ARGUMENT });
  return unpackToCommandError(error, stream);
}
