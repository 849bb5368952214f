import { afterEach, expect, test, vi } from 'vitest';
import { Harness } from '../../../test/support/harness.js';
import { isRunEvent } from '../../../test/support/run-invariants.js';
import { DomainError } from '../../domain/kernel/errors.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { ReplayChanges } from '../../domain/run/replay-plan.js';

const on = new Harness();
afterEach(() => vi.restoreAllMocks());

const LARGE = 'x'.repeat(70_000);
const person = {
  type: 'object',
  properties: { of: { type: 'string' }, letter: { type: 'string', 'x-subject': '/of' } },
};
const definition = (id: string, payload: unknown): unknown => ({
  id,
  name: id,
  input: payload,
  steps: [
    { id: 'a', agent: 'noop', output: payload, inputs: { of: 'input.of' } },
    { id: 'b', agent: 'noop', output: payload, inputs: { of: 'input.of' } },
    { id: 'c', agent: 'noop', output: true, dependsOn: ['a', 'b'], inputs: { it: 'steps.a.output.letter' } },
  ],
});

/** `a` and `b` are done, `c`, which needs the result of `a` alone, is under way. */
async function underWay(id: string, payload: unknown): Promise<string> {
  await on.save(definition(id, payload));
  const runId = await on.start(id, { of: 'the input', letter: LARGE });
  for (const step of ['a', 'b']) await on.complete(on.task(step), { of: step, letter: LARGE });
  return runId;
}
async function planOf(runId: string, changes: Partial<ReplayChanges> = {}) {
  const origin = { runId: RunId.parse(runId), revision: on.events(runId).length - 1 };
  const order = { origin, changes: { agents: {}, models: {}, outputs: {}, ...changes } };
  const { plan } = await on.commands.replays.plan(order, on.clock.now());
  const said = (places: typeof plan.problems) => places.map(({ path, message }) => `${path}: ${message}`);
  return { problems: said(plan.problems), warnings: said(plan.warnings) };
}

test('what is not in the store any more and is needed must be given, all of it at once; what nobody needs is said', async () => {
  const runId = await underWay('gone', true);
  const still = 'origin: The origin is still running: both runs go on side by side.';
  expect(await planOf(runId)).toEqual({ problems: [], warnings: [still] });
  vi.spyOn(on.memory.blobs, 'get').mockRejectedValue(new DomainError('BLOB.MISSING', 'unavailable', 'gone'));
  const unneeded = 'outputs.b: The result of "b" is not in the store any more; no step that runs needs it.';
  expect(await planOf(runId)).toEqual({
    problems: [
      'input: The input is not in the store any more. Give one.',
      'outputs.a: The result of "a" is not in the store any more, and a step that runs needs it. Give one.',
    ],
    warnings: [still, unneeded],
  });
  expect(await planOf(runId, { outputs: { a: { letter: 'short' } } })).toEqual({
    problems: ['input: The input is not in the store any more. Give one.'],
    warnings: [still, unneeded],
  });
  // Nobody can say whether another input is the same: what gets it runs again.
  expect((await planOf(runId, { input: { of: 'another' } })).problems).toEqual([]);
});

test('a store that does not answer is no payload that is gone', async () => {
  const runId = await underWay('silent', true);
  vi.spyOn(on.memory.blobs, 'get').mockRejectedValue(new DomainError('STORE.UNAVAILABLE', 'unavailable', 'no answer'));
  await expect(planOf(runId)).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
});

test('personal data that was erased is said where a step that runs would get it', async () => {
  const runId = await underWay('erased', person);
  expect(on.events(runId).filter(isRunEvent)[0]?.metadata.keys).toHaveLength(1);
  const { subjects } = on.commands.protector;
  for (const subject of ['the input', 'a', 'b']) {
    const key = await subjects.idOf(subject);
    if (key !== undefined) await subjects.destroy(key);
  }
  expect(await planOf(runId)).toEqual({
    problems: [],
    warnings: [
      'origin: The origin is still running: both runs go on side by side.',
      'input: Personal data in the input was erased: what runs gets [erased] in its place, unless you give another.',
      'outputs.a: Personal data in the result of "a" was erased: what runs gets [erased] in its place.',
    ],
  });
});
