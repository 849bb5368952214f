import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../src/domain/kernel/ports.js';
import { memoryStore } from '../../../src/eventstore/memory.js';
import { EventLog } from '../../support/events.js';
import { projectionWorld } from '../../support/projection-world.js';
import { dump, inBatchesOf, schemaOf, sql, until } from '../../support/read-models.js';

const world = projectionWorld();
const { project, stop } = world;

/** Runs in every state, so that every table has rows. */
async function history(name: string): Promise<void> {
  const definition = await world.log.workflow(`flow-${name}`, { a: [], b: ['a'], c: ['a'] });
  const done = world.log.run(`${name} done`, `flow-${name}`, definition);
  done.dispatch('a');
  done.complete('a', [{ nanoUsd: '12345678901234567890' }]);
  const asked = world.log.run(`${name} asked`, `flow-${name}`, definition);
  asked.askApproval('a');
  const failing = world.log.run(`${name} failing`, `flow-${name}`, definition);
  failing.dispatch('a');
  failing.usage('a', [{ nanoUsd: '5', source: 'unknown' }]);
  failing.fail('a');
  failing.deadLetter('a');
  const ended = world.log.run(`${name} ended`, `flow-${name}`, definition);
  ended.dispatch('a');
  ended.append('RunCancelled', { reason: 'no', revoked: [ended.leaseOf('a')], withdrawn: [] });
  world.log.append('control', 'HaltOrdered', { haltId: `halt ${name}`, scope: { kind: 'everything' }, reason: 'stop' });
  const job = { bulkId: `bulk ${name}` };
  world.log.append(`bulk-${name}`, 'BulkStarted', {
    ...job,
    action: 'cancel',
    items: [{ runId: done.runId }],
    total: 1,
    position: '0',
    reason: 'test',
    operatorId: 'ada',
    operatorName: 'Ada',
  });
  world.log.append(`bulk-${name}`, 'BulkItemsDone', {
    ...job,
    from: 0,
    outcomes: [{ item: { runId: done.runId }, outcome: 'done' }],
  });
  world.log.append('operator-ada', 'OperatorCreated', { operatorId: `op-${name}`, name, roles: ['viewer'] });
  world.log.append('agent-worker', 'AgentTokenIssued', {
    agentId: 'worker',
    tokenId: name,
    secretHash: 'b'.repeat(64),
    name,
  });
  done.append('StepTeleported', {});
}

/** Other batches, the same rows. */
const oneByOne = (feed: Feed): Feed => inBatchesOf(1, feed);

