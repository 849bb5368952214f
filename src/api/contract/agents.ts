import { z } from 'zod';
import { Slug } from '../../domain/kernel/ids.js';
import { endpoint } from './endpoint.js';
import { answer, Answered, At, EXAMPLE, listOf, Money, Nothing, readQuery } from './primitives.js';

export const AgentParams = z.strictObject({ agentId: Slug });
const KeyId = z.string().regex(/^[a-z0-9]{8,32}$/, 'must be the id of a token or key, as the list shows it');

export const Agent = z
  .object({
    agentId: z.string(),
    name: z.string(),
    connected: z.boolean(),
    /** Its processes that are connected now. */
    connections: z.array(
      z.object({
        bootId: z.string(),
        gatewayId: z.string(),
        maxConcurrent: z.int(),
        connectedAt: At,
      }),
    ),
    capabilities: z.array(z.string()),
    single: z.boolean(),
    sdk: z.object({ name: z.string(), version: z.string() }).nullable(),
    lastConnectedAt: At.nullable(),
    lastDisconnectedAt: At.nullable(),
    leases: z.int().describe('Attempts that it works on now.'),
    completed: z.int(),
    failed: z.int(),
    spentNanoUsd: Money,
    tokens: z.array(
      z.object({
        tokenId: z.string(),
        name: z.string(),
        issuedAt: At,
        issuedBy: z.string(),
        revokedAt: At.nullable(),
      }),
    ),
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof Agent>;

const example: z.input<typeof Agent> = {
  agentId: 'repository',
  name: 'repository',
  connected: true,
  connections: [
    {
      bootId: EXAMPLE.leaseId,
      gatewayId: 'gw-1',
      maxConcurrent: 4,
      connectedAt: EXAMPLE.at,
    },
  ],
  capabilities: ['collect', 'secret-scan'],
  single: false,
  sdk: { name: '@mission-control/agent', version: '0.1.0' },
  lastConnectedAt: EXAMPLE.at,
  lastDisconnectedAt: null,
  leases: 1,
  completed: 41,
  failed: 2,
  spentNanoUsd: '2145000',
  tokens: [{ tokenId: 'k3v9q2x7m1pd', name: 'laptop', issuedAt: EXAMPLE.at, issuedBy: 'admin', revokedAt: null }],
};

export const agentEndpoints = {
  listAgents: endpoint({
    method: 'GET',
    path: '/api/agents',
    tag: 'Agents',
    role: 'viewer',
    command: false,
    status: 200,
    params: Nothing,
    query: readQuery({}),
    body: z.undefined(),
    response: listOf(Agent),
    summary: 'List agents',
    description: 'With connections, capabilities, tokens (never their secrets), work and cost.',
    example: { response: { items: [example] } },
  }),
  getAgent: endpoint({
    method: 'GET',
    path: '/api/agents/:agentId',
    tag: 'Agents',
    role: 'viewer',
    command: false,
    status: 200,
    params: AgentParams,
    query: readQuery({}),
    body: z.undefined(),
    response: Agent,
    summary: 'Show an agent',
    description: 'One agent as the list shows it.',
    example: { response: example },
  }),
  issueAgentToken: endpoint({
    method: 'POST',
    path: '/api/agents/:agentId/tokens',
    tag: 'Agents',
    role: 'admin',
    command: true,
    status: 201,
    params: AgentParams,
    query: Nothing,
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }).meta({ id: 'IssueToken' }),
    response: z.object({
      ...answer,
      agentId: z.string(),
      tokenId: z.string(),
      token: z.string().describe('Shown once; only its hash is stored.'),
    }),
    summary: 'Issue a token for an agent',
    description:
      'The agent need not exist before. The token is in the answer and nowhere else: the same Idempotency-Key again is answered with 409 TOKEN.ISSUED_ALREADY.',
    example: {
      body: { name: 'laptop' },
      response: {
        stream: 'agent-repository',
        revision: 0,
        position: EXAMPLE.position,
        agentId: 'repository',
        tokenId: 'k3v9q2x7m1pd',
        token: 'mc_agent_repository.k3v9q2x7m1pd_…',
      },
    },
  }),
  revokeAgentToken: endpoint({
    method: 'DELETE',
    path: '/api/agents/:agentId/tokens/:tokenId',
    tag: 'Agents',
    role: 'admin',
    command: true,
    status: 200,
    params: AgentParams.extend({ tokenId: KeyId }),
    query: z.strictObject({ reason: z.string().trim().min(1).max(2_000).default('revoked by an operator') }),
    body: z.undefined(),
    response: Answered,
    summary: 'Revoke a token of an agent',
    description: 'From the answer on it opens nothing.',
    example: { response: { stream: 'agent-repository', revision: 4, position: EXAMPLE.position } },
  }),
};
