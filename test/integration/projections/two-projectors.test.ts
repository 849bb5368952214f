import pg from 'pg';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAIN_GROUP } from '../../../src/projections/main-group.js';
import { projectionWorld } from '../../support/projection-world.js';
import { dump, inBatchesOf, schemaOf, sql, until, type Projecting } from '../../support/read-models.js';

const world = projectionWorld();
const { project, stop } = world;

const state = async ({ readModels }: Projecting) => (await readModels.status()).state;

async function runs(name: string): Promise<void> {
  const definition = await world.log.workflow(`flow-${name}`, { a: [], b: ['a'] });
  for (let i = 0; i < 5; i++) {
    const run = world.log.run(`${name} ${i}`, `flow-${name}`, definition);
    run.dispatch('a');
    run.complete('a', [{ nanoUsd: '17' }]);
  }
}

/** A projector that holds the lock and, in a transaction, the checkpoint, and then does nothing any more: what is left of a server that was stopped. */
async function frozen(applicationName: string): Promise<{ readonly ended: Promise<Error>; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: world.database.url, application_name: applicationName });
  const ended = new Promise<Error>((resolve) => client.on('error', resolve));
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [MAIN_GROUP.lock]);
  await client.query(`BEGIN; UPDATE ${await schemaOf(world.database.url)}.checkpoint SET epoch = epoch`);
  return { ended, end: () => client.end() };
}

describe('a server that stands by', () => {
  beforeEach(async () => {
    // The tables are there before anybody is frozen.
    await stop(await project());
  });

  it('ends the session of a projector that is gone though its connection stands, and goes on from its checkpoint', async () => {
    const holder = await frozen('mission-control main server-a');
    const gone = new Set<string>();
    const second = await project({ self: { id: 'server-b', hasGone: (id) => gone.has(id) } });
    await until('it stands by', async () => (await state(second)) === 'standby');
    await runs('meanwhile');
    gone.add('server-a');
    expect((await holder.ended).message).toContain('terminating connection');
    await until('it projects', async () => (await state(second)) === 'live');
    await second.caughtUp();
    expect((await second.readModels.listRuns({ limit: 100 })).items).toHaveLength(5);
  });

  it.each([
    ['one that lives', 'mission-control main server-a'],
    ['another group of one that is gone', 'mission-control audit server-c'],
    ['something that is no projector', 'psql'],
  ])('leaves alone %s', async (_, applicationName) => {
    const holder = await frozen(applicationName);
    const asked: string[] = [];
    const second = await project({
      self: {
        id: 'server-b',
        hasGone: (id) => {
          asked.push(id);
          return id !== 'server-a';
        },
      },
    });
    await until('it stands by', async () => (await state(second)) === 'standby');
    // It has tried more than once, and is still waiting.
    const first = await project({ self: { id: 'server-d', hasGone: () => false } });
    await until('another one stands by', async () => (await state(first)) === 'standby');
    if (applicationName.includes('server-a')) await until('it has asked again', () => asked.length > 1);
    expect(await state(second)).toBe('standby');
    await holder.end();
    await until('one of them projects', async () => [await state(first), await state(second)].includes('live'));
  });
});

describe('servers that take no turns', () => {
  it('fence each other batch for batch: work is wasted, and the rows are those of one that projects alone', async () => {
    const options = { feed: inBatchesOf(10, world.memory.feed), lock: false, groups: ['main', 'audit'] as const };
    const both = [await project(options), await project(options)];
    const wasFenced = ({ log: heard }: Projecting) =>
      heard.lines.some(({ message }) => message.includes('has taken over'));
    const isProjected = async (group: 'main' | 'audit'): Promise<boolean> => {
      const [row] = await sql(
        world.database.url,
        `SELECT position FROM ${await schemaOf(world.database.url, group)}.checkpoint`,
      );
      return row?.['position'] === String(await world.memory.feed.end());
    };
    let parts = 0;
    do {
      await runs(`part-${parts++}`);
      for (const group of options.groups) await until(`the ${group} is projected`, () => isProjected(group));
    } while (!both.every(wasFenced));
    for (const projecting of both) await stop(projecting);
    const raced = await Promise.all(options.groups.map((group) => dump(world.database.url, group)));

    await world.anotherDatabase();
    const alone = await project({ groups: options.groups });
    await alone.caughtUp();
    expect(await Promise.all(options.groups.map((group) => dump(world.database.url, group)))).toEqual(raced);
    expect(raced[0]?.['runs']).toHaveLength(5 * parts);
  });
});
