import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chain, FixedClock, Harness } from '../../test/support/harness.js';
import { runStream } from '../domain/catalog.js';
import { LeaseId } from '../domain/kernel/ids.js';
import { runDecider } from '../domain/run/decide.js';
import { fold } from './fold.js';
import { runFolding } from './run/run-folding.js';
import { snapshotFrom, snapshotOf } from './snapshot-state.js';
import { stateToJson } from './state-json.js';
import { nothingLoaded, type Loaded } from './stream-session.js';

/** A snapshot is only an optimisation: whatever becomes of it, states, decisions and time travel are the same. */
let h: Harness;
let runId: string;
const made: Harness[] = [];
afterEach(async () => {
  for (const harness of made.splice(0)) await harness.dispose();
});

/** A run in the middle of its work. */
beforeEach(async () => {
  h = new Harness();
  made.push(h);
  await h.save(chain(40));
  runId = await h.start('chain-40');
  for (let i = 1; i <= 30; i++) await h.complete(h.task(`s${i}`), { value: i }, { summary: `step ${i}` });
});

const SNAPSHOTS = (): string => `snapshot-${runStream(runId)}`;

function folded(of: string, revision: number): Loaded<ReturnType<typeof runDecider.initialState>> {
  const loaded = nothingLoaded(runDecider.initialState());
  for (const event of h.events(of).slice(0, revision + 1)) fold(runFolding, loaded, null, event);
  return loaded;
}
async function save(revision: number, { of = runId, version = runDecider.stateVersion } = {}): Promise<void> {
  const loaded = folded(of, revision);
  await h.memory.snapshots.save(runStream(runId), version, loaded.head, snapshotOf(runFolding, loaded));
}

/** The log as it is, or without its snapshots, in a store and a process of their own. */
function elsewhere({ snapshots = true } = {}): Harness {
  const harness = new Harness({ bootId: 'writer-2', clock: new FixedClock(h.clock.ms) });
  made.push(harness);
  for (const { stream, id, type, data, metadata } of h.memory.raw.events)
    if (snapshots || !stream.startsWith('snapshot-')) harness.memory.raw.put(stream, [{ id, type, data, metadata }]);
  return harness;
}

/** What a process that has nothing at hand makes of the log: the state, the past, and what it decides next. */
async function results(on: Harness): Promise<unknown> {
  const last = on.events(runId).length - 1;
  const past: unknown[] = [];
  for (const at of [0, 13, 30, last]) past.push(stateToJson((await on.commands.history.stateAt(runId, at)).state));
  const state = await on.state(runId, stateToJson);
  const lease = await on.state(runId, (run) =>
    run.status === 'none' ? undefined : [...run.leases.values()].find(({ status }) => status === 'active')?.leaseId,
  );
  const answer = await on.run(
    runId,
    {
      name: 'CompleteStep',
      payload: { leaseId: LeaseId.parse(lease), resultId: 'r', output: { value: 0 }, summary: '', usage: [] },
    },
    { kind: 'agent', id: 'agent-one', name: 'Agent One' },
  );
  const decided = on.events(runId).slice(last + 1);
  return { past, state, answer: answer.revision, decided: decided.map(({ type, data }) => ({ type, data })) };
}

describe('whatever becomes of snapshots', () => {
  test.each<[string, () => Promise<void>]>([
    ['none is there', () => Promise.resolve()],
    [
      'some are there, one of them at the head',
      async () => {
        for (const revision of [10, 25, h.events(runId).length - 1]) await save(revision);
      },
    ],
    ['they are of an older state version', async () => save(25, { version: runDecider.stateVersion - 1 })],
    ['they are of a newer state version', async () => save(25, { version: runDecider.stateVersion + 1 })],
    [
      'it is of another run, with as many events',
      async () => {
        const other = await h.start('chain-40');
        for (let i = 1; i <= 30; i++) await h.complete(h.task(`s${i}`), { value: -i }, { summary: 'another' });
        await save(25, { of: other });
        await save(h.events(other).length - 1, { of: other });
      },
    ],
    [
      'the newest is of another run, the one before it is right',
      async () => {
        const other = await h.start('chain-40');
        await save(25);
        await save(0, { of: other });
        await save(1, { of: other });
      },
    ],
    [
      'it does not hold what a snapshot holds',
      async () => {
        const { head } = folded(runId, 25);
        await h.memory.snapshots.save(runStream(runId), runDecider.stateVersion, head, { state: {} });
      },
    ],
  ])('the results are the same when %s', async (_, prepare) => {
    await prepare();
    expect(await results(elsewhere())).toEqual(await results(elsewhere({ snapshots: false })));
  });

  test('the state is the same with a snapshot that is damaged in any byte', async () => {
    await h.save(chain(1));
    runId = await h.start('chain-1');
    await save(0);
    await allTheSame({ step: 1 });
  });

  test('the state is the same with a large one that is damaged, in its event or in its blob', async () => {
    await h.save(chain(61));
    runId = await h.start('chain-61');
    for (let i = 1; i <= 60; i++) await h.complete(h.task(`s${i}`), { value: i }, { summary: 'x'.repeat(1_500) });
    await save(h.events(runId).length - 1);
    await allTheSame({ step: 23 });
    const blob = await blobOfSnapshot();
    const expected = stateToJson(folded(runId, Number.POSITIVE_INFINITY).state);
    for (let at = 0; at < blob.data.length; at += 7_001) {
      h.memory.raw.tamper(blob.stream, blob.revision, { data: damaged(blob.data, at) });
      await sameAs(expected, `byte ${at} of the blob`);
    }
  });
});

/** Every `step`th byte of the snapshot, one after the other. */
async function allTheSame({ step }: { readonly step: number }): Promise<void> {
  const text = await textOfSnapshot();
  const expected = stateToJson(folded(runId, Number.POSITIVE_INFINITY).state);
  for (let at = 0; at < text.length; at += step) {
    h.memory.raw.tamper(SNAPSHOTS(), 0, { data: damaged(text, at) });
    await sameAs(expected, `byte ${at}: ${text.slice(Math.max(0, at - 10), at + 10)}`);
  }
}

async function sameAs(expected: unknown, where: string): Promise<void> {
  const stream = runStream(runId);
  const loaded = nothingLoaded(runDecider.initialState());
  await snapshotFrom(
    runFolding,
    { ...h.memory, log: { warn: () => undefined, error: () => undefined } },
    stream,
    loaded,
  );
  for await (const event of h.memory.store.read(stream, { after: loaded.head })) fold(runFolding, loaded, null, event);
  expect(stateToJson(loaded.state), where).toEqual(expected);
}

const damaged = (text: string, at: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1);

async function textOfSnapshot(): Promise<string> {
  let text = '';
  for await (const event of h.memory.raw.readStream(SNAPSHOTS(), { from: 0 })) text = event.data;
  return text;
}

async function blobOfSnapshot() {
  const sha = /"sha256":"([0-9a-f]{64})"/.exec(await textOfSnapshot())?.[1];
  const blob = h.memory.raw.events.find(({ stream }) => stream === `blob-${sha}`);
  if (!blob) throw new Error('the snapshot is not stored in a blob');
  return blob;
}
