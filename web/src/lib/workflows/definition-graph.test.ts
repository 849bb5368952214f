import { describe, expect, test } from 'vitest';
import type { DefinitionGraph } from '$contract/workflow-views.js';
import { definitionRails, definitionSteps, estimateOf } from './definition-graph.js';

const step = (id: string, more: Partial<DefinitionGraph['steps'][number]> = {}): DefinitionGraph['steps'][number] => ({
  id,
  name: id,
  index: 0,
  layer: 0,
  dependsOn: [],
  capability: 'reader',
  model: null,
  tier: 'read',
  asksApproval: false,
  estimateNanoUsd: null,
  inCycle: false,
  problems: 0,
  warnings: 0,
  ...more,
});
const graph = (...steps: DefinitionGraph['steps']): DefinitionGraph => ({ steps, layers: [], cycles: [] });

describe('a definition as a graph', () => {
  test('a step that asks is a gate and says so', () =>
    expect(definitionSteps(graph(step('a', { tier: 'financial', asksApproval: true })))).toMatchObject([
      { mark: 'gate', detail: 'financial · always asks', box: 'none' },
    ]));
  test('a step with problems is boxed and names its line; warnings are a triangle', () =>
    expect(definitionSteps(graph(step('a', { problems: 1, line: 16 }), step('b', { warnings: 2 })))).toMatchObject([
      { mark: 'failed', box: 'bad', detail: '1 problem, from line 16' },
      { mark: 'warning', box: 'none' },
    ]));
  test('an id that is there twice is drawn once', () =>
    expect(definitionSteps(graph(step('a'), step('a', { name: 'again' }), step('')))).toHaveLength(1));
  test('rails within a cycle are red, unknown ones are not drawn, none is drawn twice', () => {
    const rails = definitionRails(
      graph(
        step('a', { dependsOn: ['b'], inCycle: true }),
        step('b', { dependsOn: ['a', 'a'], inCycle: true }),
        step('c', { dependsOn: ['b', 'gone'] }),
      ),
    );
    expect(rails.map(({ id, rail }) => [id, rail])).toEqual([
      ['b>a', 'bad'],
      ['a>b', 'bad'],
      ['b>c', 'passed'],
    ]);
  });
  test('its estimate is the sum of what its steps say, and how many say nothing', () =>
    expect(estimateOf(graph(step('a', { estimateNanoUsd: '9007199254740993' }), step('b')))).toEqual({
      nanoUsd: '9007199254740993',
      without: 1,
    }));
});
