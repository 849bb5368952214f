import type { Socket } from 'socket.io-client';
import { jsonText } from './nonsense.js';

/** What became of a frame. `open`: it was not answered, and the connection serves on. */
export type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'closed'; readonly because: string }
  | { readonly kind: 'open' };

/** A connection that says what no client would: packets of socket.io as text, with JSON that no value gives. */
export class RawSocket {
  readonly refusals: unknown[] = [];
  #packet = 1_000_000;

  constructor(
    readonly socket: Socket,
    readonly namespace: string,
  ) {
    socket.onAny((event: string, body: unknown) => void (event === 'protocolError' && this.refusals.push(body)));
  }

  /** An event with an acknowledgement, as a right client numbers it. */
  event(name: unknown, value: unknown, timeoutMs: number): Promise<Outcome> {
    const id = this.#packet++;
    return this.#outcome(id, `2${this.namespace},${id}${jsonText([name, value])}`, timeoutMs);
  }

  /** Anything at all; then a heartbeat that no side effect hides behind, to see whether the connection lives. */
  packet(data: string | Buffer, probe: readonly unknown[], timeoutMs: number): Promise<Outcome> {
    this.socket.io.engine.write(data);
    const id = this.#packet++;
    return this.#outcome(id, `2${this.namespace},${id}${jsonText(probe)}`, timeoutMs).then((outcome) =>
      outcome.kind === 'answer' ? { kind: 'open' } : outcome,
    );
  }

  #outcome(id: number, text: string, timeoutMs: number): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const { engine } = this.socket.io;
      const mark = `3${this.namespace},${id}`;
      const done = (outcome: Outcome | Error): void => {
        clearTimeout(late);
        engine.off('data', heard);
        this.socket.off('disconnect', closed);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      const heard = (data: unknown): void => {
        if (typeof data !== 'string' || !data.startsWith(`4${mark}[`)) {
          if (typeof data !== 'string' || !data.startsWith(`${mark}[`)) return;
        }
        const [body]: unknown[] = JSON.parse(data.slice(data.indexOf('[')));
        done({ kind: 'answer', body });
      };
      const closed = (because: string): void => done({ kind: 'closed', because });
      const late = setTimeout(() => done(new Error(`neither answered nor closed within ${timeoutMs} ms`)), timeoutMs);
      if (!this.socket.connected) return done({ kind: 'closed', because: 'before' });
      engine.on('data', heard);
      this.socket.on('disconnect', closed);
      engine.write(text);
    });
  }
}
