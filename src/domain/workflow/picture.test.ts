import { describe, expect, test } from 'vitest';
import { pictureOf } from './picture.js';

const draw = (document: unknown) => pictureOf(document, [], []);

describe('the picture of a definition', () => {
  test('shows steps in layers, each below what it depends on', () => {
    const { steps, layers } = draw({
      steps: [
        { id: 'write', agent: 'writer', dependsOn: ['read', 'think'], tier: 'write', approval: { required: true } },
        { id: 'read', name: 'Read', agent: { capability: 'reader' }, estimate: { usd: '0.01' } },
        { id: 'think', agent: 'thinker', model: 'demo/rules-1', dependsOn: ['read'] },
      ],
    });
    expect(layers).toEqual([['read'], ['think'], ['write']]);
    expect(steps).toMatchObject([
      { id: 'write', name: 'write', index: 0, layer: 2, capability: 'writer', tier: 'write', asksApproval: true },
      { id: 'read', name: 'Read', layer: 0, capability: 'reader', asksApproval: false, estimateNanoUsd: 10_000_000n },
      { id: 'think', layer: 1, model: 'demo/rules-1', dependsOn: ['read'] },
    ]);
  });

  test('is made of what can be read, however wrong the rest is', () => {
    const { steps } = draw({
      steps: [7, { id: 'a', dependsOn: ['b', 'gone', 'a', 5] }, { agent: 'x' }, { id: 'b', tier: 'huge' }, { id: 'b' }],
    });
    expect(steps.map(({ id, index, dependsOn, tier }) => [id, index, dependsOn, tier])).toEqual([
      ['a', 1, ['b'], 'read'],
      ['b', 3, [], 'read'],
    ]);
    for (const nothing of [undefined, null, 'text', [], { steps: 'none' }]) expect(draw(nothing).steps).toEqual([]);
  });

  test('marks the steps of a cycle and draws them after the others', () => {
    const { steps, layers, cycles } = draw({
      steps: [{ id: 'a', dependsOn: ['b'] }, { id: 'b', dependsOn: ['a'] }, { id: 'c' }, { id: 'd', dependsOn: ['a'] }],
    });
    expect(layers).toEqual([['c'], ['a', 'b', 'd']]);
    expect(cycles).toHaveLength(1);
    expect(steps.filter(({ inCycle }) => inCycle).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('asks for approval as the workflow says when the step does not', () => {
    const ask = (policies: object, step: object) =>
      draw({ policies, steps: [{ id: 'a', ...step }] }).steps[0]?.asksApproval;
    expect(ask({ approveWrites: true }, { tier: 'write' })).toBe(true);
    expect(ask({}, { tier: 'write' })).toBe(false);
    expect(ask({}, { tier: 'financial' })).toBe(true);
    expect(ask({ approveWrites: true }, { tier: 'read' })).toBe(false);
  });

  test('counts the problems of each step', () => {
    const problems = ['steps[0].output', 'steps[0].inputs.x', 'steps[10].id', 'name'].map((path) => ({
      path,
      message: '',
    }));
    expect(pictureOf({ steps: [{ id: 'a' }] }, problems, problems.slice(0, 1)).steps).toMatchObject([
      { problems: 2, warnings: 1 },
    ]);
  });
});
