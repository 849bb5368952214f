import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processIdentity } from '../process-identity.js';
import { StartupError } from '../startup-error.js';
import { type PostgresBinaries } from './binaries.js';
import { type Cluster, postgresEnvironment } from './cluster.js';

const run = promisify(execFile);
const startupMs = 60_000;
const fastShutdownMs = 15_000;
const pollMs = 20;

export interface Postmaster {
  readonly pid: number;
  /** Settled when the process is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends all connections, writes a checkpoint, and is gone; killed if that takes too long (it then recovers at the next start). */
  stop(): Promise<void>;
}

/**
 * Starts the server on 127.0.0.1 and waits until it takes connections. A server that an earlier, killed parent left behind
 * on the same folder is shut down first.
 *
 * @param settings PostgreSQL's own settings, by name
 * @throws StartupError with PostgreSQL's reason
 */
export async function startPostmaster(
  binaries: PostgresBinaries,
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<Postmaster> {
  await stopOrphan(cluster.folder, binaries.postgres, log);
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // A socket's path is limited to 107 bytes and its folder must be writable by the other user: TCP only.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...settings,
  };
  const args = [
    '-D',
    cluster.folder,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const call = cluster.user.commandFor(binaries.postgres, args);
  // A group of its own: Ctrl-C in a terminal must reach the launcher only, which stops its children in order.
  const child = spawn(call.command, call.args, {
    ...call.ids,
    cwd: '/',
    detached: true,
    env: postgresEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let reason = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    log(line);
    if (/\b(FATAL|PANIC):|error while loading/.test(line)) reason ||= line.replace(/^.*?\b(FATAL|PANIC):\s*/, '');
  });
  const gone = exited.then(() => 'gone' as const);
  const outcome = await Promise.race([gone, takesConnections(child, cluster.folder)]);
  if (outcome !== 'ready' || child.pid === undefined) {
    await end(child, exited);
    throw new StartupError(
      `PostgreSQL did not start on port ${port}: ${reason || (outcome === 'gone' ? 'it ended at once' : 'no answer within a minute')}.`,
    );
  }
  return { pid: child.pid, exited, stop: () => end(child, exited) };
}

/** The postmaster writes its state into line 8 of postmaster.pid (this is what pg_ctl looks at). */
async function takesConnections(child: ChildProcess, folder: string): Promise<'ready' | 'late'> {
  const until = Date.now() + startupMs;
  while (Date.now() < until && child.exitCode === null && child.signalCode === null) {
    const lines = await pidFile(folder);
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return 'ready';
    await delay(pollMs);
  }
  return 'late';
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), fastShutdownMs);
  await exited;
  clearTimeout(timer);
}

async function stopOrphan(folder: string, program: string, log: (line: string) => void): Promise<void> {
  const pid = Number((await pidFile(folder))[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostmasterOf(pid, folder, program))) return;
  log(`A PostgreSQL server of an earlier start (pid ${pid}) still runs on this folder: it is shut down.`);
  const until = Date.now() + fastShutdownMs;
  signal(pid, 'SIGINT');
  // Not kill(pid, 0): in a container nobody may collect the ended process, which then counts as living.
  while ((await processIdentity(pid)) !== undefined) {
    if (Date.now() > until) signal(pid, 'SIGKILL');
    await delay(pollMs);
  }
}

/** A pid in a file may since belong to any other program: only one that runs PostgreSQL on this very folder is ours to stop. */
async function isPostmasterOf(pid: number, folder: string, program: string): Promise<boolean> {
  const line = await commandLine(pid);
  return line.includes(folder) && line.includes(path.basename(program));
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').join(' ');
    return (await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}

async function pidFile(folder: string): Promise<string[]> {
  try {
    return (await readFile(path.join(folder, 'postmaster.pid'), 'utf8')).split('\n');
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
