import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Feed } from '../../../src/domain/kernel/ports.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { restOf } from '../../../src/projections/audit/group.js';
import { eventfulRun } from '../../support/audit.js';
import { EventLog } from '../../support/events.js';
import { testPostgres } from '../../support/postgres.js';
import { schemaOf, sql, startProjecting, until } from '../../support/read-models.js';

let server: Awaited<ReturnType<typeof testPostgres>>;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(() => server.stop());

/** A feed whose follower of one name gets nothing further while it is held. */
function holdable(feed: Feed, name: string): { readonly feed: Feed; hold(): void; release(): void } {
  let held: Promise<void> | undefined;
  let release = (): void => undefined;
  return {
    feed: {
      end: () => feed.end(),
      follow: (options) =>
        feed.follow({
          ...options,
          async handle(batch) {
            if (options.name === name) await held;
            await options.handle(batch);
          },
        }),
    },
    hold: () => void (held = new Promise((resolve) => (release = resolve))),
    release: () => release(),
  };
}

it.each([
  ['audit', 'main', 'audit'],
  ['main', 'audit', 'read-models'],
] as const)('the %s group is held, and the %s group goes on', async (held, other, name) => {
  const memory = memoryStore();
  const log = new EventLog(memory);
  const database = await testPostgres();
  const held_ = holdable(memory.feed, name);
  const projecting = await startProjecting(memory, database.url, { groups: ['main', 'audit'], feed: held_.feed });
  const { readModels } = projecting;
  try {
    await eventfulRun(log, 'before');
    await projecting.caughtUp();
    held_.hold();
    await eventfulRun(log, 'meanwhile');
    const end = await memory.feed.end();
    await readModels.waitFor(end, 10_000, other);
    await expect(readModels.waitFor(end, 50, held)).rejects.toMatchObject({ code: 'READ.BEHIND' });
    expect((await readModels.status(other)).lag).toBe('0');
    expect(BigInt((await readModels.status(held)).lag ?? 0)).toBeGreaterThan(0n);
    held_.release();
    await readModels.waitFor(end, 10_000, held);
  } finally {
    held_.release();
    await projecting.stop();
    memory.dispose();
    await database.stop();
  }
});

it('a lock on the tables of the audit holds up no other read model, and the audit goes on when it is gone', async () => {
  const memory = memoryStore();
  const log = new EventLog(memory);
  const database = await testPostgres();
  const projecting = await startProjecting(memory, database.url, { groups: ['main', 'audit'] });
  const { readModels } = projecting;
  try {
    await eventfulRun(log, 'before');
    await projecting.caughtUp();
    const schema = await schemaOf(database.url, 'audit');
    const locked = sql(
      database.url,
      `BEGIN; LOCK TABLE ${schema}.audit_events IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(1); COMMIT`,
    );
    await until('the table is locked', async () => {
      const [row] = await sql(
        database.url,
        `SELECT count(*)::int AS n FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = '${schema}.audit_events'::regclass`,
      );
      return row?.['n'] === 1;
    });
    await eventfulRun(log, 'meanwhile');
    const end = await memory.feed.end();
    await readModels.waitFor(end, 5_000);
    expect((await readModels.listRuns({ limit: 10 })).items).toHaveLength(2);
    await locked;
    await readModels.waitFor(end, 10_000, 'audit');
  } finally {
    await projecting.stop();
    memory.dispose();
    await database.stop();
  }
});

it('one group is rebuilt, and the other keeps its tables', async () => {
  const memory = memoryStore();
  const database = await testPostgres();
  const projecting = await startProjecting(memory, database.url, { groups: ['main', 'audit'] });
  try {
    await eventfulRun(new EventLog(memory), 'run');
    await projecting.caughtUp();
    const before = [await schemaOf(database.url), await schemaOf(database.url, 'audit')];
    await projecting.readModels.rebuild({}, 'audit');
    expect(await schemaOf(database.url)).toBe(before[0]);
    expect(await schemaOf(database.url, 'audit')).not.toBe(before[1]);
    expect((await projecting.readModels.listRuns({ limit: 10 })).items).toHaveLength(1);
    expect((await projecting.readModels.searchAudit({ limit: 100 })).items).toHaveLength(13);
  } finally {
    await projecting.stop();
    memory.dispose();
    await database.stop();
  }
});

it('the audit rests four times as long as it works while it is nearly there, and half as long when it is far behind', () => {
  expect(restOf(10, 0)).toBe(40);
  expect(restOf(10, 5_000)).toBe(40);
  expect(restOf(10, 17_500)).toBe(22.5);
  expect(restOf(10, 30_000)).toBe(5);
  expect(restOf(10, 1e9)).toBe(5);
});
