import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../src/embedded/ports.js';
import { startPostgres, type RunningPostgres } from '../../../src/embedded/postgres/start-postgres.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { queryPool } from '../../../src/projections/storage/connection.js';
import { EventLog } from '../../support/events.js';
import { dump, sql, startProjecting, until, type Projecting } from '../../support/read-models.js';

const memory = memoryStore();
const log = new EventLog(memory);
let folder: string;
let port: number;
let server: RunningPostgres;
let projecting: Projecting;

const start = (): Promise<RunningPostgres> => startPostgres({ dataDir: folder, port, log: () => undefined });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mission-control-outage-'));
  // As root the server runs as another user, who must be able to pass.
  await chmod(folder, 0o711);
  port = await freePort();
  server = await start();
  projecting = await startProjecting(memory, server.url);
});
afterAll(async () => {
  await projecting.stop();
  await server.stop();
  memory.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe('PostgreSQL that goes away', () => {
  it('makes reads unavailable within 2 s when it is killed, and is caught up with by itself when it is back', async () => {
    const definition = await log.workflow('flow', { a: [], b: ['a'] });
    const run = log.run('through the outage', 'flow', definition);
    await projecting.caughtUp();
    const gone = new Promise<void>((resolve) => server.onExit(resolve));
    process.kill(server.pid, 'SIGKILL');
    await gone;
    // Runs go on meanwhile.
    run.dispatch('a');
    run.complete('a', [{ nanoUsd: '7' }]);
    const began = performance.now();
    await expect(projecting.readModels.getRun(run.runId)).rejects.toMatchObject({ code: 'READ.UNAVAILABLE' });
    await until('the projector noticed', async () => (await projecting.readModels.status()).state === 'unavailable');
    expect(performance.now() - began).toBeLessThan(2_000);
    server = await start();
    await until('everything is projected', async () =>
      projecting.caughtUp().then(
        () => true,
        () => false,
      ),
    );
    expect(await projecting.readModels.getRun(run.runId)).toMatchObject({ run: { stepsDone: 1, spentNanoUsd: '7' } });
    const live = await dump(server.url);
    await projecting.readModels.rebuild();
    expect(await dump(server.url)).toEqual(live);
  });

  it('does not end the process by a connection that dies while it is lent out between two queries', async () => {
    const pool = queryPool(server.url, 1);
    const lent = await pool.connect();
    const ended = new Promise((resolve) => lent.once('end', resolve));
    const { rows } = await lent.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await sql(server.url, 'SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await expect(lent.query('SELECT 1')).rejects.toThrow();
    lent.release(true);
    expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});
