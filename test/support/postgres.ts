import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../src/embedded/postgres/start-postgres.js';

interface Shared {
  readonly server: Promise<RunningPostgres>;
  readonly folder: Promise<string>;
  users: number;
}

let shared: Shared | undefined;

/**
 * A fresh, empty database in a PostgreSQL server that this test file's process starts once. Crash safety is off (it is
 * fast); tests that kill the server use `startPostgres` themselves. `stop` drops the database; the last one stops the server.
 */
export async function testPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  shared ??= start();
  const mine = shared;
  mine.users += 1;
  const server = await mine.server;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async stop() {
      await query(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      mine.users -= 1;
      if (mine.users > 0) return;
      if (shared === mine) shared = undefined;
      await server.stop();
      await rm(await mine.folder, { recursive: true, force: true });
    },
  };
}

function start(): Shared {
  const folder = mkdtemp(path.join(os.tmpdir(), 'mission-control-postgres-'));
  const server = folder.then(async (dir) => {
    // As root the server runs as another user, who must be able to pass.
    await chmod(dir, 0o711);
    const running = await startPostgres({
      dataDir: dir,
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
      log: () => undefined,
    });
    // A test that never reached its `stop` leaves nothing either.
    process.once('exit', () => {
      try {
        process.kill(running.pid, 'SIGKILL');
      } catch {
        // It was stopped.
      }
      // Its own processes may still write for a moment.
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    });
    return running;
  });
  return { server, folder, users: 0 };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
