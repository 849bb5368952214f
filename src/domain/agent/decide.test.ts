import { describe, expect, test } from 'vitest';
import type { Recorded } from '../kernel/envelope.js';
import { CommandId } from '../kernel/ids.js';
import type { AgentRequest } from './commands.js';
import { agentDecider } from './decide.js';
import type { AgentEvent } from './events.js';

const facts = { now: 0, actor: { kind: 'operator', id: 'admin', name: 'Admin' } } as const;
const recorded = (event: AgentEvent, revision: number): Recorded<AgentEvent> => ({
  ...event,
  id: `event-${revision}`,
  stream: 'agent-repo',
  revision,
  metadata: {
    v: 1,
    commandId: CommandId.parse('00000000-0000-5000-8000-000000000000'),
    index: 0,
    correlationId: 'c',
    causationId: 'c',
    actor: facts.actor,
    at: '2026-11-24T00:00:00.000Z',
    writer: { version: '0', bootId: 'b' },
    prev: '0'.repeat(64),
    hash: '1'.repeat(64),
  },
});
const given = (...events: AgentEvent[]) => ({
  when: (request: AgentRequest) =>
    agentDecider.decide(events.map(recorded).reduce(agentDecider.evolve, agentDecider.initialState()), {
      ...request,
      facts,
    }),
});

const issued: AgentEvent = {
  type: 'AgentTokenIssued',
  data: { agentId: 'repo', tokenId: 'token1', secretHash: 'a'.repeat(64), name: 'laptop' },
};
const connection = {
  agentId: 'repo',
  name: 'repo',
  bootId: 'boot-1',
  gatewayId: 'gw-1',
  single: false,
  capabilities: ['collect'],
  maxConcurrent: 2,
  sdk: { name: 'sdk', version: '1' },
};
const connected: AgentEvent = { type: 'AgentConnected', data: connection };

describe('an agent', () => {
  test('is known from its first token on', () => {
    expect(given().when({ name: 'IssueAgentToken', payload: issued.data })).toEqual([issued]);
    expect(() => given().when({ name: 'ConnectAgent', payload: connection })).toThrow(
      expect.objectContaining({ code: 'AGENT.NOT_FOUND', kind: 'notFound' }),
    );
  });

  test('never has two secrets under one token id', () => {
    const again = { ...issued.data, secretHash: 'b'.repeat(64) };
    expect(() => given(issued).when({ name: 'IssueAgentToken', payload: again })).toThrow(
      expect.objectContaining({ code: 'TOKEN.ISSUED_ALREADY' }),
    );
    expect(given(issued).when({ name: 'IssueAgentToken', payload: issued.data })).toEqual([]);
  });

  test('has a token revoked once, and a second time is no event', () => {
    const revoke: AgentRequest = { name: 'RevokeAgentToken', payload: { tokenId: 'token1', reason: 'lost' } };
    const revoked: AgentEvent = {
      type: 'AgentTokenRevoked',
      data: { agentId: 'repo', tokenId: 'token1', reason: 'lost' },
    };
    expect(given(issued).when(revoke)).toEqual([revoked]);
    expect(given(issued, revoked).when(revoke)).toEqual([]);
    expect(() =>
      given(issued).when({ name: 'RevokeAgentToken', payload: { tokenId: 'token2', reason: 'lost' } }),
    ).toThrow(expect.objectContaining({ code: 'TOKEN.NOT_FOUND' }));
  });

  test('that comes back with the same process at the same gateway is no news', () => {
    expect(given(issued, connected).when({ name: 'ConnectAgent', payload: connection })).toEqual([]);
    const elsewhere = { ...connection, gatewayId: 'gw-2' };
    expect(given(issued, connected).when({ name: 'ConnectAgent', payload: elsewhere })).toEqual([
      { type: 'AgentConnected', data: elsewhere },
    ]);
  });

  test('that went on to another gateway is not disconnected by the end of its old connection', () => {
    const elsewhere: AgentEvent = { type: 'AgentConnected', data: { ...connection, gatewayId: 'gw-2' } };
    const end: AgentRequest = {
      name: 'DisconnectAgent',
      payload: { bootId: 'boot-1', gatewayId: 'gw-1', because: 'transport closed' },
    };
    expect(given(issued, connected, elsewhere).when(end)).toEqual([]);
    expect(given(issued, connected).when(end)).toMatchObject([{ type: 'AgentDisconnected' }]);
  });

  test('that runs as one process only has one connection', () => {
    const single: AgentEvent = { type: 'AgentConnected', data: { ...connection, single: true, bootId: 'boot-2' } };
    const end: AgentRequest = {
      name: 'DisconnectAgent',
      payload: { bootId: 'boot-1', gatewayId: 'gw-1', because: 'transport closed' },
    };
    expect(given(issued, connected, single).when(end)).toEqual([]);
  });
});
