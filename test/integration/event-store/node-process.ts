import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');
const main = path.join(root, 'dist/src/embedded/event-store/main.js');
const sources = path.join(root, 'src/embedded/event-store');

let checked = false;
/** The node runs as it is shipped: transpiled. `npm test` builds first; a run of vitest alone gets its build here. */
function ensureBuilt(): void {
  if (checked) return;
  checked = true;
  const built = statSync(main, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changed = readdirSync(sources, { recursive: true, encoding: 'utf8' }).some(
    (file) => statSync(path.join(sources, file)).mtimeMs > built,
  );
  if (!changed) return;
  const transpile = `const { transpile } = await import('./scripts/build.mjs'); await transpile('dist', {});`;
  const build = spawnSync(process.execPath, ['--input-type=module', '-e', transpile], { cwd: root, encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`the build failed:\n${build.stderr}`);
}

export interface NodeProcess {
  url: string;
  port: number;
  pid: number;
  child: ChildProcess;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: what a power cut is to a process. */
  kill(): Promise<void>;
}

export interface Ended {
  exitCode: number | null;
  stderr: string;
}

export function spawnNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  ensureBuilt();
  return spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test', ...env },
  });
}

/** Runs a node that is expected to refuse. */
export async function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawnNode(args, env);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(child, 'close');
  return { exitCode: child.exitCode, stderr };
}

export async function startNodeProcess(
  folder: string,
  { port = 0, args = [], env = {} }: { port?: number; args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<NodeProcess> {
  const child = spawnNode(['--data', folder, '--port', String(port), ...args], env);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit');
  if (!child.stdout) throw new Error('no stdout');
  const line = once(createInterface(child.stdout), 'line');
  const [first]: unknown[] = await Promise.race([line, ended.then(() => [])]);
  if (typeof first !== 'string') throw new Error(`the node did not start:\n${stderr}`);
  const ready: unknown = JSON.parse(first);
  if (typeof ready !== 'object' || ready === null || !('port' in ready) || typeof ready.port !== 'number') {
    throw new Error(`not what a node says: ${first}`);
  }
  return {
    url: `esdb://127.0.0.1:${ready.port}?tls=false`,
    port: ready.port,
    pid: child.pid ?? 0,
    child,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export function temporaryFolder(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'event-store-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
