import { createServer } from 'node:net';
import { StartupError } from './startup-error.js';

/** A TCP port on 127.0.0.1 that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

export async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch {
    return false;
  }
}

/**
 * The port to serve on: the one that the user asked for, else the first free one of `preferred`, else any free one.
 * A port that was asked for and is taken is an error, because somebody relies on exactly that number.
 *
 * @param asked.variable the environment variable to name in the error
 * @param others ports that are not to be chosen: others are about to listen on them
 */
export async function choosePort(
  asked: { port: number | undefined; variable: string; what: string },
  preferred: readonly (number | undefined)[],
  others: ReadonlySet<number> = new Set(),
): Promise<number> {
  if (asked.port !== undefined) {
    if (await isFree(asked.port)) return asked.port;
    throw new StartupError(
      `Port ${asked.port} for ${asked.what} is in use by another program. ` +
        `Stop that program, set ${asked.variable} to a free port, or leave ${asked.variable} unset to have one chosen.`,
    );
  }
  for (const port of preferred) if (port !== undefined && !others.has(port) && (await isFree(port))) return port;
  for (;;) {
    const port = await freePort();
    if (!others.has(port)) return port;
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : port));
    });
  });
}
