import { jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { append } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { appendAnswer } from './append-errors.js';
import type { GrpcConnection } from './grpc-connection.js';
import { OutcomeUnknown, type RawAppend, type RawLog, type SealedEvent } from './raw-log.js';

/**
 * Appends by the client's own code, for when the store's protocol changes under ours (setting `ownAppend: false`). One call per append:
 * the client's multiplexed one rejects all appends of the process when a single call breaks, and the answers that come after that end the process.
 */
export class ClientAppend implements Pick<RawLog, 'append'> {
  readonly #connection: GrpcConnection;
  readonly #timeoutMs: number;

  constructor(connection: GrpcConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  async append(stream: string, expected: number, events: readonly SealedEvent[]): Promise<RawAppend> {
    const appending = append.call(
      this.#connection.client,
      stream,
      events.map(({ id, type, data, metadata }) =>
        jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }),
      ),
      {
        expectedRevision: expected < 0 ? NO_STREAM : BigInt(expected),
        batchAppendSize: Infinity,
        requiresLeader: true,
        deadline: this.#timeoutMs,
      },
    );
    let timer: NodeJS.Timeout | undefined;
    // A call that waits for a window to write into has no deadline of its own.
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
