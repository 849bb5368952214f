import { jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { appendAnswer } from './append-errors.js';
import type { GrpcConnection } from './grpc-connection.js';
import { OutcomeUnknown, type RawAppend, type RawLog, type SealedEvent } from './raw-log.js';

/** Appends by the client's own appendToStream, for when its protocol changes under ours (setting `ownAppend: false`). It has no timeout on this path: the wait is ours. */
export class ClientAppend implements Pick<RawLog, 'append'> {
  readonly #connection: GrpcConnection;
  readonly #timeoutMs: number;

  constructor(connection: GrpcConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    const appending = this.#connection.client.appendToStream(
      stream,
      events.map(({ id, type, data, metadata }) =>
        jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }),
      ),
      { expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected), requiresLeader: true },
    );
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new OutcomeUnknown(`no answer within ${this.#timeoutMs} ms`)), this.#timeoutMs);
    });
    try {
      const { position } = await Promise.race([appending, timeout]);
      return { kind: 'appended', position: position?.commit };
    } catch (error) {
      if (error instanceof OutcomeUnknown) void this.#connection.abandon(error.message);
      return appendAnswer(error, stream);
    } finally {
      clearTimeout(timer);
    }
  }
}
