import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { callsTo, root, type Product, type ServerCalls } from './product.js';

const Ready = z.object({ ready: z.literal(true), url: z.string() });
const READY_WITHIN_MS = 60_000;

/** One more process of the server, on the stores of a product. */
export interface SecondServer extends ServerCalls {
  readonly url: string;
  readonly port: number;
  /** What it has logged so far. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Settles when its process has ended. */
  readonly ended: Promise<void>;
  /** Ends it in good order, also when it is stopped. */
  stop(): Promise<void>;
}

/** Starts it and waits until it serves. */
export async function startSecondServer(
  product: Product,
  env: Readonly<Record<string, string>> = {},
): Promise<SecondServer> {
  const { eventStoreUrl, key } = product;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mc second '));
  const child = fork(path.join(root, 'dist', 'src', 'main.js'), [], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      EVENTSTORE_URL: eventStoreUrl,
      DATABASE_URL: await product.databaseUrl(),
      MC_HTTP_PORT: '0',
      MC_DATA_DIR: folder,
      // Servers of one log have the same keys.
      MC_KEYS_DIR: path.join(product.dataFolder, 'keys'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  void ended.then(() => process.off('exit', end)).then(() => rm(folder, { recursive: true, force: true }));
  const url = await ready(child).catch((error: unknown) => {
    end();
    throw new Error(`The second server did not start: ${String(error)}\n${output}`);
  });
  return {
    ...callsTo(url, key),
    url,
    port: Number(new URL(url).port),
    output: () => output,
    signal: (signal) => void child.kill(signal),
    ended,
    async stop() {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function ready(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it was not ready in time')), READY_WITHIN_MS);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
    child.on('message', (message) => {
      const said = Ready.safeParse(message);
      if (!said.success) return;
      clearTimeout(timer);
      resolve(said.data.url);
    });
  });
}
