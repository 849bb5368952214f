import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const built = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** Does something with the embedded event store node over the data of a folder, and nothing else of the product. */
export async function withNode<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const node = fork(
    built('src/embedded/event-store/main.js'),
    ['--data', path.join(folder, 'event-store'), '--port', '0', '--exit-with-parent'],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const [line]: unknown[] = await once(node.stdout ?? node, 'data');
  const { port } = JSON.parse(String(line));
  try {
    return await use(`esdb://127.0.0.1:${port}?tls=false`);
  } finally {
    const gone = once(node, 'exit');
    node.kill('SIGTERM');
    await gone;
  }
}
