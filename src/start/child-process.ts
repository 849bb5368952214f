import { type ChildProcess, spawn } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { StartupError } from '../embedded/startup-error.js';
import { type Running } from './supervisor.js';
import { readyWithinMs, stopGraceMs } from './timing.js';

export interface NodeProgram<Ready> {
  /** As shown to people: `event store`, `server`. */
  readonly title: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** How it says that it serves: a JSON line on stdout, or a message on the IPC channel. What does not fit is not the sign. */
  readonly ready: { readonly by: 'stdout' | 'message'; readonly schema: z.ZodType<Ready> };
  /** How long that may take, in milliseconds; default: 60,000. */
  readonly readyWithinMs?: number;
}

/**
 * A server makes much that lives for a moment: a large young generation lets most of it go without a second look, and one that is large from the start
 * moves less of it among the old objects, which grow by that until all of them are looked at.
 * Code that is compiled simply when it first runs costs an eighth less until the optimizing compiler has got round to it.
 */
export const V8_FLAGS: readonly string[] = [
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--always-sparkplug',
];

const preload = new URL('./exit-with-parent.js', import.meta.url).href;

/**
 * Runs a Node program as a child that ends with its parent, with its output in its log file, and waits until it is ready.
 *
 * @throws StartupError with the program's own last line if it ends before, or does not get ready
 */
export async function startProgram<Ready>(
  program: NodeProgram<Ready>,
  signal: AbortSignal,
): Promise<Running & { readonly ready: Ready }> {
  const log = await open(program.logFile, 'a', 0o600);
  const from = (await stat(program.logFile)).size;
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [...V8_FLAGS, '--import', preload, program.script, ...(program.args ?? [])], {
      env: { ...process.env, ...program.env },
      // A group of its own: Ctrl-C in a terminal must reach the launcher only, which stops its children in order.
      detached: true,
      // Output goes to the file itself, not through this process: a busy child costs the launcher nothing.
      stdio: ['ignore', program.ready.by === 'stdout' ? 'pipe' : log.fd, log.fd, 'ipc'],
    });
  } finally {
    await log.close();
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => {
      killGroup(child);
      resolve(by ?? `exit code ${code}`);
    });
  });
  const kill = () => killGroup(child);
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  try {
    const outcome = await Promise.race([
      readiness(child, program).then((ready) => ({ ready })),
      exited.then((how) => ({ how })),
    ]);
    if ('ready' in outcome) {
      return { pid: child.pid ?? 0, ready: outcome.ready, exited, kill, stop: () => stop(child, exited) };
    }
    const said = await lastLine(program.logFile, from);
    throw new StartupError(
      `The ${program.title} did not start (${outcome.how}): ${said} Its log is ${program.logFile}.`,
    );
  } catch (error) {
    kill();
    throw error;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function readiness<Ready>(child: ChildProcess, program: NodeProgram<Ready>): Promise<Ready> {
  const { ready, readyWithinMs: within = readyWithinMs } = program;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new StartupError(
          `The ${program.title} did not get ready within ${within / 1000} s. Its log is ${program.logFile}.`,
        ),
      );
    }, within);
    const offer = (candidate: unknown) => {
      const parsed = ready.schema.safeParse(candidate);
      if (!parsed.success) return;
      clearTimeout(timer);
      child.off('message', offer);
      resolve(parsed.data);
    };
    child.once('exit', () => clearTimeout(timer));
    if (ready.by === 'message') child.on('message', offer);
    else if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => offer(jsonOf(line)));
  });
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), stopGraceMs);
  await exited;
  clearTimeout(timer);
}

/** The child with its own children, also those that it left behind when it ended. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, or this system has no groups.
    child.kill('SIGKILL');
  }
}

/** What the program said last, if it said anything since byte `from`: more useful than an exit code. */
async function lastLine(file: string, from: number): Promise<string> {
  const handle = await open(file, 'r');
  const { size } = await handle.stat();
  const { buffer, bytesRead } = await handle.read({
    position: Math.max(from, size - 65_536),
    buffer: Buffer.alloc(65_536),
  });
  await handle.close();
  const output = buffer.toString('utf8', 0, bytesRead);
  const lines = output.split('\n').map((line) => messageOf(line.trim()));
  // A stack trace ends in frames; the message is what stands before them.
  const said = lines.filter((line) => line !== '' && !/^(at |\^|Node\.js v|file:\/\/|\}|throw )/.test(line));
  return said.find((line) => /^\w*Error\b.*:/.test(line)) ?? said.at(-1) ?? 'it said nothing.';
}

/** Log lines are JSON: people want the message in them. */
function messageOf(line: string): string {
  const parsed = z.object({ msg: z.string() }).safeParse(jsonOf(line));
  return parsed.success ? parsed.data.msg : line;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
