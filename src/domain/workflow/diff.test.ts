import { describe, expect, it } from 'vitest';
import type { StepDefinition, WorkflowDefinition } from './definition.js';
import { diffDefinitions } from './diff.js';

const step = (id: string, more: Partial<StepDefinition> = {}): StepDefinition => ({
  id,
  agent: 'worker',
  output: true,
  ...more,
});
const flow = (steps: StepDefinition[], more: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  id: 'flow',
  name: 'Flow',
  ...more,
  steps,
});

describe('the difference of two versions', () => {
  it('is nothing between equal ones, whatever the order of their fields', () => {
    const a = flow([step('a', { output: { type: 'object', title: 'x' } })]);
    const b = flow([{ output: { title: 'x', type: 'object' }, agent: 'worker', id: 'a' }]);
    expect(diffDefinitions(a, b)).toEqual({ same: true, workflow: [], steps: [] });
  });
  it('names fields of the workflow', () => {
    const diff = diffDefinitions(
      flow([step('a')], { budget: { usd: 1 } }),
      flow([step('a')], { budget: { usd: 2, tokens: 5 }, priority: 7 }),
    );
    expect(diff.workflow).toEqual([
      { field: 'budget.usd', before: 1, after: 2 },
      { field: 'budget.tokens', before: undefined, after: 5 },
      { field: 'priority', before: undefined, after: 7 },
    ]);
  });
  it('names steps that were added, removed and changed, with their fields', () => {
    const before = flow([
      step('a', { inputs: { x: 'input.x', y: 'input.y' } }),
      step('gone'),
      step('b', { dependsOn: ['a'] }),
    ]);
    const after = flow([
      step('a', { inputs: { x: 'input.z' } }),
      step('new'),
      step('b', { dependsOn: ['a', 'new'], output: { type: 'object' } }),
    ]);
    expect(diffDefinitions(before, after).steps).toEqual([
      {
        kind: 'changed',
        stepId: 'a',
        moved: false,
        fields: [
          { field: 'inputs.x', before: 'input.x', after: 'input.z' },
          { field: 'inputs.y', before: 'input.y', after: undefined },
        ],
      },
      { kind: 'added', stepId: 'new' },
      {
        kind: 'changed',
        stepId: 'b',
        moved: false,
        fields: [
          { field: 'output', before: true, after: { type: 'object' } },
          { field: 'dependsOn', before: ['a'], after: ['a', 'new'] },
        ],
      },
      { kind: 'removed', stepId: 'gone' },
    ]);
  });
  it('names the fewest steps that moved', () => {
    const ids = (...names: string[]) => flow(names.map((id) => step(id)));
    expect(diffDefinitions(ids('a', 'b', 'c', 'd'), ids('d', 'a', 'b', 'c')).steps).toEqual([
      { kind: 'changed', stepId: 'd', moved: true, fields: [] },
    ]);
    expect(diffDefinitions(ids('a', 'b', 'c'), ids('a', 'x', 'b', 'c')).steps).toEqual([
      { kind: 'added', stepId: 'x' },
    ]);
  });
});
