import { z } from 'zod';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { RETENTION_STREAM, runStream } from '../domain/catalog.js';
import { RunId } from '../domain/kernel/ids.js';
import { BlobRef } from '../domain/kernel/payload.js';
import type { RetainedRun } from '../domain/retention/events.js';
import { PrunedPayloads } from './pruned-payloads.js';
import { LogOfKept, PrunedRuns } from './pruned-runs.js';

const DAYS = 86_400_000;
let h: Harness;
beforeEach(async () => {
  h = new Harness();
  await h.save(chain(2));
});
afterEach(() => h.dispose());

const textOf = (letter: string) => letter.repeat(70_000);
/** A run whose input and first result lie beside the log. */
async function ended(input: string, output: string): Promise<string> {
  const runId = await h.start('chain-2', { text: textOf(input) });
  await h.complete(h.task('s1'), { value: 1, text: textOf(output) });
  await h.complete(h.task('s2'), { value: 1 });
  return runId;
}
/** As of the last event of that type in the log. */
function refIn(type: string, field: 'input' | 'output'): BlobRef {
  const large = z.object({ [field]: BlobRef });
  for (const { data } of h.memory.log.filter((event) => event.type === type).toReversed()) {
    const ref = large.safeParse(data).data?.[field];
    if (ref) return ref;
  }
  throw new Error(`${field} of ${type} lies in the log`);
}
/** The proof, and what belongs to it. */
async function remove(runIds: readonly string[]): Promise<number> {
  const { commands, memory } = h;
  await commands.retention.execute(
    RETENTION_STREAM,
    { name: 'SetRetentionPolicy', payload: { months: { read: 6 }, reason: 'law' } },
    h.context(),
  );
  const pruned = new PrunedRuns(memory.store);
  await pruned.look();
  const at = '2026-11-24T12:00:00.000Z';
  const runs = runIds.map((id) => {
    const runId = RunId.parse(id);
    const run: RetainedRun = {
      ...{ runId, class: 'read', workflowId: '', operatorId: '', agentIds: [] },
      ...{ startedAt: at, endedAt: at },
    };
    return { runId, class: run.class, endedAt: at, last: 1, headHash: 'a'.repeat(64), run };
  });
  const archive = { file: 'a.tar', sha256: 'b'.repeat(64), bytes: 1 };
  const payload = { pruneId: `p${runIds.join()}`, runs, archive, asOf: pruned.asOf };
  await commands.retention.execute(RETENTION_STREAM, { name: 'PruneRuns', payload }, h.context());
  return new PrunedPayloads({
    log: memory.reader,
    kept: new LogOfKept(memory.reader, pruned),
    blobs: memory.blobs,
  }).remove(runIds.map(runStream));
}
const isThere = ({ $blob }: BlobRef) =>
  h.memory.raw
    .readStream(`blob-${$blob.sha256}`, { from: 0 })
    [Symbol.asyncIterator]()
    .next()
    .then(({ done }) => done !== true);

test('what only pruned runs refer to is removed, what another run refers to too is not', async () => {
  const one = await ended('a', 'b');
  const [input, output] = [refIn('RunStarted', 'input'), refIn('StepCompleted', 'output')];
  const two = await ended('a', 'c');
  h.clock.advance(184 * DAYS);
  expect(await remove([one])).toBe(1);
  expect([await isThere(input), await isThere(output)]).toEqual([true, false]);
  expect(await remove([two])).toBe(2);
  expect(await isThere(input)).toBe(false);
});

test('a workflow keeps its definition, also when all of its runs are pruned', async () => {
  const one = await ended('a', 'b');
  const two = await ended('a', 'b');
  h.clock.advance(184 * DAYS);
  // What two runs share that are pruned together goes with them.
  expect(await remove([one, two])).toBe(2);
  const later = new Harness({ over: h.memory.raw, clock: h.clock, bootId: 'writer-2' });
  await later.start('chain-2');
  expect(later.task('s1')).toBeDefined();
  await later.dispose();
});

test('a replay keeps the results that it has taken over, also while they are named in its list only', async () => {
  const origin = await ended('a', 'b');
  const [input, output] = [refIn('RunStarted', 'input'), refIn('StepCompleted', 'output')];
  h.clock.advance(184 * DAYS);
  const { revision } = h.memory.log.findLast(
    ({ stream, type }) => stream === runStream(origin) && type === 'StepCompleted',
  ) ?? { revision: 0 };
  const replay = await h.replay(origin, revision);
  // It died before the events that take them over.
  for (const event of h.memory.raw.events)
    if (event.stream === runStream(replay) && event.type === 'StepCarriedOver')
      h.memory.raw.tamper(event.stream, event.revision, { data: '{}' });
  h.clock.advance(2 * DAYS);
  expect(await remove([origin])).toBe(0);
  expect([await isThere(input), await isThere(output)]).toEqual([true, true]);
});

test('a replay that starts while its origin is pruned is not left without them', async () => {
  const origin = await ended('a', 'b');
  const output = refIn('StepCompleted', 'output');
  h.clock.advance(184 * DAYS);
  const unused = await h.memory.blobs.unused(output.$blob.sha256);
  await h.replay(origin, 5);
  expect(unused && (await h.memory.blobs.remove(unused))).toBe(false);
});
