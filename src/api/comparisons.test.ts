import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chain, Harness } from '../../test/support/harness.js';
import { LoggedRunHistory } from '../commands/run/run-history.js';
import { runFolding } from '../commands/run/run-folding.js';
import type { Json } from '../domain/kernel/json.js';
import { Comparison } from './contract/compare.js';
import { Comparisons } from './comparisons.js';

let h: Harness;
beforeEach(async () => {
  h = new Harness();
  await h.commands.start();
});
afterEach(() => h.dispose());

const between = async (a: string, b: string, at: { a?: number; b?: number } = {}): Promise<Comparison> => {
  const history = new LoggedRunHistory(runFolding, {
    ...h.memory,
    definitions: h.commands.definitions,
    log: { warn: () => undefined, error: () => undefined },
  });
  const found = await new Comparisons(history, h.memory.blobs).of(
    { runId: a, at: at.a },
    { runId: b, at: at.b },
    (value) => value,
  );
  return Comparison.parse(found);
};
const stepOf = ({ steps }: Comparison, stepKey: string) => steps.find((step) => step.stepKey === stepKey);

/** Runs a chain to its end: step n gives `outputs[n]`. */
async function chainRun(outputs: readonly Json[], input: Json = {}): Promise<string> {
  const runId = await h.start(`chain-${outputs.length}`, input);
  for (const [i, output] of outputs.entries()) {
    h.clock.advance(1_000);
    await h.complete(h.task(`s${i + 1}`), output);
  }
  return runId;
}

