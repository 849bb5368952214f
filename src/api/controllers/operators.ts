import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { mintToken } from '../../access/token.js';
import { operatorEvents, type Role } from '../../domain/operator/events.js';
import { answered, Commander } from '../commander.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { OperatorsQuery } from '../cqrs/queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { operatorView } from '../operator-views.js';
import { issuedNow } from './issued-now.js';

@Controller()
export class OperatorsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Route('getMe')
  me(_: InputOf<'getMe'>, { operator }: Caller): Promise<ReplyOf<'getMe'>> {
    const { operatorId, name, keyId = null, sessionId = null, roles } = operator;
    return Promise.resolve({ operatorId, name, keyId, sessionId, roles: [...roles] });
  }

  @Route('listOperators')
  async list(): Promise<ReplyOf<'listOperators'>> {
    return { items: (await this.queries.execute(new OperatorsQuery())).map(operatorView) };
  }

  @Route('createOperator')
  async create({ body }: InputOf<'createOperator'>, caller: Caller): Promise<ReplyOf<'createOperator'>> {
    const { operatorId } = body;
    const request = { name: 'CreateOperator', payload: body } as const;
    return { ...answered(await this.commander.onOperator(operatorId, request, caller.context())), operatorId };
  }

  @Route('changeOperatorRoles')
  async roles({ params, body }: InputOf<'changeOperatorRoles'>, caller: Caller): Promise<Answered> {
    const request = { name: 'ChangeRoles', payload: body } as const;
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }

  @Route('renameOperator')
  async rename({ params, body }: InputOf<'renameOperator'>, caller: Caller): Promise<Answered> {
    const request = { name: 'RenameOperator', payload: body } as const;
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }

  @Route('disableOperator')
  async disable({ params, body }: InputOf<'disableOperator'>, caller: Caller): Promise<Answered> {
    const request = { name: 'DisableOperator', payload: body } as const;
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }

  @Route('enableOperator')
  async enable({ params, body }: InputOf<'enableOperator'>, caller: Caller): Promise<Answered> {
    const request = { name: 'EnableOperator', payload: body } as const;
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }

  @Route('issueOperatorKey')
  async issue({ params, body }: InputOf<'issueOperatorKey'>, caller: Caller): Promise<ReplyOf<'issueOperatorKey'>> {
    const { operatorId } = params;
    const { token, tokenId, secretHash } = mintToken('key', operatorId, caller.commandId);
    const payload = { keyId: tokenId, secretHash, name: body.name, roles: body.roles };
    const answer = await this.commander.onOperator(operatorId, { name: 'IssueKey', payload }, caller.context());
    const roles = issuedNow(answer, secretHash).events.flatMap((event) => rolesIn(event.data));
    return { ...answered(answer), operatorId, keyId: tokenId, key: token, roles };
  }

  @Route('revokeOperatorKey')
  async revoke({ params, query }: InputOf<'revokeOperatorKey'>, caller: Caller): Promise<Answered> {
    const request = { name: 'RevokeKey', payload: { keyId: params.keyId, reason: query.reason } } as const;
    return answered(await this.commander.onOperator(params.operatorId, request, caller.context()));
  }
}

/** Roles of the key that was issued. */
const rolesIn = (data: unknown): Role[] => operatorEvents.OperatorKeyIssued.safeParse(data).data?.roles ?? [];
