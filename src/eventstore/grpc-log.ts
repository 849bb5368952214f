import {
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  convertToCommandError,
} from '@eventstore/db-client';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import { status, type ClientReadableStream } from '@grpc/grpc-js';
import { codeOf } from './append-errors.js';
import type { GrpcConnection } from './grpc-connection.js';
import type { Listener, LogPlace, RawAppend, RawEvent, RawLog, SealedEvent, Subscription } from './raw-log.js';
import { decodeRead, readAllRequest, readStreamRequest, subscribeRequest, type ReadMessage } from './read-codec.js';

type ReadReq = InstanceType<typeof streams.ReadReq>;
type Call = ClientReadableStream<ReadMessage>;

/** A read that has not begun to answer after so long is given up, in ms. */
const READ_TIMEOUT_MS = 2_000;
/** One that has to search the log, in ms. */
const SEARCH_TIMEOUT_MS = 30_000;

/** EventStoreDB over the client's channel. */
export class GrpcLog implements RawLog {
  readonly #connection: GrpcConnection;
  readonly #appender: Pick<RawLog, 'append'>;

  constructor(connection: GrpcConnection, appender: Pick<RawLog, 'append'>) {
    this.#connection = connection;
    this.#appender = appender;
  }

  append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    return this.#appender.append(stream, expected, events);
  }

  async *readStream(
    stream: string,
    { from, backwards = false, maxCount }: Parameters<RawLog['readStream']>[1],
  ): AsyncIterable<RawEvent> {
    try {
      yield* this.#events(readStreamRequest(stream, from, backwards, maxCount), 'readStream');
    } catch (error) {
      if (error instanceof Error && convertToCommandError(error) instanceof StreamDeletedError) return;
      throw error;
    }
  }

  async readPosition(position: bigint): Promise<RawEvent | undefined> {
    const place = { commit: position, prepare: position };
    let found: RawEvent | undefined;
    try {
      for await (const event of this.#events(readAllRequest(place, false, 1, undefined), 'readPosition'))
        if (event.position === position) found = event;
    } catch (error) {
      // A position between two records, as after a restore: older servers say UNKNOWN.
      const code = codeOf(error);
      if (code !== status.INVALID_ARGUMENT && code !== status.UNKNOWN) throw error;
    }
    return found;
  }

  readForwards(from: bigint | undefined, prefixes: readonly string[], maxCount: number): AsyncIterable<RawEvent> {
    const place = from === undefined ? undefined : { commit: from, prepare: from };
    return this.#events(readAllRequest(place, false, maxCount, prefixes), 'readForwards', SEARCH_TIMEOUT_MS);
  }

  readBackwards(prefixes: readonly string[]): AsyncIterable<RawEvent> {
    return this.#events(readAllRequest(undefined, true, undefined, prefixes), 'readBackwards', SEARCH_TIMEOUT_MS);
  }

  subscribe(after: LogPlace | undefined, prefixes: readonly string[], listener: Listener): Subscription {
    const subscription = new GrpcSubscription(listener);
    this.#open(subscribeRequest(after, prefixes), 'subscribe', false).then(
      (call) => subscription.attach(call),
      (error: unknown) => subscription.end(error),
    );
    return subscription;
  }

  async deleteStream(stream: string, expected?: number): Promise<boolean> {
    const expectedRevision = expected === undefined ? 'any' : BigInt(expected);
    try {
      await this.#connection.client.deleteStream(stream, { expectedRevision });
    } catch (error) {
      if (error instanceof StreamNotFoundError || error instanceof StreamDeletedError) return true;
      if (error instanceof WrongExpectedVersionError) return expected === undefined;
      // With any revision expected, it says that there is no such stream.
      if (codeOf(error) !== status.FAILED_PRECONDITION) throw error;
    }
    return true;
  }

  async ping(): Promise<bigint> {
    let position = 0n;
    for await (const event of this.#events(readAllRequest(undefined, true, 1, undefined), 'ping'))
      position = event.position;
    return position;
  }

  async *#events(request: ReadReq, name: string, timeoutMs = READ_TIMEOUT_MS): AsyncIterable<RawEvent> {
    const call = await this.#open(request, name, true);
    let silent = false;
    const timer = setTimeout(() => {
      silent = true;
      call.cancel();
    }, timeoutMs);
    try {
      for await (const message of messages(call)) {
        clearTimeout(timer);
        if (message.kind === 'event') yield message.event;
      }
    } catch (error) {
      if (!silent) throw error;
      const reason = `no answer to ${name} within ${timeoutMs} ms`;
      await this.#connection.abandon(reason);
      throw new Error(reason, { cause: error });
    } finally {
      clearTimeout(timer);
      call.cancel();
    }
  }

  #open(request: ReadReq, name: string, requiresLeader: boolean): Promise<Call> {
    return this.#connection.open(name, requiresLeader, (client, metadata, options) =>
      client.makeServerStreamRequest(
        StreamsService.read.path,
        (message: ReadReq) => Buffer.from(message.serializeBinary()),
        decodeRead,
        request,
        metadata,
        options,
      ),
    );
  }
}

/** A call is iterable, but its items have no type. */
const messages = (call: Call): AsyncIterable<ReadMessage> => call;

class GrpcSubscription implements Subscription {
  readonly #listener: Listener;
  #call: Call | undefined;
  #paused = false;
  #over = false;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  attach(call: Call): void {
    if (this.#over) {
      call.cancel();
      return;
    }
    this.#call = call;
    call.on('error', (error) => this.end(error));
    // A server that shuts down ends the call without an error.
    call.on('end', () => this.end(undefined));
    call.on('data', (message: ReadMessage) => {
      if (this.#over) return;
      if (message.kind === 'event') this.#listener.onEvent(message.event);
      else if (message.kind === 'checkpoint') this.#listener.onCheckpoint(message.place);
    });
    if (this.#paused) call.pause();
  }

  end(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.onEnd(error === undefined || error instanceof Error ? error : new Error(String(error)));
  }

  pause(): void {
    this.#paused = true;
    this.#call?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#call?.resume();
  }

  close(): void {
    this.#over = true;
    this.#call?.cancel();
  }
}
