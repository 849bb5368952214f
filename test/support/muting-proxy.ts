import net from 'node:net';

/** A TCP proxy that can swallow what comes back, so that requests arrive and their answers do not. */
export interface MutingProxy {
  readonly port: number;
  /** Connections that are open now bring no answers any more; new ones do, unless `all`. */
  mute(options?: { readonly all: boolean }): void;
  unmute(): void;
  /** Ends the connections as a crash would. */
  reset(): void;
  close(): Promise<void>;
}

export async function startMutingProxy(target: number): Promise<MutingProxy> {
  const connections = new Set<{ readonly near: net.Socket; readonly far: net.Socket; muted: boolean }>();
  let muteAll = false;
  const server = net.createServer((near) => {
    const far = net.connect(target, '127.0.0.1');
    const connection = { near, far, muted: muteAll };
    connections.add(connection);
    near.pipe(far);
    far.on('data', (bytes) => {
      if (!connection.muted) near.write(bytes);
    });
    const end = (): void => {
      connections.delete(connection);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    mute(options = { all: false }) {
      muteAll = options.all;
      for (const connection of connections) connection.muted = true;
    },
    unmute() {
      muteAll = false;
      for (const connection of connections) connection.muted = false;
    },
    reset() {
      for (const { near } of connections) near.resetAndDestroy();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const { near } of connections) near.destroy();
      await closed;
    },
  };
}
