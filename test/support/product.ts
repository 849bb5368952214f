import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { z } from 'zod';
import { endpoints, urlOf, type AnswerOf, type CallOf, type EndpointName } from '../../src/api/contract/endpoints.js';

const run = promisify(execFile);
export const root = path.resolve(import.meta.dirname, '../..');
const CliFile = z.object({ url: z.string(), key: z.string() });
const Ports = z.record(z.string(), z.number());
const READY_WITHIN_MS = 90_000;
const STOPPED_WITHIN_MS = 30_000;

/** What runs, told apart by what its command line holds. */
const PROGRAMS = {
  server: '/dist/src/main.js',
  eventStore: '/dist/src/embedded/event-store/main.js',
  postgres: '/native/bin/postgres -D ',
  agents: '/dist/examples/agents/main.js',
  reportAgent: '/dist/examples/repository-report/agent.js',
} as const;
export type ProgramName = keyof typeof PROGRAMS;
const programNames: readonly ProgramName[] = ['server', 'eventStore', 'postgres', 'agents', 'reportAgent'];

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly ms: number;
}
export type Call<N extends EndpointName> = Partial<CallOf<N>> & { readonly key?: string };

/** What one says to a server over HTTP, with one key. */
export interface ServerCalls {
  /** One HTTP request. Throws what fetch throws when nobody answers. */
  api(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<HttpAnswer>;
  /** An endpoint of the contract, answer checked; throws when it is refused. */
  call<N extends EndpointName>(name: N, call?: Call<N>): Promise<AnswerOf<N>>;
  /** The same until it is taken: through restarts and 503s, with one Idempotency-Key. */
  callUntilTaken<N extends EndpointName>(name: N, call?: Call<N>): Promise<AnswerOf<N>>;
}

/** The product as `npm start` runs it, on a data folder of its own. */
export interface Product extends ServerCalls {
  readonly url: string;
  /** The admin's key. */
  readonly key: string;
  readonly dataFolder: string;
  readonly eventStoreUrl: string;
  /** Of the embedded PostgreSQL, with password. */
  databaseUrl(): Promise<string>;
  /** The launcher's own process. */
  readonly launcherPid: number;
  /** What the launcher has printed so far. */
  output(): string;
  /** Settles when the launcher has ended, which it does only when it is told to. */
  readonly ended: Promise<number>;
  /** missionctl, as a person runs it; its working folder is the data folder's parent. */
  cli(...args: string[]): Promise<Ended>;
  /** The same with --json, parsed; throws when it does not exit with 0. */
  cliJson<T>(schema: z.ZodType<T>, ...args: string[]): Promise<T>;
  /** The process that is alive now; undefined between two lives. */
  pid(program: ProgramName): Promise<number | undefined>;
  /** Sends a signal to the living process; its pid, or undefined when there was none. */
  kill(program: ProgramName, signal: NodeJS.Signals): Promise<number | undefined>;
  /** Sends a signal to the launcher: while it is stopped it starts nothing again. */
  signal(signal: NodeJS.Signals): void;
  /** Ends everything; keeps the data folder. */
  stop(): Promise<void>;
  /** Ends everything and removes the data folder. */
  remove(): Promise<void>;
}

export interface ProductOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder to start on again; without it a fresh one. */
  readonly dataFolder?: string;
  /** The folder of another build, run without what `npm start` does before it; default: MC_TEST_DIST, else `npm start`. */
  readonly dist?: string | undefined;
}

/** Starts it and waits until the launcher says what to try: then the examples are there too. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const folder = options.dataFolder ?? path.join(await mkdtemp(path.join(os.tmpdir(), 'mission control e2e ')), 'data');
  const launcher = launch(folder, { MC_HTTP_PORT: String(await freePort()), ...options.env }, options.dist);
  try {
    await launcher.says(/approval list\n/);
    const { url, key } = CliFile.parse(JSON.parse(await readFile(path.join(folder, 'cli.json'), 'utf8')));
    const ports = Ports.parse(JSON.parse(await readFile(path.join(folder, 'ports.json'), 'utf8')));
    const [eventStorePort, postgresPort] = [ports['the event store'] ?? 0, ports['PostgreSQL'] ?? 0];
    return productAt({ folder, url, key, eventStorePort, postgresPort, launcher });
  } catch (error) {
    await launcher.stop();
    throw error;
  }
}

function productAt(at: {
  folder: string;
  url: string;
  key: string;
  eventStorePort: number;
  postgresPort: number;
  launcher: Launcher;
}): Product {
  const { folder, url, key, launcher } = at;
  const cli = (...args: string[]) => missionctl(args, { MC_DATA_DIR: folder }, path.dirname(folder));

  const pid = async (program: ProgramName): Promise<number | undefined> => pidOf(program, launcher.pid);
  const stop = () => launcher.stop();
  return {
    url,
    key,
    dataFolder: folder,
    eventStoreUrl: `esdb://127.0.0.1:${at.eventStorePort}?tls=false`,
    async databaseUrl() {
      const password = (await readFile(path.join(folder, 'postgres', 'password'), 'utf8')).trim();
      return `postgres://mission_control:${password}@127.0.0.1:${at.postgresPort}/mission_control`;
    },
    launcherPid: launcher.pid,
    output: () => launcher.output(),
    ended: launcher.ended,
    cli,
    async cliJson(schema, ...args) {
      const { code, stdout, stderr } = await cli(...args, '--json');
      if (code !== 0) throw new Error(`missionctl ${args.join(' ')} exited with ${code}: ${stderr}${stdout}`);
      return schema.parse(JSON.parse(stdout));
    },
    ...callsTo(url, key),
    pid,
    async kill(program, signal) {
      const found = await pid(program);
      if (found !== undefined) signalTo(found, signal);
      return found;
    },
    signal: (signal) => signalTo(launcher.pid, signal),
    stop,
    async remove() {
      await stop();
      await rm(path.dirname(folder), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Which program a command line is of. */
