import { describe, expect, it } from 'vitest';
import type { Recorded } from '../kernel/envelope.js';
import { CommandId } from '../kernel/ids.js';
import type { WorkflowCommand } from './commands.js';
import { workflowDecider } from './decide.js';
import type { WorkflowDefinition } from './definition.js';
import type { WorkflowEvent } from './events.js';
import { latestVersion, versionOf } from './state.js';

const hashOf = (letter: string): string => letter.repeat(64);
const definition: WorkflowDefinition = {
  id: 'report',
  name: 'Report',
  steps: [{ id: 'collect', agent: 'collector', output: true }],
};
const blob = (hash: string) => ({ $blob: { sha256: hash, size: 10, mediaType: 'application/json' } });
const save = (hash: string, changes: Partial<WorkflowDefinition> = {}): WorkflowCommand => ({
  name: 'SaveVersion',
  payload: { definition: { ...definition, ...changes } },
  facts: {
    now: 0,
    actor: { kind: 'operator', id: 'ann', name: 'Ann' },
    blob: blob(hash),
    hash,
    warnings: [{ path: 'budget', message: 'is small', code: 'BUDGET' }],
  },
});
const saved = (version: number, hash: string): WorkflowEvent => ({
  type: 'WorkflowVersionSaved',
  data: {
    workflowId: 'report',
    version,
    name: 'Report',
    description: '',
    definition: blob(hash),
    hash,
    steps: 1,
    warnings: [{ path: 'budget', message: 'is small' }],
  },
});
const recorded = (event: WorkflowEvent, revision: number): Recorded<WorkflowEvent> => ({
  ...event,
  id: `e${revision}`,
  stream: 'workflow-report',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-4000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor: { kind: 'operator', id: 'ann', name: 'Ann' },
    at: '2026-11-24T00:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
    prev: hashOf('0'),
    hash: hashOf('0'),
  },
});
const given = (...events: WorkflowEvent[]) => {
  const state = events.reduce(
    (workflow, event, revision) => workflowDecider.evolve(workflow, recorded(event, revision)),
    workflowDecider.initialState(),
  );
  return { state, when: (command: WorkflowCommand) => workflowDecider.decide(state, command) };
};

describe('saving a version of a workflow', () => {
  it('numbers the first version 1', () => {
    expect(given().when(save(hashOf('a')))).toEqual([saved(1, hashOf('a'))]);
  });
  it('numbers a changed definition one higher', () => {
    expect(given(saved(1, hashOf('a'))).when(save(hashOf('b')))).toEqual([saved(2, hashOf('b'))]);
  });
  it('makes no version of the latest definition saved again', () => {
    expect(given(saved(1, hashOf('a')), saved(2, hashOf('b'))).when(save(hashOf('b')))).toEqual([]);
  });
  it('makes a new version of an earlier definition that is saved again', () => {
    expect(given(saved(1, hashOf('a')), saved(2, hashOf('b'))).when(save(hashOf('a')))).toEqual([
      saved(3, hashOf('a')),
    ]);
  });
  it('refuses a definition with another id', () => {
    expect(() => given(saved(1, hashOf('a'))).when(save(hashOf('b'), { id: 'other' }))).toThrow(/new workflow/);
  });
  it('finds versions by number', () => {
    const { state } = given(saved(1, hashOf('a')), saved(2, hashOf('b')));
    expect(versionOf(state, 1)?.hash).toBe(hashOf('a'));
    expect(latestVersion(state)?.version).toBe(2);
    expect(versionOf(state, 3)).toBeUndefined();
  });

  it('refuses to save over a version that the author has not seen', () => {
    const seen = (latestSeen: number, hash = hashOf('c')): WorkflowCommand => {
      const command = save(hash);
      return { ...command, payload: { ...command.payload, latestSeen } };
    };
    const two = given(saved(1, hashOf('a')), saved(2, hashOf('b')));
    expect(two.when(seen(2))).toHaveLength(1);
    expect(() => two.when(seen(1))).toThrow(/version 2 was saved meanwhile/);
    expect(() => two.when(seen(0))).toThrow(/there is a workflow "report" already/);
    expect(two.when(seen(1, hashOf('b')))).toEqual([]);
  });
});
