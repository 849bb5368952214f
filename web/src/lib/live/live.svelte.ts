import { io, type Socket } from 'socket.io-client';
import type { ConsoleToGateway, GatewayToConsole, LiveProgress } from '$gateway/protocol.js';

export type LinkState = 'connecting' | 'live' | 'reconnecting';
/** What was committed to the read models: by run, and the kinds of streams that it touched. */
export interface Changed {
  readonly runs: ReadonlyMap<string, number>;
  readonly topics: ReadonlySet<string>;
  /** True after a gap (reconnect, a hidden tab): whatever is shown may be old. */
  readonly everything: boolean;
}
type Listener = (changed: Changed) => void;

/** The console's one connection to `/console`. Tells what changed, after the commit; what is shown is then read again. */
class Live {
  state = $state<LinkState>('connecting');
  /** Of the last commit that was told, as a decimal string. */
  position = $state<string | undefined>();
  /** When the link was lost, by this machine's clock. */
  lostAt = $state<number | undefined>();
  private socket: Socket<GatewayToConsole, ConsoleToGateway> | undefined;
  private readonly listeners = new Set<Listener>();
  private readonly progressListeners = new Set<(progress: LiveProgress) => void>();

  /** Once, after sign-in. */
  start(): void {
    if (this.socket) return;
    const socket: Socket<GatewayToConsole, ConsoleToGateway> = io('/console', {
      transports: ['websocket'],
      reconnectionDelay: 250,
      reconnectionDelayMax: 2_000,
    });
    this.socket = socket;
    socket.on('connect', () => {
      socket.emit('watch', { runs: '*' }, (answer) => {
        if (!answer.ok) return;
        const behind = this.position !== undefined && this.position !== answer.position;
        this.state = 'live';
        this.lostAt = undefined;
        this.position = answer.position;
        if (behind) this.tell({ runs: new Map(), topics: new Set(), everything: true });
      });
    });
    const lost = (): void => {
      if (this.state !== 'live') return;
      this.state = 'reconnecting';
      this.lostAt = Date.now();
    };
    socket.on('disconnect', (reason) => {
      lost();
      // The server closed it (its session ended, or it is going down): that is not tried again by itself.
      if (reason === 'io server disconnect') setTimeout(() => socket.connect(), 500);
    });
    socket.on('connect_error', () => {
      if (this.state === 'connecting') this.state = 'reconnecting';
      lost();
      if (!socket.active) setTimeout(() => socket.connect(), 1_000);
    });
    socket.on('changed', ({ changes, topics, position }) => {
      this.position = position;
      this.tell({
        runs: new Map(changes.map(({ runId, revision }) => [runId, revision])),
        topics: new Set(topics),
        everything: false,
      });
    });
    socket.on('progress', (progress) => {
      for (const listener of this.progressListeners) listener(progress);
    });
  }

  stop(): void {
    this.socket?.disconnect();
    this.socket = undefined;
    this.state = 'connecting';
    this.position = undefined;
  }

  tryNow(): void {
    this.socket?.connect();
  }

  /** @returns a function that ends it */
  onChanged(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Finer progress of attempts, which is not recorded. @returns a function that ends it */
  onProgress(listener: (progress: LiveProgress) => void): () => void {
    this.progressListeners.add(listener);
    return () => this.progressListeners.delete(listener);
  }

  private tell(changed: Changed): void {
    for (const listener of this.listeners) listener(changed);
  }
}

export const live = new Live();
