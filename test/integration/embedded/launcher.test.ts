import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { processIdentity } from '../../../src/embedded/process-identity.js';

const Answer = z.object({
  pid: z.number(),
  database: z.string(),
  eventStore: z.string(),
  workflows: z.array(z.object({ source: z.string(), format: z.string() })),
  agents: z.array(z.object({ token: z.string(), model: z.string() })),
});
const script = path.join(import.meta.dirname, 'fixtures', 'launcher.mjs');

/** For the rules that are not about stores: a start without them is fast. */
const storesElsewhere = { DATABASE_URL: 'postgres://elsewhere/db', EVENTSTORE_URL: 'esdb://elsewhere:2113' };

describe('the launcher', () => {
  let folder: string;
  const launchers: Launcher[] = [];

  const start = (env: NodeJS.ProcessEnv = {}) => {
    const launcher = new Launcher(folder, env);
    launchers.push(launcher);
    return launcher;
  };
  /** What its server was given, once everything has started. */
  const served = async (launcher: Launcher) => Answer.parse(await (await fetch(await launcher.address())).json());
  /** The addresses and the process, which a restart keeps and changes. */
  const places = ({ pid, database, eventStore }: z.infer<typeof Answer>) => ({ pid, database, eventStore });
  const recorded = async (): Promise<number[]> => {
    const children = z
      .record(z.string(), z.object({ pid: z.number() }))
      .parse(JSON.parse(await readFile(path.join(folder, 'my data', 'children.json'), 'utf8')));
    return Object.values(children).map((child) => child.pid);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'mc-launcher-'));
    await mkdir(path.join(folder, 'examples', 'hello'), { recursive: true });
    await writeFile(path.join(folder, 'examples', 'hello', 'workflow.yaml'), 'id: hello\n');
  });
  afterEach(async () => {
    for (const launcher of launchers.splice(0)) await launcher.end();
    await rm(folder, { recursive: true, force: true });
  });

  it('starts stores and server, stops them in the reverse order, and finds data and addresses again', async () => {
    const first = start();
    const before = await served(first);
    await sql(before.database, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    expect(await first.end()).toBe(0);
    expect(
      first.output
        .split('\n')
        .filter((line) => line.includes('stopped'))
        .map((line) => line.trim().split(/ +stopped/)[0]),
    ).toEqual(['example agents', 'demo model server', 'server', 'event store', 'PostgreSQL']);

    const after = await served(start());
    expect(places(after)).toEqual({ ...places(before), pid: after.pid });
    expect(await sql(after.database, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('shows the key once, applies the example workflows and keeps the token of the example agents', async () => {
    const first = start(storesElsewhere);
    const before = await served(first);
    expect(first.output).toMatch(/Key +the-admin-key .*shown once/);
    expect(before.workflows).toEqual([{ source: 'id: hello\n', format: 'yaml' }]);
    expect(before.agents).toEqual([{ token: 'secret-of-t1', model: expect.stringMatching(/^http:.*\/v1$/) }]);
    expect((await stat(path.join(folder, 'my data', 'agents.json'))).mode & 0o777).toBe(0o600);
    await first.end();

    const second = start(storesElsewhere);
    expect((await served(second)).agents.map((agent) => agent.token)).toEqual(['secret-of-t1', 'secret-of-t1']);
    expect(second.output).toMatch(/Key +kept in .*cli\.json/);
    expect(second.output).not.toContain('the-admin-key');
  });

  it('prints another address that opens signed in at each start, and none with a key that opens nothing', async () => {
    const first = start(storesElsewhere);
    const url = await first.address();
    expect(first.output).toContain(`Open      ${url}/sign-in#link=code-1\n`);
    await first.end();
    const second = start(storesElsewhere);
    expect(await second.address()).toBe(url);
    expect(second.output).toContain(`Open      ${url}/sign-in#link=code-2\n`);
    await second.end();
    const third = start({ ...storesElsewhere, TEST_SERVER_REVOKED: '1' });
    await third.address();
    expect(third.output).not.toMatch(/Open|code-/);
  });

  it('is ready when the server serves, and offers an example when it is there', async () => {
    const launcher = start(storesElsewhere);
    await launcher.address();
    expect(launcher.output).toMatch(
      /server .*Mission Control is ready.*Key .*example workflows .*example agents +connected.*run start repository-report/s,
    );
  });

  it('starts the server beside its stores', async () => {
    const launcher = start({ TEST_STORE: 'after the server' });
    await launcher.address();
  });

  it('ends at Ctrl-C in the middle of the start, with nothing left and no word of what that broke', async () => {
    const launcher = start({ TEST_STORE: 'never' });
    await launcher.said(/server +http/);
    expect(await launcher.end()).toBe(0);
    expect(launcher.errors).toBe('');
    await nothingRuns(await recorded(), 100);
  });

  it('issues a new token when the server does not know the kept one any more', async () => {
    const first = start(storesElsewhere);
    await first.address();
    await first.end();
    await writeFile(path.join(folder, 'my data', 'test-server.json'), '{"tokens":[],"workflows":[],"agents":[]}');
    await writeFile(
      path.join(folder, 'my data', 'agents.json'),
      JSON.stringify({ tokenId: 'lost', token: 'secret-of-lost' }),
    );
    expect((await served(start(storesElsewhere))).agents.map((agent) => agent.token)).toEqual(['secret-of-t1']);
  });

  it('takes the model server that the environment names', async () => {
    const answer = await served(start({ ...storesElsewhere, OPENAI_BASE_URL: 'http://models.test/v1' }));
    expect(answer.agents).toEqual([{ token: 'secret-of-t1', model: 'http://models.test/v1' }]);
  });

  it('runs without the examples, and says why, when they cannot be started', async () => {
    await rm(path.join(folder, 'examples'), { recursive: true });
    const launcher = start(storesElsewhere);
    await served(launcher);
    expect(launcher.output).toMatch(/examples +not started: ENOENT/);
    expect(launcher.output).not.toContain('repository-report');
  });

  it('refuses a second start on the same folder: which folder, by which pid, since when, at which address, and what to do', async () => {
    const first = start(storesElsewhere);
    const address = await first.address();
    const second = start(storesElsewhere);
    expect(await second.exited).toBe(1);
    expect(second.errors).toMatch(
      new RegExp(
        `^Mission Control did not start\\. The data folder .*my data is in use by pid ${first.pid} since 20.* UTC; it serves at ${address}\\. .*MC_DATA_DIR.*\\n$`,
      ),
    );
  });

  it('leaves nothing running when it is killed, and the next start works with the same data and addresses', async () => {
    const first = start();
    const before = await served(first);
    const pids = await recorded();
    expect(pids).toHaveLength(5);
    await sql(before.database, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;

    const after = await served(start());
    expect(places(after)).toEqual({ ...places(before), pid: after.pid });
    expect(await sql(after.database, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await nothingRuns(pids, 100);
  });

  it('ends its children by itself when it is killed, without a next start', async () => {
    const first = start();
    await first.address();
    const pids = await recorded();
    process.kill(first.pid, 'SIGKILL');
    await nothingRuns(pids, 15_000);
  });

  it('starts a killed server, event store or PostgreSQL again, at the same address', async () => {
    const launcher = start();
    const before = await served(launcher);
    const pids = await recorded();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await launcher.said(/server runs again/);
    await launcher.said(/event store runs again/);
    await launcher.said(/PostgreSQL runs again/);
    const after = await served(launcher);
    expect(places(after)).toEqual({ ...places(before), pid: after.pid });
    expect(after.pid).not.toBe(before.pid);
    expect(await sql(after.database, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it("passes on the server's own words when it does not start, and stops what was started", async () => {
    const launcher = start({ TEST_SERVER_MISTAKE: 'The data were written by a newer release.' });
    expect(await launcher.exited).toBe(1);
    expect(launcher.errors).toMatch(
      /The server did not start \(exit code 1\): The data were written by a newer release\. .*server\.log/,
    );
    await nothingRuns(await recorded(), 100);
  });

  it('kills everything at once when it is asked again while something does not stop', async () => {
    const launcher = start({ ...storesElsewhere, TEST_SERVER_STUBBORN: '1' });
    await launcher.address();
    const code = launcher.end();
    await vi.waitFor(
      () => {
        void launcher.end();
        expect(launcher.ended).toBe(true);
      },
      { timeout: 5_000, interval: 100 },
    );
    expect(await code).toBe(130);
    await nothingRuns(await recorded());
  });

  it('says which variable asks for a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(other.listening).toBe(true));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const launcher = start({ MC_HTTP_PORT: String(port) });
    expect(await launcher.exited).toBe(1);
    expect(launcher.errors).toContain(
      `Port ${port} for the server is in use by another program. Stop that program, set MC_HTTP_PORT to a free port`,
    );
    other.close();
  });

  it('starts no store that the environment names', async () => {
    const answer = await served(start(storesElsewhere));
    expect(places(answer)).toMatchObject({ database: 'postgres://elsewhere/db', eventStore: 'esdb://elsewhere:2113' });
    expect(await recorded()).toHaveLength(3);
  });
});

/** The launcher in a process of its own, with stand-ins for the event store and the server. */
class Launcher {
  output = '';
  errors = '';
  ended = false;
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  constructor(root: string, env: NodeJS.ProcessEnv) {
    const { DATABASE_URL: _, EVENTSTORE_URL: __, OPENAI_BASE_URL: ___, ...inherited } = process.env;
    const child = spawn(process.execPath, [script], {
      env: { ...inherited, TEST_ROOT: root, MC_DATA_DIR: 'my data', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      this.output += chunk.toString('utf8');
      for (const check of this.#waiting) check();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk.toString('utf8');
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code) => {
        this.ended = true;
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it has printed this. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const match = pattern.exec(this.output);
        if (match === null) return;
        this.#waiting.delete(check);
        resolve(match);
      };
      this.#waiting.add(check);
      void this.exited.then(() =>
        reject(new Error(`It ended without saying ${pattern}: ${this.output}${this.errors}`)),
      );
      check();
    });
  }

  /** Once all is said and the examples are there. */
  async address(): Promise<string> {
    const [, address = ''] = await this.said(/Address +(http:\S+)/);
    await this.said(/approval list\n/);
    return address;
  }

  async end(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.exited;
  }
}

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  } finally {
    await client.end();
  }
}

/** A process that has ended but was not collected by its parent does not run. */
async function nothingRuns(pids: readonly number[], timeout = 5_000): Promise<void> {
  await vi.waitFor(async () => expect((await Promise.all(pids.map(processIdentity))).filter(Boolean)).toEqual([]), {
    timeout,
    interval: 50,
  });
}
