import type { Namespace, Server, Socket } from 'socket.io';
import type { Access } from '../access/access.js';
import type { StreamKind } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import { operatorEvents } from '../domain/operator/events.js';
import { errorFrame, parseFrame } from './frames.js';
import * as protocol from './protocol.js';

type ConsoleSocket = Socket<protocol.ConsoleToGateway, protocol.GatewayToConsole>;

export interface ConsoleDeps {
  readonly access: Access;
  /** What the read models have committed. */
  committed(): bigint;
}

interface Watched {
  readonly runs: '*' | ReadonlySet<string>;
  readonly topics: readonly protocol.Topic[];
}
const NO_TOPICS: ReadonlySet<StreamKind> = new Set();

/** Consoles over socket.io: which runs changed, after the read models' commit. They read what they need. */
export class ConsoleGateway {
  readonly #watchers = new Map<ConsoleSocket, Watched>();

  readonly #keys = new WeakMap<object, string>();
  #namespace: Namespace | undefined;

  constructor(readonly deps: ConsoleDeps) {}

  attach(io: Server): void {
    const namespace = io.of(protocol.CONSOLE_NAMESPACE);
    this.#namespace = namespace;
    namespace.use((socket, next) => {
      const { token } = socket.handshake.auth;
      this.deps.access.verify(typeof token === 'string' ? token : '').then(
        (principal) => {
          if (principal.kind === 'operator') {
            this.#keys.set(socket, principal.authId);
            return next();
          }
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
        const { runs = [], topics = [] } = parsed.message;
        this.#watchers.set(socket, {
          runs: runs === '*' ? '*' : new Set(runs),
          topics: topics === '*' ? protocol.Topic.options : topics,
        });
        reply({ ok: true, position: this.deps.committed().toString() });
      });
      socket.on('disconnect', () => this.#watchers.delete(socket));
    });
  }

  /** A key that is revoked opens nothing from then on, and what it has opened is closed. */
  onEvent(event: Recorded): void {
    if (event.type !== 'OperatorKeyRevoked') return;
    const { keyId } = operatorEvents.OperatorKeyRevoked.parse(event.data);
    for (const socket of this.#namespace?.sockets.values() ?? [])
      if (this.#keys.get(socket) === keyId) socket.disconnect(true);
  }

  /** Told by the read models after each commit. No work for consoles that nobody looks at. */
  changed(
    changes: readonly { readonly runId: string; readonly revision: number }[],
    position: bigint,
    topics: ReadonlySet<StreamKind> = NO_TOPICS,
  ): void {
    for (const [socket, watched] of this.#watchers) {
      const seen = changes.filter(({ runId }) => watches(watched, runId));
      const about = watched.topics.filter((topic) => topics.has(topic));
      if (seen.length > 0 || about.length > 0)
        socket.emit('changed', {
          changes: seen.map(({ runId, revision }) => ({ runId, revision })),
          topics: about,
          position: position.toString(),
        });
    }
  }

  progress(progress: protocol.LiveProgress): void {
    for (const [socket, watched] of this.#watchers)
      if (watches(watched, progress.runId)) socket.emit('progress', progress);
  }
}

const watches = ({ runs }: Watched, runId: string): boolean => runs === '*' || runs.has(runId);
