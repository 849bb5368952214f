import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { RETENTION_STREAM, runStream, STREAMS } from '../domain/catalog.js';
import { RunId } from '../domain/kernel/ids.js';
import type { RetentionRequest } from '../domain/retention/commands.js';
import { Erasures } from './erasures.js';
import { PrunedPayloads } from './pruned-payloads.js';
import { FeedOfKept, LogOfKept, PrunedRuns } from './pruned-runs.js';
import { Pruning, retainedRun, type PruningDeps, type PruningWork, type RetainedRow } from './pruning.js';

let h: Harness;
let archived: string[][];
let rebuilt: number;
let pruning: Pruning;
let failing: 'remove' | 'archive' | 'rebuild' | undefined;
/** A row that does not say what the log says. */
let lie: Partial<RetainedRow> | undefined;
/** Whether this process projects the main read models. */
let projects: boolean;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

beforeEach(() => {
  h = new Harness();
  archived = [];
  rebuilt = 0;
  failing = undefined;
  projects = true;
  lie = undefined;
  pruning = pruningOf(h);
});
afterEach(() => h.dispose());

function pruningOf({ commands, memory, clock }: Harness, more: Partial<PruningDeps> = {}): Pruning {
  const pruned = new PrunedRuns(memory.store);
  return new Pruning({
    commands,
    store: memory.store,
    remover: {
      remove: (stream) => (failing === 'remove' ? Promise.reject(new Error('died')) : memory.remover.remove(stream)),
    },
    payloads: new PrunedPayloads({
      log: memory.reader,
      kept: new LogOfKept(memory.reader, pruned),
      blobs: memory.blobs,
    }),
    pruned,
    endedBefore: (before, after, limit) =>
      Promise.resolve(
        rows()
          .filter(({ endedAt }) => endedAt !== null && endedAt < before)
          .filter((row) => after === undefined || `${row.endedAt}${row.runId}` > `${after.endedAt}${after.runId}`)
          .slice(0, limit),
      ),
    archive: (id, streams) => {
      if (failing === 'archive') return Promise.reject(new Error('the disk is full'));
      archived.push([...streams]);
      return Promise.resolve({ file: `${id}.tar`, sha256: 'b'.repeat(64), bytes: 1 });
    },
    rebuild: () => {
      if (failing === 'rebuild') return Promise.reject(new Error('died'));
      rebuilt++;
      return Promise.resolve(projects);
    },
    clock,
    log: SILENT,
    ...more,
  });
}

/** What the read models would say of all runs of the log, also of those whose streams are gone. */
function rows(): RetainedRow[] {
  const started = h.memory.log.filter(({ type }) => type === 'RunStarted');
  return started
    .map(({ stream, metadata }): RetainedRow => {
      const end = h.memory.log.find((event) => event.stream === stream && /^Run(Completed|Failed)$/.test(event.type));
      return {
        runId: stream.slice(STREAMS.run.length),
        workflowId: 'chain-1',
        workflowName: 'Chain',
        operatorId: 'ada',
        startedAt: metadata.at,
        endedAt: end?.metadata.at ?? null,
        tiers: ['read'],
        agentIds: [],
        ...(stream === runStream(lie?.runId ?? '') ? lie : {}),
      };
    })
    .toSorted((a, b) => (`${a.endedAt}${a.runId}` < `${b.endedAt}${b.runId}` ? -1 : 1));
}
const order = (request: RetentionRequest) => h.commands.retention.execute(RETENTION_STREAM, request, h.context());
const policy = (read = 6) => order({ name: 'SetRetentionPolicy', payload: { months: { read }, reason: 'law' } });
async function endedRun(): Promise<string> {
  const runId = await h.start('chain-1');
  await h.complete(h.task('s1'), { value: 1 });
  return runId;
}
const DAYS = 86_400_000;
const typesOf = (stream: string) => h.memory.log.filter((event) => event.stream === stream).map(({ type }) => type);
async function readable(runId: string): Promise<number> {
  let events = 0;
  for await (const event of h.memory.store.read(runStream(runId))) events += event.revision >= 0 ? 1 : 0;
  return events;
}

