import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../../src/embedded/postgres/start-postgres.js';
import { StartupError } from '../../../src/embedded/startup-error.js';
import { testPostgres } from '../../support/postgres.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  let folder: string;
  const running: RunningPostgres[] = [];
  const log: string[] = [];

  const start = async (port?: number) => {
    const server = await startPostgres({
      dataDir: path.join(folder, 'a folder with spaces', 'postgres'),
      ...(port === undefined ? {} : { port }),
      log: (line) => log.push(line),
    });
    running.push(server);
    return server;
  };
  const gone = (server: RunningPostgres) => new Promise<void>((resolve) => server.onExit(resolve));

  beforeEach(async () => {
    // 0700 for root only: the user that PostgreSQL runs as then cannot enter it by mode alone.
    folder = await mkdtemp(path.join(os.tmpdir(), 'mc-embedded-'));
    log.length = 0;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('serves UTF-8 in locale C with durable commits, in a closed folder with spaces in its name', async () => {
    const { url } = await start();
    const settings = await query(
      url,
      `SELECT current_setting('server_encoding') AS encoding, datcollate AS collate, current_setting('fsync') AS fsync,
              current_setting('synchronous_commit') AS synchronous, current_setting('listen_addresses') AS address
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual([
      { encoding: 'UTF8', collate: 'C', fsync: 'on', synchronous: 'on', address: '127.0.0.1' },
    ]);
  });

  it('lets nobody in without the password, which is kept for its owner only', async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    const { mode } = await stat(path.join(folder, 'a folder with spaces', 'postgres', 'password'));
    expect(mode & 0o777).toBe(0o600);
  });

  it('keeps its data and its port over a stop', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    await first.stop();
    const second = await start(first.port);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('keeps what was committed when it is killed, and starts again at once', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    process.kill(first.pid, 'SIGKILL');
    await gone(first);
    const second = await start(first.port);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('shuts down a server that was left running on the folder', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)');
    const second = await start();
    await gone(first);
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('makes the cluster anew when its creation was interrupted', async () => {
    const unfinished = path.join(folder, 'a folder with spaces', 'postgres', 'cluster.new');
    await mkdir(unfinished, { recursive: true });
    await writeFile(path.join(unfinished, 'PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('says in one line what to do with data of another release, and with a lost password', async () => {
    await (await start()).stop();
    const dataDir = path.join(folder, 'a folder with spaces', 'postgres');
    await rm(path.join(dataDir, 'password'));
    await expect(start()).rejects.toThrow(/password is missing.*Restore the file/);
    await writeFile(path.join(dataDir, 'cluster', 'PG_VERSION'), '12\n');
    await expect(start()).rejects.toThrow(/written by PostgreSQL 12.*move the folder away/);
    await expect(start()).rejects.toBeInstanceOf(StartupError);
  });

  it('gives each test a database of its own', async () => {
    const [one, two] = await Promise.all([testPostgres(), testPostgres()]);
    await query(one.url, 'CREATE TABLE mine (n int)');
    expect(await query(two.url, "SELECT to_regclass('mine') AS found")).toEqual([{ found: null }]);
    await Promise.all([one.stop(), two.stop()]);
  });
});