export const programOf = (command: string): ProgramName | undefined =>
  programNames.find((name) => command.includes(PROGRAMS[name]));

/** What is said to the server at an address. */
export function callsTo(url: string, key: string): ServerCalls {
  const api = async (method: string, where: string, body?: unknown, idempotencyKey?: string): Promise<HttpAnswer> => {
    const began = performance.now();
    const response = await fetch(url + where, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    const json: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: json, ms: performance.now() - began };
  };

  const call = async <N extends EndpointName>(name: N, given: Call<N> = {}): Promise<AnswerOf<N>> => {
    const { method, status, response } = endpoints[name];
    const where = urlOf(name, { ...given.params }, { ...given.query });
    const key = given.key ?? (method === 'GET' ? undefined : randomUUID());
    const answer = await api(method, where, given.body, key);
    if (answer.status !== status)
      throw new Error(`${method} ${where} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
    return checked<AnswerOf<N>>(response, answer.body);
  };

  return {
    api,
    call,
    async callUntilTaken(name, given = {}) {
      const key = given.key ?? randomUUID();
      return until(() => call(name, { ...given, key }), 60_000);
    },
  };
}

/** The zod schema of an endpoint gives exactly the endpoint's answer; its type is lost in the table's union. */
function checked<T>(schema: z.ZodType, body: unknown): T {
  return z.custom<T>().parse(schema.parse(body));
}

export interface Launcher {
  readonly pid: number;
  output(): string;
  says(what: RegExp): Promise<void>;
  /** Settles with its exit code. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** `npm start` without npm: the same program. */
export function launch(
  dataFolder: string,
  env: Readonly<Record<string, string>>,
  dist = process.env['MC_TEST_DIST'],
): Launcher {
  const program = dist === undefined ? path.join(root, 'scripts', 'start.mjs') : path.join(dist, 'src/start/main.js');
  const child = spawn(process.execPath, [program], {
    cwd: root,
    env: { ...cleanEnvironment(), MC_DATA_DIR: dataFolder, MC_RESTART_MAX_MS: '200', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('exit', (code) => resolve(code ?? -1));
  });
  endWithUs(child, ended);
  const pid = child.pid ?? 0;
  return {
    pid,
    output: () => output,
    ended,
    async says(what) {
      const gone = ended.then((code) => {
        throw new Error(`The launcher ended with ${code} before it said ${what}:\n${output}`);
      });
      gone.catch(() => undefined);
      const said = vi.waitFor(
        () => {
          if (!what.test(output)) throw new Error(`The launcher has not said ${what}:\n${output}`);
        },
        { timeout: READY_WITHIN_MS, interval: 50 },
      );
      await Promise.race([said, gone]);
    },
    async stop() {
      // What a test has stopped with SIGSTOP cannot end.
      for (const program of await descendants(pid)) signalTo(program.pid, 'SIGCONT');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const timer = setTimeout(() => void killAll(child), STOPPED_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A test run that is itself ended leaves nothing behind: the launcher's children end when it does. */
function endWithUs(child: ChildProcess, ended: Promise<unknown>): void {
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  void ended.then(() => process.off('exit', end));
}

async function killAll(child: ChildProcess): Promise<void> {
  const programs = await descendants(child.pid ?? 0);
  child.kill('SIGKILL');
  for (const { pid } of programs) signalTo(pid, 'SIGKILL');
}

/** What of the tester's own environment must not reach the product. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(MC_|VITEST|NODE_ENV$|DATABASE_URL$|EVENTSTORE_URL$|OPENAI_|npm_lifecycle_event$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}

export async function missionctl(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(root, 'bin', 'missionctl.mjs'), ...args], {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve(exit ?? -1));
  });
  return { code, stdout, stderr };
}

export interface Program {
  readonly pid: number;
  readonly command: string;
}

async function pidOf(name: ProgramName, launcher: number): Promise<number | undefined> {
  const found = (await descendants(launcher)).find(({ command }) => command.includes(PROGRAMS[name]));
  return found?.pid;
}

/** The living processes below one; a process that has ended and is not yet reaped is none. */
export async function descendants(parent: number): Promise<Program[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { maxBuffer: 16 * 1024 * 1024 });
  const all = stdout.split('\n').flatMap((line) => {
    const [, pid, ppid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return state === undefined || state.startsWith('Z') || command === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(ppid), command }];
  });
  const below: Program[] = [];
  const parents = new Set([parent]);
  // A child may stand before its parent in the list: again until nothing is added.
  for (let before = -1; before !== parents.size;) {
    before = parents.size;
    for (const one of all) {
      if (!parents.has(one.parent) || parents.has(one.pid)) continue;
      parents.add(one.pid);
      below.push(one);
    }
  }
  return below;
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Tries again until it does not throw. */
export function until<T>(attempt: () => Promise<T>, timeout: number): Promise<T> {
  return vi.waitFor(attempt, { timeout, interval: 100 });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
