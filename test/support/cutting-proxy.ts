import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy on 127.0.0.1 that cuts connections at random: after a random number of bytes in either direction it
 * destroys both ends, in the middle of whatever frame is under way. Without a word to either side, as a network does.
 */
export class CuttingProxy {
  cuts = 0;
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private cutting = true;

  constructor(
    private readonly target: number,
    private readonly options: {
      /** Bytes over both directions before a cut: between these, uniformly. */
      readonly bytes: readonly [number, number];
      /** In [0, 1), for a run that can be repeated. */
      readonly random: () => number;
    },
  ) {
    this.server = createServer((client) => this.pair(client));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    return address.port;
  }

  /** From now on it lets everything through. */
  calm(): void {
    this.cutting = false;
  }

  async close(): Promise<void> {
    for (const [client, upstream] of this.pairs) {
      client.destroy();
      upstream.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pair(client: Socket): void {
    const upstream = connect(this.target, '127.0.0.1');
    const pair = [client, upstream] as const;
    this.pairs.add(pair);
    const [least, most] = this.options.bytes;
    let left = least + Math.floor(this.options.random() * (most - least));
    const end = () => {
      this.pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    const forward = (from: Socket, to: Socket) =>
      from.on('data', (chunk: Buffer) => {
        if (this.cutting && chunk.length >= left) {
          this.cuts += 1;
          // Part of it still gets through: a frame that is never finished.
          to.write(chunk.subarray(0, Math.floor(left / 2)), end);
          left = Infinity;
          from.removeAllListeners('data');
          return;
        }
        left -= chunk.length;
        to.write(chunk);
      });
    forward(client, upstream);
    forward(upstream, client);
    for (const socket of pair) socket.on('error', end).on('close', end);
  }
}
