import type { Server, Socket } from 'socket.io';
import type { Access } from '../access/access.js';
import type { StreamKind } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { ConsoleAccess } from './console-access.js';
import { errorFrame, parseFrame, refuseOthers, replyTo } from './frames.js';
import * as protocol from './protocol.js';

type ConsoleSocket = Socket<protocol.ConsoleToGateway, protocol.GatewayToConsole>;

export interface ConsoleDeps {
  readonly access: Access;
  /** What the read models have committed. */
  committed(): bigint;
  /** Proxies in front, whose X-Forwarded headers are believed; default none. */
  readonly trustedProxies?: number;
  /** Default: the machine's clock. */
  readonly now?: () => number;
}

interface Watched {
  readonly runs: '*' | ReadonlySet<string>;
  readonly topics: readonly protocol.Topic[];
}
const NO_TOPICS: ReadonlySet<StreamKind> = new Set();

/** Consoles over socket.io: which runs changed, after the read models' commit. They read what they need. */
export class ConsoleGateway {
  readonly #watchers = new Map<ConsoleSocket, Watched>();
  readonly #doors: ConsoleAccess;

  constructor(readonly deps: ConsoleDeps) {
    this.#doors = new ConsoleAccess(deps.access, deps.trustedProxies ?? 0, deps.now ?? Date.now);
  }

  attach(io: Server): void {
    const namespace = io.of(protocol.CONSOLE_NAMESPACE);
    namespace.use((socket, next) => {
      // Who leaves before it was let in is never told "disconnect".
      socket.conn.once('close', () => this.#doors.gone(socket));
      this.#doors.admit(socket).then(
        () => {
          if (socket.conn.readyState !== 'open') this.#doors.gone(socket);
          next();
        },
        (error: unknown) => next(Object.assign(new Error(errorFrame(error).message), { data: errorFrame(error) })),
      );
    });
    namespace.on('connection', (socket: ConsoleSocket) => {
      refuseOthers(socket, ['watch']);
      socket.on('watch', (frame, answer) => {
        const reply = replyTo<{ ok: true; position: string }>(socket, answer);
        const parsed = parseFrame(protocol.Watch, frame);
        if (!parsed.ok) return reply(parsed);
        const { runs = [], topics = runs === '*' ? '*' : [] } = parsed.message;
        this.#watchers.set(socket, {
          runs: runs === '*' ? '*' : new Set(runs),
          topics: topics === '*' ? protocol.Topic.options : topics,
        });
        reply({ ok: true, position: this.deps.committed().toString() });
      });
      socket.on('disconnect', () => {
        this.#watchers.delete(socket);
        this.#doors.gone(socket);
      });
    });
  }

  /** What has ended is closed. */
  onEvent(event: Recorded): void {
    this.#doors.onEvent(event);
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