describe('two runs side by side', () => {
  it('are the same when the same was done, whatever it cost and took', async () => {
    await h.save(chain(2));
    const a = await chainRun([{ value: 1 }, { value: 2 }]);
    h.clock.advance(60_000);
    const b = await chainRun([{ value: 1 }, { value: 2 }]);
    expect(await between(a, b)).toMatchObject({ same: true, parting: null, input: null, sameWorkflow: true });
  });

  it('part at the first step that gave something else; what follows from it is not where they part', async () => {
    await h.save(chain(3));
    const a = await chainRun([{ value: 1 }, { value: 2 }, { value: 3 }]);
    const b = await chainRun([{ value: 1 }, { value: 20 }, { value: 3 }]);
    const found = await between(a, b);
    expect(found.parting).toEqual({
      stepKey: 's2',
      name: 's2',
      reasons: ['output'],
      a: 4,
      b: 4,
      text: 's2 gave another result for the same inputs.',
      others: 0,
    });
    expect(stepOf(found, 's2')?.output).toEqual({
      differences: [{ path: 'value', before: 2, after: 20 }],
      more: false,
      compared: true,
      a: 4,
      b: 4,
    });
    expect(stepOf(found, 's3')).toMatchObject({
      differs: ['inputs'],
      first: false,
      inputs: { differences: [{ path: 'before', before: 2, after: 20 }], a: 5, b: 5 },
    });
    expect(stepOf(found, 's1')).toMatchObject({ differs: [], first: false, inputs: null, output: null });
  });

  it('of a replay and its origin: kept results are no difference, and say where they come from', async () => {
    await h.save(chain(2));
    const a = await h.start('chain-2');
    await h.complete(h.task('s1'), { value: 1 });
    await h.fail(h.task('s2'), { retryable: false, code: 'NO_DISK' });
    const b = await h.replay(a, 2);
    await h.complete(h.task('s2'), { value: 2 });
    const found = await between(a, b);
    expect(found.relation).toEqual({ kind: 'replay', of: 'a', revision: 2 });
    expect(stepOf(found, 's1')).toMatchObject({ differs: [], b: { attempts: 0, keptFrom: { runId: a } } });
    expect(found.b.kept.steps).toBe(1);
    expect(found.parting).toMatchObject({
      stepKey: 's2',
      reasons: ['outcome', 'output'],
      text: 's2 is a dead letter (NO_DISK) in A, and completed in B.',
    });
    expect((await between(b, a)).relation).toEqual({ kind: 'replay', of: 'b', revision: 2 });
  });

  it('of two versions: fields of a definition, steps that only one has, and steps aligned by their key', async () => {
    const one = await h.save(chain(2));
    const a = await chainRun([{ value: 1 }, { value: 2 }]);
    const [s1, s2] = one.steps;
    await h.save({ ...one, deadline: '1h', steps: [s1, { ...s2, timeout: '5m' }, { ...s1, id: 'extra' }] });
    const b = await chainRun([{ value: 1 }, { value: 2 }]);
    const found = await between(a, b);
    expect(found.workflow).toEqual([{ path: 'deadline', after: '1h' }]);
    expect(stepOf(found, 's2')).toMatchObject({ differs: ['definition'], fields: [{ path: 'timeout', after: '5m' }] });
    expect(stepOf(found, 'extra')).toMatchObject({ differs: ['only'], first: true, a: null });
    expect(found.parting?.others).toBe(1);
  });

  it('of different workflows are compared as far as their keys agree', async () => {
    await h.save(chain(1));
    await h.save(chain(2));
    const found = await between(await chainRun([{ value: 1 }]), await chainRun([{ value: 1 }, { value: 2 }]));
    expect(found.sameWorkflow).toBe(false);
    expect(found.steps.map(({ stepKey, differs }) => [stepKey, differs])).toEqual([
      ['s1', []],
      ['s2', ['only']],
    ]);
  });

  it('that were started with different input say so, also where no step reads it', async () => {
    await h.save(chain(1));
    const found = await between(
      await chainRun([{ value: 1 }], { folder: 'one' }),
      await chainRun([{ value: 1 }], { folder: 'two' }),
    );
    expect(found.input).toMatchObject({ differences: [{ path: 'folder', before: 'one', after: 'two' }], a: 0, b: 0 });
    expect(found).toMatchObject({ same: false, parting: null });
  });

  it('counts attempts, and the time that was worked without the waits between them', async () => {
    await h.save(chain(1));
    const a = await chainRun([{ value: 1 }]);
    const b = await h.start('chain-1');
    h.clock.advance(2_000);
    await h.fail(h.task('s1'));
    h.clock.advance(60_000);
    await h.commands.runs.nudge(`run-${b}`);
    h.clock.advance(3_000);
    await h.complete(h.task('s1'), { value: 1 });
    const found = await between(a, b);
    expect(stepOf(found, 's1')).toMatchObject({
      differs: ['attempts'],
      a: { attempts: 1, workedMs: 1_000, tookMs: 1_000 },
      b: { attempts: 2, workedMs: 5_000, tookMs: 65_000 },
    });
    expect(found).toMatchObject({ same: true, parting: null, b: { attempts: 2, workedMs: 5_000, durationMs: 65_000 } });
  });

  it('as they were at an event: one run can be held against its own past', async () => {
    await h.save(chain(2));
    const a = await chainRun([{ value: 1 }, { value: 2 }]);
    const found = await between(a, a, { a: 2 });
    expect(found).toMatchObject({ relation: { kind: 'sameRun' }, a: { revision: 2, last: 5 }, b: { revision: 5 } });
    expect(found.parting).toMatchObject({ stepKey: 's2', text: 's2 has not run in A, and completed in B.' });
    await expect(between(a, a, { a: 99 })).rejects.toMatchObject({ code: 'RUN.NO_SUCH_EVENT' });
  });

  it('of large outputs: places up to a limit, long values cut, and what is larger is named by its event', async () => {
    await h.save(chain(2));
    const many = (offset: number) => ({
      value: Array.from({ length: 50 }, (_, i) => i + offset),
      text: 'x'.repeat(9_000),
    });
    const huge = (letter: string) => letter.repeat(1_100_000);
    const a = await chainRun([many(0), { value: huge('a') }]);
    const b = await chainRun([{ ...many(1), text: 'y'.repeat(9_000) }, { value: huge('b') }]);
    const found = await between(a, b);
    const first = stepOf(found, 's1')?.output;
    expect(first?.differences).toHaveLength(20);
    expect(first).toMatchObject({ more: true, compared: true });
    expect(stepOf(found, 's2')?.output).toMatchObject({ differences: [], compared: false, a: 4, b: 4 });
    const text = await between(
      await chainRun([{ value: 'x'.repeat(9_000) }, {}]),
      await chainRun([{ value: 'y'.repeat(9_000) }, {}]),
    );
    const [place] = stepOf(text, 's1')?.output?.differences ?? [];
    expect(place).toMatchObject({ path: 'value', cut: ['before', 'after'], before: `${'x'.repeat(2_000)}…` });
  });
});
