import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runStream } from '../../domain/catalog.js';
import { runDecider } from '../../domain/run/decide.js';
import type { RunState } from '../../domain/run/state.js';
import { chain, Harness } from '../../../test/support/harness.js';
import { snapshotOf } from '../snapshot-state.js';
import { nothingLoaded, type Loaded } from '../stream-session.js';
import { eventOf, fold } from '../fold.js';
import { stateToJson } from '../state-json.js';
import { runFolding } from './run-folding.js';
import { LoggedRunHistory } from './run-history.js';

let h: Harness;
let runId: string;
const history = (cacheBytes?: number) =>
  new LoggedRunHistory(
    runFolding,
    { ...h.memory, definitions: h.commands.definitions, log: { warn: () => undefined, error: () => undefined } },
    cacheBytes,
  );

/** The rule itself: everything from the start, and nothing kept. */
function folded(revision: number): Loaded<RunState> {
  const loaded = nothingLoaded(runDecider.initialState());
  for (const event of h.events(runId).slice(0, revision + 1)) fold(runFolding, loaded, null, event);
  return loaded;
}
const saveSnapshot = (revision: number): Promise<void> => {
  const loaded = folded(revision);
  return h.memory.snapshots.save(
    runStream(runId),
    runDecider.stateVersion,
    loaded.head,
    snapshotOf(runFolding, loaded),
  );
};

beforeAll(async () => {
  h = new Harness();
  await h.commands.start();
  await h.save(chain(120));
  runId = await h.start('chain-120');
  for (let i = 1; i <= 120; i++) {
    h.clock.advance(1_000);
    if (i % 10 === 0) await h.fail(h.task(`s${i}`));
    if (i % 10 === 0) h.clock.advance(60_000);
    if (i % 10 === 0) await h.commands.runs.nudge(runStream(runId));
    await h.complete(h.task(`s${i}`), { value: i });
  }
});
afterAll(() => h.dispose());

describe('the state of a run at an event', () => {
  it.each([
    ['without a snapshot', []],
    ['from snapshots, some of them at the event itself', [60, 200]],
  ])('is what the fold of all events up to it gives, %s', async (_, snapshots) => {
    for (const revision of snapshots) await saveSnapshot(revision);
    const past = history();
    const last = h.events(runId).length - 1;
    for (const revision of [200, 60, 61, 0, last, 199, 201, 60, 255, 3, last]) {
      const { state, head, event, at, last: known } = await past.stateAt(runId, revision);
      expect(stateToJson(state)).toEqual(stateToJson(folded(revision).state));
      expect(head).toEqual({ revision, hash: h.events(runId)[revision]?.metadata.hash });
      expect(event).toMatchObject({ id: h.events(runId)[revision]?.id, revision });
      expect(at).toBe(event.metadata.at);
      expect(known).toBe(last);
    }
  });

  it('is the head without a revision, also of a run that has moved on meanwhile', async () => {
    await h.save(chain(2));
    const open = await h.start('chain-2');
    const past = history();
    expect((await past.stateAt(open)).head.revision).toBe(1);
    await h.complete(h.task('s1'), { value: 1 });
    expect(await past.stateAt(open)).toMatchObject({ head: { revision: 3 }, last: 3, state: { done: 1 } });
    expect(await past.stateAt(open, 1)).toMatchObject({ head: { revision: 1 }, last: 3, state: { done: 0 } });
  });

  it('belongs to who asked: folding it on changes no later answer', async () => {
    const past = history();
    const { state } = await past.stateAt(runId, 100);
    const next = h.events(runId).slice(101, 200);
    next.reduce<RunState>((so, event) => runDecider.evolve(so, eventOf(runFolding, event)), state);
    expect(stateToJson((await past.stateAt(runId, 100)).state)).toEqual(stateToJson(folded(100).state));
  });

  it('is read once for all who ask at the same time, and not again for one before it', async () => {
    const past = history();
    const read = vi.spyOn(h.memory.store, 'read');
    const revisions = [101, 100, 99, 101];
    await Promise.all(revisions.map((revision) => past.stateAt(runId, revision)));
    await past.stateAt(runId, 98);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('passes over a snapshot that is not of this log', async () => {
    await h.memory.snapshots.save(
      runStream(runId),
      runDecider.stateVersion,
      { revision: 200, hash: 'f'.repeat(64) },
      snapshotOf(runFolding, folded(10)),
    );
    const { state } = await history().stateAt(runId, 210);
    expect(stateToJson(state)).toEqual(stateToJson(folded(210).state));
  });

  it('is the same with no room to keep anything', async () => {
    await saveSnapshot(60);
    const past = history(1);
    for (const revision of [200, 61, 60, 199])
      expect(stateToJson((await past.stateAt(runId, revision)).state)).toEqual(stateToJson(folded(revision).state));
  });

  it('says which events there are when there is none of that number', async () => {
    const past = history();
    await expect(past.stateAt(runId, 100_000)).rejects.toMatchObject({
      code: 'RUN.NO_SUCH_EVENT',
      kind: 'invalid',
      message: expect.stringContaining(`0 to ${h.events(runId).length - 1}`),
    });
    await expect(past.stateAt(runId, -1)).rejects.toMatchObject({ code: 'RUN.NO_SUCH_EVENT' });
    await expect(past.stateAt('nobody', 0)).rejects.toMatchObject({ code: 'RUN.NOT_FOUND', kind: 'notFound' });
  });
});

describe('the events of a run', () => {
  it('come in order, from one through another', async () => {
    const revisions = async (from?: number, through?: number) => {
      const found: number[] = [];
      for await (const { revision } of history().events(runId, from, through)) found.push(revision);
      return found;
    };
    const last = h.events(runId).length - 1;
    expect(await revisions(5, 8)).toEqual([5, 6, 7, 8]);
    expect(await revisions(last)).toEqual([last]);
    expect(await revisions(undefined, 1)).toEqual([0, 1]);
    expect(await revisions(8, 5)).toEqual([]);
    expect(await revisions(last + 2)).toEqual([]);
    expect(await revisions()).toHaveLength(last + 1);
  });
});
