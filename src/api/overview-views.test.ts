import { describe, expect, test } from 'vitest';
import type { OverviewRows } from '../projections/queries.js';
import { overviewView } from './overview-views.js';

const NOW = '2026-11-24T14:00:00.000Z';
const quiet: OverviewRows = {
  position: '9',
  open: {
    running: 0,
    paused: 0,
    halted: 0,
    stepsInFlight: 0,
    waitForBudget: 0,
    limitNanoUsd: '0',
    spentNanoUsd: '0',
    reservedNanoUsd: '0',
    withoutLimit: 0,
  },
  agentsConnected: 0,
  failed: { failed: 0, ended: 0, causes: 0 },
  hours: [],
  approvals: [],
  deadLetters: [],
  deadLettersTotal: 0,
  shortOfBudget: [],
  goneAgents: [],
  unoffered: [],
  halts: [],
  parked: [],
  recent: [],
};
const needs = (rows: Partial<OverviewRows>) =>
  overviewView(
    { ...quiet, ...rows },
    { now: NOW, dayStart: '2026-11-24T00:00:00.000Z', failedFrom: '2026-11-23T14:00:00.000Z' },
    { operatorId: 'ada', roles: ['operator'] },
  ).needsYou;
const agent = (agentId: string, at: string): OverviewRows['goneAgents'][number] => ({
  agentId,
  name: agentId,
  leasesHeld: 1,
  lastConnectedAt: at,
  lastDisconnectedAt: at,
});
const halt: OverviewRows['halts'][number] = {
  haltId: 'h1',
  workflowId: null,
  reason: 'smoke',
  orderedBy: 'ada',
  orderedAt: '2026-11-24T13:59:00.000Z',
  liftedAt: null,
  liftedBy: null,
  liftReason: null,
};

describe('what needs somebody', () => {
  test('a stop that holds comes before anything that has waited for longer, however much that is', () => {
    const goneAgents = Array.from({ length: 60 }, (_, i) => agent(`gone-${i}`, '2026-11-20T00:00:00.000Z'));
    const { items, total } = needs({ goneAgents, halts: [halt] });
    expect(items[0]).toMatchObject({ kind: 'halt', title: 'Everything is halted', detail: 'smoke' });
    expect([items.length, total]).toEqual([50, 61]);
  });
  test('a capability that nobody offers leads to where an agent is connected for it', () => {
    const unoffered = [{ capability: 'summarize', runs: 2, since: '2026-11-24T13:00:00.000Z', sample: ['a', 'b'] }];
    expect(needs({ unoffered }).items).toMatchObject([
      { kind: 'agent', detail: '2 runs wait for it', link: '/agents?connect=summarize' },
    ]);
  });
});
