import { expect, test } from 'vitest';
import { agentLook, inOrder, matches, processNames, rateText, slotsOf } from './words.js';

test('an agent that was never here is not called offline', () => {
  expect(agentLook({ state: 'offline', lastConnectedAt: null }).word).toBe('Never connected');
  expect(agentLook({ state: 'offline', lastConnectedAt: '2026-11-25T03:00:00.000Z' }).word).toBe('Offline');
});

test('a rate is never rounded to perfect or to nothing', () => {
  expect(rateText({ completed: 0, failed: 0 })).toBe('none');
  expect(rateText({ completed: 999, failed: 1 })).toBe('99 %');
  expect(rateText({ completed: 1, failed: 999 })).toBe('1 %');
  expect(rateText({ completed: 3, failed: 0 })).toBe('100 %');
  expect(rateText({ completed: 0, failed: 2 })).toBe('0 %');
});

const connection = {
  name: 'p',
  bootId: 'b',
  gatewayId: 'g',
  connectedAt: '2026-11-25T03:00:00.000Z',
  maxConcurrent: 1,
};

test('an agent is called by its id; its processes are named beside it, whoever connected last', () => {
  const named = (...names: string[]) => names.map((name) => ({ ...connection, name }));
  const agent = { agentId: 'examples', name: 'flaky' };
  expect(processNames({ ...agent, connections: named('triage', 'flaky', 'flaky', 'report') })).toBe(
    'triage, flaky and 1 more',
  );
  expect(processNames({ ...agent, connections: named('examples') })).toBe('');
  expect(processNames({ ...agent, connections: [] })).toBe('flaky');
});

test('its slots are those of all its processes', () => {
  expect(
    slotsOf({
      connections: [
        { ...connection, maxConcurrent: 4 },
        { ...connection, maxConcurrent: 8 },
      ],
    }),
  ).toBe(12);
  expect(slotsOf({ connections: [] })).toBe(0);
});

test('who is connected comes first, then stale, then offline, each by id', () => {
  const agent = (state: 'connected' | 'stale' | 'offline', name: string) => ({ state, agentId: name });
  expect(
    inOrder([agent('offline', 'a'), agent('stale', 'b'), agent('connected', 'd'), agent('connected', 'c')]).map(
      ({ agentId }) => agentId,
    ),
  ).toEqual(['c', 'd', 'b', 'a']);
});

test('an agent is found by id, name or capability, whatever the case', () => {
  const agent = { agentId: 'laptop', name: 'Summarizer', capabilities: ['secret-scan'], connections: [] };
  expect(matches(agent, 'SUMM')).toBe(true);
  expect(matches(agent, ' scan ')).toBe(true);
  expect(matches(agent, 'invoice')).toBe(false);
});
