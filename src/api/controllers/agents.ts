import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { mintToken } from '../../access/token.js';
import type { AgentSummary } from '../../projections/rows.js';
import { agentView, wantedView } from '../agent-views.js';
import { answered, Commander } from '../commander.js';
import type { Agent } from '../contract/agents.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { AgentLeasesQuery, AgentsQuery, WantedCapabilitiesQuery } from '../cqrs/work-queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { PRESENCE, type AgentPresence } from '../ports.js';
import { found } from './found.js';
import { issuedNow } from './issued-now.js';

const DAY_MS = 86_400_000;

@Controller()
export class AgentsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PRESENCE) private readonly presence: AgentPresence,
  ) {}

  @Route('listAgents')
  async list(): Promise<ReplyOf<'listAgents'>> {
    const [agents, wanted] = await Promise.all([
      this.queries.execute(new AgentsQuery(aDayAgo())),
      this.queries.execute(new WantedCapabilitiesQuery()),
    ]);
    return { items: await this.shown(agents), wanted: wantedView(wanted, agents) };
  }

  @Route('getAgent')
  async get({ params: { agentId } }: InputOf<'getAgent'>): Promise<ReplyOf<'getAgent'>> {
    const agents = await this.queries.execute(new AgentsQuery(aDayAgo()));
    const [shown] = await this.shown(agents.filter((agent) => agent.agentId === agentId));
    return found(shown, 'agent', agentId);
  }

  @Route('issueAgentToken')
  async issue({ params, body }: InputOf<'issueAgentToken'>, caller: Caller): Promise<ReplyOf<'issueAgentToken'>> {
    const { agentId } = params;
    const { token, tokenId, secretHash } = mintToken('agent', agentId, caller.commandId);
    const payload = { agentId, tokenId, secretHash, name: body.name };
    const answer = await this.commander.onAgent(agentId, { name: 'IssueAgentToken', payload }, caller.context());
    return { ...answered(issuedNow(answer, secretHash)), agentId, tokenId, token };
  }

  @Route('revokeAgentToken')
  async revoke({ params, query }: InputOf<'revokeAgentToken'>, caller: Caller): Promise<Answered> {
    const payload = { tokenId: params.tokenId, reason: query.reason };
    return answered(
      await this.commander.onAgent(params.agentId, { name: 'RevokeAgentToken', payload }, caller.context()),
    );
  }

  private async shown(agents: readonly AgentSummary[]): Promise<Agent[]> {
    const context = {
      leases: await this.queries.execute(new AgentLeasesQuery()),
      presence: this.presence,
      now: Date.now(),
    };
    return agents.map((agent) => agentView(agent, context));
  }
}

const aDayAgo = (): string => new Date(Date.now() - DAY_MS).toISOString();
