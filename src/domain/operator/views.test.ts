import { describe, expect, test } from 'vitest';
import type { OperatorRequest } from './commands.js';
import type { OperatorEvent } from './events.js';
import { given } from '../../../test/support/operator-spec.js';

const created: OperatorEvent = { type: 'OperatorCreated', data: { operatorId: 'ada', name: 'Ada', roles: ['viewer'] } };
const view = (viewId: string, more: object = {}) => ({ viewId, page: 'runs', name: viewId, query: 'a=b', ...more });
const save = (viewId: string, more: object = {}): OperatorRequest => ({
  name: 'SaveView',
  payload: view(viewId, more),
});
const saved = (viewId: string, more: object = {}): OperatorEvent => ({
  type: 'ViewSaved',
  data: { operatorId: 'ada', ...view(viewId, more) },
});
const remove: OperatorRequest = { name: 'RemoveView', payload: { viewId: 'v1' } };

describe('a saved view', () => {
  test('is saved and replaced under its id; the same again is no event', () => {
    expect(given(created).when(save('v1'))).toEqual([saved('v1')]);
    expect(given(created, saved('v1')).when(save('v1'))).toEqual([]);
    expect(given(created, saved('v1')).when(save('v1', { query: 'c=d' }))).toEqual([saved('v1', { query: 'c=d' })]);
  });

  test('has a name that no other view of its page has', () => {
    const taken = expect.objectContaining({ code: 'VIEW.NAME_TAKEN', kind: 'conflict' });
    expect(() => given(created, saved('v1')).when(save('v2', { name: 'v1' }))).toThrow(taken);
    expect(given(created, saved('v1')).when(save('v2', { name: 'v1', page: 'audit' }))).toHaveLength(1);
    expect(given(created, saved('v1'), saved('v1', { name: 'new' })).when(save('v2', { name: 'v1' }))).toHaveLength(1);
  });

  test('is one of fifty at most; a replaced one counts once', () => {
    const fifty = Array.from({ length: 50 }, (_, i) => saved(`v${i}`));
    expect(() => given(created, ...fifty).when(save('next'))).toThrow(
      expect.objectContaining({ code: 'VIEW.TOO_MANY', kind: 'rejected' }),
    );
    expect(given(created, ...fifty).when(save('v7', { query: 'c=d' }))).toHaveLength(1);
  });

  test('is removed once', () => {
    const removed: OperatorEvent = { type: 'ViewRemoved', data: { operatorId: 'ada', viewId: 'v1' } };
    expect(given(created, saved('v1')).when(remove)).toEqual([removed]);
    expect(() => given(created, saved('v1'), removed).when(remove)).toThrow(
      expect.objectContaining({ code: 'VIEW.NOT_FOUND', kind: 'notFound' }),
    );
  });
});

test('a hint is dismissed once', () => {
  const dismiss: OperatorRequest = { name: 'DismissHint', payload: { hint: 'first-run' } };
  const dismissed: OperatorEvent = { type: 'HintDismissed', data: { operatorId: 'ada', hint: 'first-run' } };
  expect(given(created).when(dismiss)).toEqual([dismissed]);
  expect(given(created, dismissed).when(dismiss)).toEqual([]);
});
