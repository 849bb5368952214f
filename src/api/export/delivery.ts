import type { ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { messageOf } from '../../domain/kernel/errors.js';

/** How a delivery ended, and how much was handed to the connection: bytes as they were before compression. */
export interface Delivered {
  readonly outcome: 'completed' | 'cut' | 'failed';
  readonly bytes: number;
  readonly sha256: string;
  readonly reason: string | undefined;
}

/** The connection that bytes go to, as far as it is watched. */
export type Receiver = Pick<ServerResponse, 'destroyed' | 'writableFinished' | 'destroy' | 'once'>;

/**
 * Bytes on their way to one receiver, at its pace: nothing is made before it is asked for. A receiver that takes nothing for `stallMs` is cut.
 * The receiver gets `stream`, by whoever answers the request.
 */
export class Delivery {
  /** What the receiver is sent. */
  readonly stream: Readable;
  /** Settles when the connection is done with it, however. Never rejects. */
  readonly over: Promise<Delivered>;
  readonly #to: Receiver;
  readonly #stallMs: number;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #reason: string | undefined;
  #failed = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(
    chunks: AsyncIterable<string | Uint8Array>,
    to: Receiver,
    { stallMs, gzip }: { readonly stallMs: number; readonly gzip: boolean },
  ) {
    this.#to = to;
    this.#stallMs = stallMs;
    // One chunk at a time: the connection's own buffer is all that is ahead of the receiver.
    const plain = Readable.from(this.#counted(chunks), { objectMode: false, highWaterMark: 1 });
    this.stream = gzip ? compressed(plain) : plain;
    this.over = new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(this.#watch);
        // Whoever answers lets go of it at a close: what is being read ends here.
        this.stream.destroy();
        resolve(this.#delivered());
      };
      if (to.destroyed) end();
      else to.once('close', end);
    });
    this.#awaitReceiver();
  }

  /** Ends it where it is. */
  cut(reason: string): void {
    this.#reason ??= reason;
    this.#to.destroy();
  }

  async *#counted(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      clearTimeout(this.#watch);
      for await (const chunk of chunks) {
        const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
        if (bytes.length === 0) continue;
        this.#hash.update(bytes);
        this.#bytes += bytes.length;
        this.#awaitReceiver();
        yield bytes;
        clearTimeout(this.#watch);
      }
      this.#awaitReceiver();
    } catch (error) {
      this.#failed = true;
      this.#reason ??= messageOf(error);
      throw error;
    }
  }

  #awaitReceiver(): void {
    this.#watch = setTimeout(() => this.cut(`nothing was taken for ${this.#stallMs} ms`), this.#stallMs);
    this.#watch.unref();
  }

  #delivered(): Delivered {
    const outcome = this.#failed ? 'failed' : this.#to.writableFinished ? 'completed' : 'cut';
    const reason = outcome === 'completed' ? undefined : (this.#reason ?? 'the receiver went away');
    return { outcome, bytes: this.#bytes, sha256: this.#hash.digest('hex'), reason };
  }
}

function compressed(plain: Readable): Readable {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  pipeline(plain, gzip, () => undefined);
  return gzip;
}
