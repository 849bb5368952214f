import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { mintToken } from '../../access/token.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { AgentsQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { agentView } from '../views.js';
import { found } from './found.js';
import { issuedNow } from './issued-now.js';

@Controller()
export class AgentsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Route('listAgents')
  async list(): Promise<ReplyOf<'listAgents'>> {
    return { items: (await this.queries.execute(new AgentsQuery())).map(agentView) };
  }

  @Route('getAgent')
  async get({ params: { agentId } }: InputOf<'getAgent'>): Promise<ReplyOf<'getAgent'>> {
    const agents = await this.queries.execute(new AgentsQuery());
    return agentView(
      found(
        agents.find((agent) => agent.agentId === agentId),
        'agent',
        agentId,
      ),
    );
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
}
