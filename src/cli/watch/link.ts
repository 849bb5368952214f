import { io, type Socket } from 'socket.io-client';
import {
  CONSOLE_NAMESPACE,
  type ConsoleToGateway,
  type GatewayToConsole,
  type LiveProgress,
} from '../../gateway/protocol.js';
import type { Connection } from '../settings.js';

/** What comes from the server by itself while a run is watched. */
export interface LinkListener {
  /** The run changed, or may have while the link was away. `position`: read at least this. */
  changed(position: string | undefined): void;
  progress(progress: LiveProgress): void;
  /** The link came or went. */
  connected(up: boolean): void;
}

export interface Link {
  readonly up: boolean;
  /** Connects anew if the server's address or the key has changed. */
  check(): void;
  close(): void;
}

/** Follows one run over the socket; it reconnects by itself for ever, and says each time that something may have been missed. */
export function openLink(where: () => Connection, runId: string, listener: LinkListener): Link {
  let connection = where();
  let up = false;
  let closed = false;
  let socket = open(connection);

  function open({ url, key }: Connection): Socket<GatewayToConsole, ConsoleToGateway> {
    const opened: Socket<GatewayToConsole, ConsoleToGateway> = io(url + CONSOLE_NAMESPACE, {
      auth: { token: key },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 200,
      reconnectionDelayMax: 2_000,
      timeout: 5_000,
    });
    const set = (now: boolean): void => {
      if (opened !== socket || up === now) return;
      up = now;
      listener.connected(now);
    };
    opened.on('connect', () => {
      opened.timeout(5_000).emit('watch', { runs: [runId] }, (error, answer) => {
        // Not watched: polling goes on; the next connection tries again.
        if (error !== null || !answer.ok) return;
        set(true);
        listener.changed(answer.position);
      });
    });
    // What the server itself refused or closed, socket.io leaves closed unless it is told otherwise.
    const again = (): void =>
      void setTimeout(() => (opened === socket && !closed ? opened.connect() : undefined), 2_000).unref();
    opened.on('connect_error', () => {
      if (!opened.active) again();
    });
    opened.on('disconnect', (because) => {
      set(false);
      if (because === 'io server disconnect') again();
    });
    opened.on('changed', ({ changes, position }) => {
      if (changes.some((change) => change.runId === runId)) listener.changed(position);
    });
    opened.on('progress', (progress) => {
      if (progress.runId === runId) listener.progress(progress);
    });
    return opened;
  }

  return {
    get up() {
      return up;
    },
    check() {
      const now = where();
      if (now.url === connection.url && now.key === connection.key) return;
      socket.disconnect();
      connection = now;
      up = false;
      socket = open(now);
    },
    close() {
      up = false;
      closed = true;
      socket.disconnect();
    },
  };
}
