import { fork, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { startPostgres } from '../src/embedded/postgres/start-postgres.js';
import { V8_FLAGS } from '../src/start/child-process.js';
import type { Changed } from '../src/gateway/protocol.js';

/** PROFILE=folder: every process leaves a CPU profile there. */
const profile = process.env['PROFILE'];

/** As the launcher starts them; V8=flags: others, for every process. */
const v8 = process.env['V8']?.split(' ').filter(Boolean) ?? [...V8_FLAGS];

/** READS=off: nobody fills the read models. */
export const READS = process.env['READS'] !== 'off';

const built = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** The whole product as a user runs it: server, embedded stores, read models on, one agent in a process of its own over socket.io. */
export interface Product {
  readonly url: string;
  /** Process ids by name: server, eventStore, postgres, agent. */
  readonly pids: Readonly<Record<'server' | 'eventStore' | 'postgres' | 'agent', number>>;
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
  /** Starts a run and settles when the read models say that it is completed: what an operator sees. Without read models it settles when the run was started. */
  run(
    workflowId: string,
  ): Promise<{ readonly runId: string; readonly ms: number; readonly startedAt: number; readonly seenAt: number }>;
  /** Entries of step bodies by run, in milliseconds since the epoch, since the last call. */
  marks(): Promise<Readonly<Record<string, readonly number[]>>>;
  stop(): Promise<void>;
}

export interface ProductOptions {
  /** Where the data lie, and stay; default: a new folder, which goes when it is stopped. */
  readonly folder?: string;
  /** Whether the agent is started; default: true. */
  readonly agent?: boolean;
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const folder =
    options.folder ?? (await mkdtemp(path.join(process.env['WORKDIR'] ?? os.tmpdir(), 'mission-control-bench-')));
  const children: ChildProcess[] = [];
  const child = (file: string, args: string[], env: Record<string, string>): ChildProcess => {
    const process_ = fork(built(file), args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: profile
        ? [...v8, '--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${file.replaceAll('/', '-')}.cpuprofile`]
        : v8,
    });
    children.push(process_);
    return process_;
  };
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), log: () => undefined });
  const store = child(
    'src/embedded/event-store/main.js',
    ['--data', path.join(folder, 'event-store'), '--port', '0', '--exit-with-parent'],
    {},
  );
  const { port } = JSON.parse(await firstLine(store));
  const server = child('src/main.js', [], {
    DATABASE_URL: postgres.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`,
    MC_HTTP_PORT: '0',
    MC_DATA_DIR: folder,
    MC_LOG_LEVEL: process.env['MC_LOG_LEVEL'] ?? 'warn',
    MC_PROJECTIONS: READS ? 'on' : 'off',
  });
  server.stdout?.pipe(process.stderr);
  const { url } = await new Promise<{ url: string }>((resolve) =>
    server.once('message', (message) => resolve(message as { url: string })),
  );
  const { key } = JSON.parse(await readFile(path.join(folder, 'cli.json'), 'utf8'));

  // One pool of connections, as a client that starts many runs has it.
  const pool = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const call = (method: string, where: string, body?: unknown): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${key}`,
        ...(text === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      };
      const request = http.request(url + where, { method, headers, agent: pool }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
          if ((response.statusCode ?? 500) < 300) resolve(answer);
          else reject(new Error(`${method} ${where}: ${response.statusCode} ${JSON.stringify(answer)}`));
        });
      });
      request.on('error', (error) => {
        // The server closed an idle connection just when it was used again: nothing was read of the request.
        if (request.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(call(method, where, body));
        else reject(error);
      });
      request.end(text);
    });
  let agent: ChildProcess | undefined;
  if (options.agent ?? true) {
    const { token } = await call('POST', '/api/agents/bench/tokens', { name: 'bench' });
    agent = child('bench/agent.js', [], { MC_URL: url, MC_AGENT_TOKEN: String(token) });
    await firstLine(agent);
  }

  const console_: Socket = io(`${url}/console`, { transports: ['websocket'], auth: { token: key } });
  const watching = new Map<string, (revision: number) => void>();
  const early = new Map<string, number>();
  console_.on('changed', ({ changes }: Changed) => {
    for (const { runId, revision } of changes) {
      const seen = watching.get(runId);
      if (seen) seen(revision);
      else early.set(runId, revision);
    }
  });
  await new Promise<void>((resolve) =>
    console_.on('connect', () => console_.emit('watch', { runs: '*' }, () => resolve())),
  );

  /** A run of n steps ends at revision 2n + 1: no read is needed to know that it is completed, and one read checks it. */
  const lastRevision = new Map<string, number>();
  const ended = async (runId: string, last: number): Promise<void> => {
    if ((early.get(runId) ?? -1) < last) {
      await new Promise<void>((resolve) => watching.set(runId, (revision) => void (revision >= last && resolve())));
      watching.delete(runId);
    }
    early.delete(runId);
  };
  return {
    url,
    pids: { server: pidOf(server), eventStore: pidOf(store), postgres: postgres.pid, agent: agent ? pidOf(agent) : 0 },
    async post(where, body) {
      const answer = await call('POST', where, body);
      const definition = (body as { definition?: { id: string; steps: unknown[] } }).definition;
      if (definition) lastRevision.set(definition.id, 2 * definition.steps.length + 1);
      return answer;
    },
    get: (where) => call('GET', where),
    async run(workflowId) {
      const startedAt = performance.timeOrigin + performance.now();
      const { runId } = await call('POST', '/api/runs', { workflowId, input: {} });
      if (READS) await ended(String(runId), lastRevision.get(workflowId) ?? 0);
      const seenAt = performance.timeOrigin + performance.now();
      return { runId: String(runId), ms: seenAt - startedAt, startedAt, seenAt };
    },
    async marks() {
      if (!agent) return {};
      const answer = new Promise<{ marks: Record<string, number[]> }>((resolve) =>
        agent?.once('message', (message) => resolve(message as { marks: Record<string, number[]> })),
      );
      agent.send('marks');
      return (await answer).marks;
    },
    async stop() {
      console_.close();
      for (const one of agent ? [agent, server, store] : [server, store]) {
        const gone = new Promise((resolve) => one.once('exit', resolve));
        one.kill('SIGTERM');
        await gone;
      }
      await postgres.stop();
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

const pidOf = (child: ChildProcess): number => child.pid ?? 0;

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it was ready`)));
    child.stdout?.once('data', (chunk: Buffer) => resolve(String(chunk).split('\n')[0] ?? ''));
  });
}
