import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chain, Harness } from '../../../test/support/harness.js';
import { PayloadBudget } from './payload-budget.js';
import { newRunAux, type RunAux } from './run-aux.js';

let h: Harness;
beforeEach(() => (h = new Harness()));
afterEach(() => h.dispose());

const auxOf = (runId: string): Promise<RunAux> =>
  h.commands.runs.look(`run-${runId}`, (_state, _loaded, aux: RunAux) => aux);

test('the run that used its payloads last of all gives them up first', () => {
  const budget = new PayloadBudget(2_500);
  const [one, two, three] = [newRunAux(), newRunAux(), newRunAux()];
  for (const aux of [one, two]) budget.keep(aux, 0, 'x'.repeat(1_000));
  budget.used(one);
  budget.keep(three, 0, 'x'.repeat(1_000));
  expect([one, two, three].map(({ payloads }) => payloads.size)).toEqual([1, 0, 1]);
  expect(budget.bytes).toBeLessThanOrEqual(2_500);
  budget.drop(one);
  budget.drop(three);
  expect(budget.bytes).toBe(0);
});

test('a run that has ended keeps no payloads at hand, also when it is loaded again', async () => {
  await h.save(chain(2));
  const runId = await h.start('chain-2', { text: 'x'.repeat(10_000) });
  await h.complete(h.task('s1'), { value: 'y'.repeat(10_000) });
  expect((await auxOf(runId)).payloads.size).toBe(2);
  await h.complete(h.task('s2'), { value: 1 });
  expect(h.types(runId).at(-1)).toBe('RunCompleted');
  expect((await auxOf(runId)).payloads.size).toBe(0);
  h.commands.runs.forget(`run-${runId}`);
  expect((await auxOf(runId)).payloads.size).toBe(0);
  expect(h.commands.runAggregate.deps.atHand.bytes).toBe(0);
});

test('a payload beside the log is kept by its store: a run keeps the reference', async () => {
  await h.save(chain(2));
  const runId = await h.start('chain-2');
  const value = 'y'.repeat(100_000);
  await h.complete(h.task('s1'), { value });
  expect(h.task('s2').handoff.inputs).toEqual({ before: value });
  expect(h.commands.runAggregate.deps.atHand.bytes).toBeLessThan(1_000);
  expect([...(await auxOf(runId)).payloads.values()]).toContainEqual({ $blob: expect.anything() as unknown });
});

test('payloads that were given up are read again', async () => {
  await h.save(chain(2));
  const runId = await h.start('chain-2');
  h.pool.slots = 0;
  await h.complete(h.task('s1'), { value: 'kept in the log' });
  const { atHand } = h.commands.runAggregate.deps;
  atHand.drop(await auxOf(runId));
  h.pool.slots = 1;
  const readOne = vi.spyOn(h.memory.store, 'readOne');
  await h.commands.runs.nudge(`run-${runId}`);
  expect(readOne).toHaveBeenCalledTimes(2);
  expect(h.task('s2').handoff.inputs).toEqual({ before: 'kept in the log' });
});