describe('pruning', () => {
  test('archives an expired run with its workflow, leaves a proof, deletes it, and has the read models built anew', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    const young = await endedRun();
    const open = await h.start('chain-1');
    await policy();
    const { head } = await h.commands.runs.look(runStream(old), (_, { head }) => ({ head }));
    const outcome = await pruning.apply(h.context());
    expect(outcome).toMatchObject({ pruned: 1, held: 0 });
    expect(archived).toEqual([[runStream(old), 'workflow-chain-1']]);
    expect(typesOf(RETENTION_STREAM)).toEqual(['RetentionPolicySet', 'RunsPruned', 'PruningFinished']);
    const proof = h.memory.log.find(({ type }) => type === 'RunsPruned')?.data;
    expect(proof).toMatchObject({
      runs: [{ runId: old, class: 'read', last: head.revision, headHash: head.hash }],
      archive: { sha256: 'b'.repeat(64) },
      months: { read: 6 },
    });
    expect([await readable(old), (await readable(young)) > 0, (await readable(open)) > 0]).toEqual([0, true, true]);
    expect(rebuilt).toBe(1);
    expect(await new PrunedRuns(h.memory.store).noteOf(old)).toMatchObject({ archive: { sha256: 'b'.repeat(64) } });
    // The read models may still show it for a while: it is not pruned twice.
    expect(await pruning.apply(h.context())).toMatchObject({ pruned: 0 });
  });

  test('is answered as before when the same command comes again', async () => {
    await h.save(chain(1));
    await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    const first = await pruning.apply(h.context('apply'));
    expect(await pruning.apply(h.context('apply'))).toEqual(first);
    expect([archived.length, rebuilt]).toEqual([1, 1]);
  });

  test('says how far it is, and what it came to', async () => {
    await h.save(chain(1));
    await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    const seen: PruningWork[] = [];
    const told = pruningOf(h, {
      rebuild: () => {
        seen.push(told.work);
        return failing === 'rebuild' ? Promise.reject(new Error('died')) : Promise.resolve(true);
      },
    });
    failing = 'rebuild';
    await expect(told.apply(h.context())).rejects.toThrow('died');
    expect(seen).toMatchObject([{ now: { pruned: 1, due: 1 } }]);
    expect(told.work).toMatchObject({ now: undefined, last: { at: h.clock.now(), pruned: 1, problem: 'died' } });
    failing = undefined;
    await told.apply(h.context());
    expect(told.work.last).toMatchObject({ pruned: 0, held: 0, problem: undefined });
  });

  test('is planned without anything being done, and does nothing without a policy', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    expect(await pruning.plan()).toMatchObject({ months: null, due: [] });
    expect(await pruning.apply(h.context())).toMatchObject({ pruned: 0 });
    await policy();
    expect((await pruning.plan()).due.map(({ run }) => run.runId)).toEqual([old]);
    expect(await readable(old)).toBeGreaterThan(0);
  });

  test('passes over what is under a hold', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    await order({ name: 'PlaceHold', payload: { holdId: 'h1', scope: { workflowId: 'chain-1' }, reason: 'case 7' } });
    const { due, held } = await pruning.plan();
    expect([due, held.map(({ holds }) => holds.map(({ holdId }) => holdId))]).toEqual([[], [['h1']]]);
    expect(await pruning.apply(h.context())).toMatchObject({ pruned: 0, held: 1 });
    expect(await readable(old)).toBeGreaterThan(0);
  });

  test('deletes nothing that is not archived and proven', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    failing = 'archive';
    await expect(pruning.apply(h.context())).rejects.toThrow('the disk is full');
    expect(typesOf(RETENTION_STREAM)).toEqual(['RetentionPolicySet']);
    expect(await readable(old)).toBeGreaterThan(0);
  });

  test('is finished by whoever comes next when it died after the proof', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    failing = 'remove';
    await expect(pruning.apply(h.context())).rejects.toThrow('died');
    failing = undefined;
    await pruning.finish();
    expect(await readable(old)).toBe(0);
    expect(typesOf(RETENTION_STREAM).at(-1)).toBe('PruningFinished');
    expect(rebuilt).toBe(1);
  });

  test('is not finished before the read models are without it, whoever projects them', async () => {
    await h.save(chain(1));
    await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    failing = 'rebuild';
    await expect(pruning.apply(h.context())).rejects.toThrow('died');
    expect(typesOf(RETENTION_STREAM).at(-1)).toBe('RunsPruned');
    failing = undefined;
    projects = false;
    expect(await pruning.apply(h.context())).toMatchObject({ pruned: 0 });
    expect(typesOf(RETENTION_STREAM).at(-1)).toBe('RunsPruned');
    projects = true;
    await pruning.finish();
    await pruning.finish();
    expect([typesOf(RETENTION_STREAM).at(-1), rebuilt]).toEqual(['PruningFinished', 2]);
  });

  test('is proven once when two servers prune the same run at the same instant', async () => {
    await h.save(chain(1));
    await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    const other = new Harness({ over: h.memory.raw, clock: h.clock, bootId: 'writer-2' });
    // Both have seen that nothing is proven before either proves.
    let waiting = 2;
    let go = (): void => undefined;
    const both = new Promise<void>((resolve) => (go = resolve));
    const [one, two] = [h, other].map((server) => {
      const pruned = new PrunedRuns(server.memory.store);
      const look = pruned.look.bind(pruned);
      let looks = 0;
      pruned.look = async () => {
        await look();
        if (++looks !== 2) return;
        if (--waiting === 0) go();
        await both;
      };
      return pruningOf(server, { pruned }).apply(server.context());
    });
    const outcomes = await Promise.allSettled([one, two]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'RETENTION.BUSY' } });
    expect(typesOf(RETENTION_STREAM).filter((type) => type === 'RunsPruned')).toHaveLength(1);
    expect(await pruningOf(other).apply(other.context())).toMatchObject({ pruned: 0 });
    await other.dispose();
  });

  test('takes no row for the record: what a row says to be of another class, or ended, stays', async () => {
    await h.save(chain(1, { steps: [{ id: 's1', agent: 'noop', output: true, tier: 'financial' }] }));
    const costly = await h.start('chain-1');
    await h.run(costly, { name: 'CancelRun', payload: { reason: 'not wanted' } });
    h.clock.advance(184 * DAYS);
    await policy();
    const open = await h.start('chain-1');
    for (const runId of [costly, open]) {
      lie = { runId, tiers: ['read'], endedAt: '2020-01-01T00:00:00.000Z' };
      await expect(pruning.apply(h.context())).rejects.toThrow(`Run ${runId} is kept for good`);
      expect(await readable(runId)).toBeGreaterThan(0);
    }
  });

  test('looks for holds that another server has placed', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    await policy();
    expect((await pruning.plan()).due).toHaveLength(1);
    const other = new Harness({ over: h.memory.raw, clock: h.clock, bootId: 'writer-2' });
    await other.commands.retention.execute(
      RETENTION_STREAM,
      { name: 'PlaceHold', payload: { holdId: 'h1', scope: { runIds: [RunId.parse(old)] }, reason: 'case 7' } },
      other.context(),
    );
    await other.dispose();
    expect((await pruning.plan()).held).toHaveLength(1);
  });

  test('a follower that begins afterwards sees nothing of it, though the store still holds its events', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    const young = await endedRun();
    await policy();
    await pruning.apply(h.context());
    expect(h.memory.raw.events.some(({ stream }) => stream === runStream(old))).toBe(true);
    const seen = new Set<string>();
    const stop = new AbortController();
    await new FeedOfKept(h.memory.feed, new PrunedRuns(h.memory.store)).follow({
      name: 'test',
      from: undefined,
      prefixes: Object.values(STREAMS),
      signal: stop.signal,
      handle: (batch) => {
        for (const item of batch.items) seen.add(item.kind === 'event' ? item.event.stream : item.stream);
        if (seen.has(RETENTION_STREAM)) stop.abort();
        return Promise.resolve();
      },
    });
    expect([seen.has(runStream(old)), seen.has(runStream(young))]).toEqual([false, true]);
  });

  test('leaves nothing in what is exported afterwards, while the store still holds it', async () => {
    await h.save(chain(1));
    const old = await endedRun();
    h.clock.advance(184 * DAYS);
    const young = await endedRun();
    await policy();
    await pruning.apply(h.context());
    const log = new LogOfKept(h.memory.reader, new PrunedRuns(h.memory.store));
    const seen = new Set<string>();
    for await (const { stream } of log.readAll({ prefixes: Object.values(STREAMS) })) seen.add(stream);
    expect([seen.has(runStream(old)), seen.has(runStream(young)), seen.has(RETENTION_STREAM)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('the erasure of a person', () => {
  const workflow = {
    ...(chain(1) as object),
    input: { type: 'object', properties: { email: { type: 'string', 'x-subject': '/id' } } },
  };
  const erasures = () =>
    new Erasures({
      commands: h.commands,
      runsUnder: () => Promise.resolve(rows()),
    });

  test('destroys the key and says so, without saying whose it was', async () => {
    await h.save(workflow);
    await h.start('chain-1', { id: 'c-17', email: 'grace@navy.example' });
    const { keyId } = await erasures().standing('c-17');
    await erasures().erase('c-17', 'asked for it', h.context('erase'));
    expect(h.memory.log.at(-1)).toMatchObject({ type: 'SubjectErased', data: { keyId, reason: 'asked for it' } });
    const { data, metadata } = h.memory.log.at(-1) ?? {};
    expect(JSON.stringify({ data, metadata })).not.toContain('c-17');
    expect((await h.keys.list()).filter((name) => /^subject-[0-9a-f]/.test(name))).toEqual([]);
    expect(await erasures().standing('c-17')).toEqual({ keyId: null, runs: [] });
    // The same command again is answered as before.
    expect((await erasures().erase('c-17', 'asked for it', h.context('erase'))).revision).toBe(0);
    await expect(erasures().erase('c-17', 'again', h.context())).rejects.toMatchObject({ code: 'SUBJECT.UNKNOWN' });
  });

  test('is refused while a hold is on a run with the data, and leaves the key', async () => {
    await h.save(workflow);
    await h.start('chain-1', { id: 'c-17', email: 'grace@navy.example' });
    await order({ name: 'PlaceHold', payload: { holdId: 'h1', scope: { operatorId: 'ada' }, reason: 'case 7' } });
    await expect(erasures().erase('c-17', 'asked', h.context())).rejects.toMatchObject({ code: 'SUBJECT.HELD' });
    expect((await erasures().standing('c-17')).keyId).not.toBeNull();
  });

  test('is finished after a start when the process died between the event and the key', async () => {
    await h.save(workflow);
    await h.start('chain-1', { id: 'c-17', email: 'grace@navy.example' });
    const { keyId } = await erasures().standing('c-17');
    await erasures().finish();
    // Never ordered: the key stays.
    expect((await erasures().standing('c-17')).keyId).toBe(keyId);
    await order({ name: 'EraseSubject', payload: { keyId: keyId ?? '', reason: '', runs: [] } });
    await erasures().finish();
    expect((await erasures().standing('c-17')).keyId).toBeNull();
  });
});

describe('a key of an erased person', () => {
  const workflow = {
    ...(chain(1) as object),
    input: { type: 'object', properties: { email: { type: 'string', 'x-subject': '/id' } } },
  };
  const erasures = () => new Erasures({ commands: h.commands, runsUnder: () => Promise.resolve([]) });

  test('that comes back with a backup is destroyed at the next start, a newer one of the same person is not', async () => {
    await h.save(workflow);
    for (const id of ['c-17', 'c-18']) await h.start('chain-1', { id, email: 'grace@navy.example' });
    const backup: [string, Uint8Array][] = [];
    for (const name of await h.keys.list()) backup.push([name, (await h.keys.read(name)) ?? new Uint8Array()]);
    for (const id of ['c-17', 'c-18']) await erasures().erase(id, 'asked', h.context());
    await h.start('chain-1', { id: 'c-18', email: 'grace@navy.example' });
    const { keyId: newer } = await erasures().standing('c-18');
    for (const [name, secret] of backup) await h.keys.create(name, secret);
    expect((await erasures().standing('c-17')).keyId).not.toBeNull();
    await erasures().finish();
    expect([(await erasures().standing('c-17')).keyId, (await erasures().standing('c-18')).keyId]).toEqual([
      null,
      newer,
    ]);
  });

  test('is destroyed by every server that hears of it, and used by none of them any more', async () => {
    await h.save(workflow);
    await h.start('chain-1', { id: 'c-17', email: 'grace@navy.example' });
    const { keyId } = await erasures().standing('c-17');
    // The other server died before it came to the key.
    await order({ name: 'EraseSubject', payload: { keyId: keyId ?? '', reason: '', runs: [] } });
    const said = h.memory.log.at(-1);
    if (said) await erasures().onEvent(said);
    expect((await erasures().standing('c-17')).keyId).toBeNull();
    expect(await h.commands.protector.subjects.these([keyId ?? ''])).toEqual([]);
  });
});

test('a run is of the class of its highest tier', () => {
  const [row] = [{ ...rowOf(), tiers: ['financial', 'read', 'write'] }];
  expect(retainedRun(row).class).toBe('financial');
  expect(retainedRun({ ...rowOf(), tiers: [] }).class).toBe('read');
});
const rowOf = (): RetainedRow => ({
  runId: '6d1f0d5e-5a0b-4c3e-9f7a-3b1c2d4e5f60',
  workflowId: 'w',
  workflowName: 'W',
  operatorId: 'ada',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  tiers: [],
  agentIds: [],
});
