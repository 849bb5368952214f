import type { Server, Socket } from 'socket.io';
import type { Access } from '../access/access.js';
import { DomainError } from '../domain/kernel/errors.js';
import { errorFrame, parseFrame } from './frames.js';
import * as protocol from './protocol.js';

type ConsoleSocket = Socket<protocol.ConsoleToGateway, protocol.GatewayToConsole>;

export interface ConsoleDeps {
  readonly access: Access;
  /** What the read models have committed. */
  committed(): bigint;
}

/** Consoles over socket.io: which runs changed, after the read models' commit. They read what they need. */
export class ConsoleGateway {
  readonly #watchers = new Map<ConsoleSocket, '*' | ReadonlySet<string>>();

  constructor(readonly deps: ConsoleDeps) {}

  attach(io: Server): void {
    const namespace = io.of(protocol.CONSOLE_NAMESPACE);
    namespace.use((socket, next) => {
      const { token } = socket.handshake.auth;
      this.deps.access.verify(typeof token === 'string' ? token : '').then(
        (principal) => {
          if (principal.kind === 'operator') return next();
          const error = new DomainError(
            'ACCESS.FORBIDDEN',
            'forbidden',
            'Consoles sign in with the key of an operator.',
          );
          next(Object.assign(error, { data: errorFrame(error) }));
        },
        (error: unknown) => next(Object.assign(new Error(errorFrame(error).message), { data: errorFrame(error) })),
      );
    });
    namespace.on('connection', (socket: ConsoleSocket) => {
      socket.on('watch', (frame, answer) => {
        const reply = typeof answer === 'function' ? answer : () => undefined;
        const parsed = parseFrame(protocol.Watch, frame);
        if (!parsed.ok) return reply(parsed);
        const { runs } = parsed.message;
        this.#watchers.set(socket, runs === '*' ? '*' : new Set(runs));
        reply({ ok: true, position: this.deps.committed().toString() });
      });
      socket.on('disconnect', () => this.#watchers.delete(socket));
    });
  }

  /** Told by the read models after each commit. No work for consoles that nobody looks at. */
  changed(changes: readonly { readonly runId: string; readonly revision: number }[], position: bigint): void {
    for (const [socket, runs] of this.#watchers) {
      const seen = runs === '*' ? changes : changes.filter(({ runId }) => runs.has(runId));
      if (seen.length > 0)
        socket.emit('changed', {
          changes: seen.map(({ runId, revision }) => ({ runId, revision })),
          position: position.toString(),
        });
    }
  }

  progress(progress: protocol.LiveProgress): void {
    for (const [socket, runs] of this.#watchers)
      if (runs === '*' || runs.has(progress.runId)) socket.emit('progress', progress);
  }
}
