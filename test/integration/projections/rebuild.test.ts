import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../src/domain/kernel/ports.js';
import type { RebuildProgress } from '../../../src/projections/rows.js';
import { eventfulRun } from '../../support/audit.js';
import { projectionWorld } from '../../support/projection-world.js';
import { dump, inBatchesOf, schemaOf, sql, until } from '../../support/read-models.js';

const world = projectionWorld();
const { project, stop } = world;

/** Names and definitions, without the schema. */
async function indexesIn(schema: string): Promise<string[]> {
  const found = await sql(
    world.database.url,
    `SELECT replace(indexdef, $1 || '.', '') AS def FROM pg_indexes WHERE schemaname = $1 ORDER BY tablename, indexname`,
    [schema],
  );
  return found.map(({ def }) => String(def));
}

describe('a rebuild', () => {
  it.each(['main', 'audit'] as const)(
    'fills the %s group with what the projector finds rows by, and takes over with the very indexes that were live',
    async (group) => {
      await eventfulRun(world.log, 'one');
      let next = '';
      let filling: string[] | undefined;
      const feed: Feed = {
        end: () => world.memory.feed.end(),
        follow: (options) =>
          world.memory.feed.follow({
            ...options,
            async handle(batch) {
              await options.handle(batch);
              if (options.name.endsWith('rebuild')) filling ??= await indexesIn(next);
            },
          }),
      };
      const projecting = await project({ groups: ['main', 'audit'], feed: inBatchesOf(1, feed) });
      await projecting.caughtUp();
      const schema = await schemaOf(world.database.url, group);
      next = schema.replace('1', '2');
      const live = await indexesIn(schema);
      const making = new Set<number>();
      const onProgress = ({ indexes }: RebuildProgress): void => void (indexes && making.add(indexes.made));
      await projecting.readModels.rebuild({ onProgress }, group);
      const wanted = live.filter((index) => /_(pkey|lookup_\d)/.test(index));
      expect(filling).toEqual(wanted);
      expect([...making]).toEqual(live.filter((index) => !wanted.includes(index)).map((_, i) => i));
      expect(await schemaOf(world.database.url, group)).toBe(next);
      expect(await indexesIn(next)).toEqual(live);
    },
  );

  it('is stopped while it makes indexes, and goes on with those that are missing, also after a restart', async () => {
    await eventfulRun(world.log, 'one');
    const first = await project();
    await first.caughtUp();
    const before = await schemaOf(world.database.url);
    const live = { rows: await dump(world.database.url), indexes: await indexesIn(before) };
    const stopAt = async (wanted: number): Promise<void> => {
      let stopped: Promise<boolean> | undefined;
      const onProgress = ({ indexes }: RebuildProgress): void => {
        if (indexes?.made === wanted) stopped = first.readModels.stopRebuild();
      };
      expect(await first.readModels.rebuild({ onProgress })).toBe('stopped');
      expect(await stopped).toBe(true);
    };
    await stopAt(3);
    expect(await schemaOf(world.database.url)).toBe(before);
    expect((await first.readModels.status()).rebuilding).toMatchObject({ state: 'stopped', indexes: null });
    await stopAt(7);
    await stop(first);
    await eventfulRun(world.log, 'two');
    const second = await project();
    await second.caughtUp();
    live.rows = await dump(world.database.url);
    await second.readModels.rebuild();
    const now = await schemaOf(world.database.url);
    expect(now).not.toBe(before);
    expect(await dump(world.database.url)).toEqual(live.rows);
    expect(await indexesIn(now)).toEqual(live.indexes);
  });

  it('that is stopped does not wait for the index that it makes', async () => {
    await eventfulRun(world.log, 'one');
    const projecting = await project();
    await projecting.caughtUp();
    // Whoever writes to the table holds up the index: here for as long as it is not given up.
    const holder = new pg.Client({ connectionString: world.database.url });
    await holder.connect();
    try {
      let held: Promise<unknown> | undefined;
      const rebuilding = projecting.readModels.rebuild({
        onProgress: ({ indexes }) => {
          if (!indexes) held ??= holder.query(`BEGIN; LOCK TABLE rm_2.runs IN ROW EXCLUSIVE MODE`);
        },
      });
      await until('an index waits', async () => {
        const [row] = await sql(
          world.database.url,
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%CREATE INDEX%' AND datname = current_database()`,
        );
        return row?.['n'] === 1;
      });
      expect(await projecting.readModels.stopRebuild()).toBe(true);
      expect(await rebuilding).toBe('stopped');
    } finally {
      await holder.end();
    }
  });

  it('of one group goes together with that of the other, and the live read models with nobody', async () => {
    await eventfulRun(world.log, 'one');
    const together = new Map<string, boolean>();
    const feed: Feed = {
      end: () => world.memory.feed.end(),
      follow: (options) => {
        together.set(options.name, options.together ?? false);
        return world.memory.feed.follow(options);
      },
    };
    const { readModels, caughtUp } = await project({ groups: ['main', 'audit'], feed });
    await caughtUp();
    await Promise.all([readModels.rebuild(), readModels.rebuild({}, 'audit')]);
    expect(Object.fromEntries(together)).toEqual({
      'read-models': false,
      audit: false,
      'read-models-rebuild': true,
      'audit-rebuild': true,
    });
  });
});