describe('a batch', () => {
  it('is one transaction with its checkpoint: a projector that is killed leaves both or neither', async () => {
    await history('before');
    const projecting = await project();
    await projecting.caughtUp();
    const feed = oneByOne(world.memory.feed);
    await stop(projecting);
    // A projector that dies at any event: its connection is cut again and again while it writes one event after another.
    const cut = await project({ feed });
    const kills = (async () => {
      for (let killed = 0; killed < 12;) {
        const [row] = await sql(
          world.database.url,
          `SELECT count(pg_terminate_backend(pid))::int AS n FROM pg_stat_activity
           WHERE application_name = 'mission-control main alone' AND datname = current_database()`,
        );
        killed += Number(row?.['n']);
      }
    })();
    for (let i = 0; i < 5; i++) await history(`during-${i}`);
    await kills;
    await until('the projector has gone on', async () =>
      cut.caughtUp().then(
        () => true,
        () => false,
      ),
    );
    const live = await dump(world.database.url);
    await stop(cut);
    await sql(
      world.database.url,
      `DROP SCHEMA ${await schemaOf(world.database.url)} CASCADE; DROP TABLE mission_control.read_models`,
    );
    const fresh = await project();
    await fresh.caughtUp();
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('tells after its commit which runs changed, and to which revision', async () => {
    const projecting = await project();
    const told = new Map<string, number>();
    projecting.readModels.onCommit((changes) => changes.forEach((change) => told.set(change.runId, change.revision)));
    const run = world.log.run('told', 'flow', await world.log.workflow('flow', { a: [] }));
    run.dispatch('a');
    await until('the run is told', () => told.get(run.runId) === 1);
    expect((await projecting.readModels.getRun(run.runId))?.run.revision).toBe(1);
  });
});

describe('two projectors', () => {
  it('never write both: one that was superseded is fenced by the epoch, whatever it holds', async () => {
    const first = await project();
    await history('one');
    await first.caughtUp();
    const schema = await schemaOf(world.database.url);
    // Somebody takes over while the first believes that it still projects.
    await sql(world.database.url, `UPDATE ${schema}.checkpoint SET epoch = epoch + 1`);
    const before = await dump(world.database.url);
    await history('two');
    await until('the first is fenced', () => first.log.lines.some((line) => line.message.includes('has taken over')));
    // It comes back as a new projector, with an epoch of its own, and misses nothing.
    await first.caughtUp();
    expect((await dump(world.database.url))['runs']).toHaveLength((before['runs'] ?? []).length * 2);
  });

  it('take turns: the second stands by, answers reads, and goes on when the first is gone', async () => {
    const first = await project();
    await history('one');
    await first.caughtUp();
    const second = await project();
    await until('the second stands by', async () => (await second.readModels.status()).state === 'standby');
    await second.readModels.waitFor(await world.memory.feed.end());
    await expect(second.readModels.rebuild()).rejects.toMatchObject({ code: 'READ.NOT_PROJECTOR' });
    await stop(first);
    await history('two');
    await until('the second projects', async () => (await second.readModels.status()).state === 'live');
    await second.caughtUp();
    expect((await second.readModels.listRuns({ limit: 100 })).items).toHaveLength(8);
  });
});

describe('a rebuild', () => {
  it('gives the same rows as the live projection, whatever the batches were', async () => {
    const projecting = await project({ feed: oneByOne(world.memory.feed) });
    await history('one');
    await projecting.caughtUp();
    await history('two');
    await projecting.caughtUp();
    const live = await dump(world.database.url);
    expect(
      Object.entries(live)
        .filter(([, rows]) => rows.length === 0)
        .map(([table]) => table),
      // What personal data is in is tested where there is some: test/integration/api/protected-data.test.ts.
    ).toEqual(['dead_lettered_events', 'parked_events', 'run_keys']);
    await stop(projecting);
    const again = await project();
    const before = await schemaOf(world.database.url);
    const progress: string[] = [];
    await again.readModels.rebuild({ onProgress: (one) => progress.push(one.position) });
    expect(await schemaOf(world.database.url)).not.toBe(before);
    expect(progress.at(-1)).toBe(String(await world.memory.feed.end()));
    expect(await dump(world.database.url)).toEqual(live);
    expect(await sql(world.database.url, `SELECT 1 FROM pg_namespace WHERE nspname = $1`, [before])).toEqual([]);
  });

  it('goes on beside the live read models, which take in what is written meanwhile', async () => {
    await history('one');
    const projecting = await project();
    await projecting.caughtUp();
    let written = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) {
        await history(`meanwhile-${written++}`);
        await projecting.readModels.listRuns({ limit: 5 });
        await projecting.caughtUp();
      }
    })();
    for (let i = 0; i < 3; i++) await projecting.readModels.rebuild();
    writing = false;
    await writer;
    await projecting.caughtUp();
    const live = await dump(world.database.url);
    expect(live['runs']).toHaveLength(4 * (written + 1));
    await projecting.readModels.rebuild();
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('is stopped and goes on where it was, also after a restart, and gives the same rows as the live projection', async () => {
    await history('one');
    await history('two');
    const small = oneByOne(world.memory.feed);
    const first = await project({ feed: small });
    await first.caughtUp();
    const live = await dump(world.database.url);
    const before = await schemaOf(world.database.url);

    // A person stops it on the way: what is in use is not touched, and what it has filled stays.
    const steps: number[] = [];
    const stopping = first.readModels.rebuild({
      onProgress: ({ events }) => {
        steps.push(events);
        if (events === 5) stopped = first.readModels.stopRebuild();
      },
    });
    let stopped: Promise<boolean> | undefined;
    expect(await stopping).toBe('stopped');
    expect(await stopped).toBe(true);
    expect(await schemaOf(world.database.url)).toBe(before);
    expect(await dump(world.database.url)).toEqual(live);
    expect((await first.readModels.status()).rebuilding).toMatchObject({ state: 'stopped', events: steps.at(-1) });

    // It stays stopped over a restart, and goes on when it is told to; then the process dies under it.
    await stop(first);
    const second = await project({ feed: small });
    await second.caughtUp();
    expect((await second.readModels.status()).rebuilding).toMatchObject({ state: 'stopped' });
    const dying = new AbortController();
    const seen: number[] = [];
    const cut = second.readModels.rebuild({
      onProgress: ({ events }) => {
        seen.push(events);
        if (events === 12) dying.abort(new Error('killed'));
      },
      signal: dying.signal,
    });
    await expect(cut).rejects.toThrow('killed');
    expect(seen[0]).toBe(steps.at(-1));
    await stop(second);

    // The next process goes on by itself.
    const third = await project();
    await until('the rebuild is done', async () => (await schemaOf(world.database.url)) !== before);
    await until('it is forgotten', async () => (await third.readModels.status()).rebuilding === null);
    expect(third.log.lines.map(({ message }) => message)).toContain('going on with the rebuild of the read models');
    expect(await dump(world.database.url)).toEqual(live);
    await history('three');
    await third.caughtUp();
    await third.readModels.rebuild();
    expect((await dump(world.database.url))['runs']).toHaveLength(12);
  });

  it('can be given up, or begun anew', async () => {
    await history('one');
    const projecting = await project({ feed: oneByOne(world.memory.feed) });
    await projecting.caughtUp();
    const { readModels } = projecting;
    const live = await dump(world.database.url);
    const halfway = async (): Promise<void> => {
      let stopped: Promise<boolean> | undefined;
      const onProgress = ({ events }: { readonly events: number }): void => {
        if (events === 5) stopped = readModels.stopRebuild();
      };
      expect(await readModels.rebuild({ onProgress })).toBe('stopped');
      expect(await stopped).toBe(true);
    };
    await halfway();
    expect(await readModels.stopRebuild({ discard: true })).toBe(true);
    expect(await readModels.stopRebuild()).toBe(false);
    expect((await readModels.status()).rebuilding).toBeNull();
    await halfway();
    const seen: number[] = [];
    await readModels.rebuild({ anew: true, onProgress: ({ events }) => void seen.push(events) });
    expect(seen[0]).toBe(0);
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('can be stopped, and leaves everything as it was', async () => {
    await history('one');
    const projecting = await project();
    await projecting.caughtUp();
    const live = await dump(world.database.url);
    const stopping = AbortSignal.abort(new Error('enough'));
    await expect(projecting.readModels.rebuild({ signal: stopping })).rejects.toThrow('enough');
    expect(await dump(world.database.url)).toEqual(live);
    await projecting.readModels.rebuild();
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('that fails is not called running, and goes on when it is told to', async () => {
    await history('one');
    const projecting = await project();
    await projecting.caughtUp();
    const live = await dump(world.database.url);
    let told = 0;
    const onProgress = (): void => {
      // Not the first one: something has been filled by then.
      if (++told > 1) throw new Error('the disk is full');
    };
    await expect(projecting.readModels.rebuild({ onProgress })).rejects.toMatchObject({ kind: 'unavailable' });
    expect((await projecting.readModels.status()).rebuilding).toMatchObject({ state: 'stopped' });
    await projecting.readModels.rebuild();
    expect((await projecting.readModels.status()).rebuilding).toBeNull();
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('happens by itself when the format of the tables is an older one', async () => {
    await history('one');
    const projecting = await project();
    await projecting.caughtUp();
    const live = await dump(world.database.url);
    await stop(projecting);
    await sql(world.database.url, 'UPDATE mission_control.read_models SET format = 0');
    const next = await project();
    await next.caughtUp();
    expect(next.log.lines.map((line) => line.message)).toContain(
      'read models have a new format: they are built anew from the log',
    );
    expect(await dump(world.database.url)).toEqual(live);
  });

  it('is refused to an older version: it says which one is needed', async () => {
    const projecting = await project();
    await stop(projecting);
    await sql(world.database.url, 'UPDATE mission_control.read_models SET format = 999');
    await expect(project()).rejects.toMatchObject({ code: 'READ.NEWER', kind: 'unavailable' });
  });
});

describe('another log', () => {
  it('is noticed at start, said, and not projected over the old rows', async () => {
    await history('old');
    const projecting = await project();
    await projecting.caughtUp();
    await stop(projecting);
    const before = await dump(world.database.url);

    const wiped = memoryStore();
    const other = new EventLog(wiped);
    other.append('control', 'HaltOrdered', { haltId: 'h', scope: { kind: 'everything' }, reason: 'new' });
    const next = await project({}, wiped);
    await until('it is noticed', async () => (await next.readModels.status()).state === 'storeWiped');
    expect((await next.readModels.status()).problem).toContain('missionctl projections rebuild');
    expect(await dump(world.database.url)).toEqual(before);
    // Told to, it derives everything from the log that is there, and follows it.
    await next.readModels.rebuild();
    await until('it is live', async () => (await next.readModels.status()).state === 'live');
    expect((await next.readModels.listRuns({ limit: 10 })).items).toEqual([]);
    other.append('control', 'HaltLifted', { haltId: 'h', scope: { kind: 'everything' }, reason: 'done' });
    await next.caughtUp();
    expect(await next.readModels.listHalts()).toMatchObject([{ haltId: 'h', liftReason: 'done' }]);
    wiped.dispose();
  });

  it('is rebuilt from at once when the settings say so, also when it is empty', async () => {
    await history('old');
    const projecting = await project();
    await projecting.caughtUp();
    await stop(projecting);
    const wiped = memoryStore();
    const next = await project({ onWipedStore: 'rebuild' }, wiped);
    await until('it is live', async () => (await next.readModels.status()).state === 'live');
    expect((await next.readModels.listRuns({ limit: 10 })).items).toEqual([]);
    wiped.dispose();
  });
});

describe('reading', () => {
  it('waits for what was written, and says how far behind it is when that does not come', async () => {
    const projecting = await project();
    const run = world.log.run('mine', 'flow', await world.log.workflow('flow', { a: [] }));
    const position = run.dispatch('a');
    await projecting.readModels.waitFor(position);
    expect((await projecting.readModels.getRun(run.runId))?.run.revision).toBe(1);
    await expect(projecting.readModels.waitFor(position + 7n, 50)).rejects.toMatchObject({
      code: 'READ.BEHIND',
      kind: 'unavailable',
      details: { lag: '7' },
    });
  });

  it('is refused within 2 s while PostgreSQL is away', async () => {
    const projecting = await project();
    await stop(projecting);
    const away = await import('../../../src/projections/read-models.js').then(
      ({ ReadModels }) => new ReadModels({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', log: projecting.log }),
    );
    const began = performance.now();
    await expect(away.listRuns({ limit: 1 })).rejects.toMatchObject({ code: 'READ.UNAVAILABLE', kind: 'unavailable' });
    await expect(away.status()).resolves.toMatchObject({ state: 'stopped' });
    await expect(away.migrate()).rejects.toMatchObject({ code: 'READ.UNAVAILABLE' });
    expect(performance.now() - began).toBeLessThan(2_000);
    await away.close();
  });
});
