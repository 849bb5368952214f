import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { answered, Commander } from '../commander.js';
import { Approval } from '../contract/approvals.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { ApprovalQuery, ApprovalsQuery } from '../cqrs/queries.js';
import { EventBodies } from '../event-bodies.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { approvalView } from '../views.js';
import { found } from './found.js';

@Controller()
export class ApprovalsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventBodies) private readonly bodies: EventBodies,
  ) {}

  @Route('listApprovals')
  async list({ query }: InputOf<'listApprovals'>): Promise<ReplyOf<'listApprovals'>> {
    const { status, run, limit, cursor } = query;
    const filter = { status: status === 'all' ? undefined : status, runId: run, limit, cursor };
    const { items, next } = await this.queries.execute(new ApprovalsQuery(filter));
    return { items: items.map(approvalView), ...(next === undefined ? {} : { next }) };
  }

  @Route('getApproval')
  async get({ params: { approvalId } }: InputOf<'getApproval'>): Promise<ReplyOf<'getApproval'>> {
    const approval = found(await this.queries.execute(new ApprovalQuery(approvalId)), 'approval', approvalId);
    // Whoever decides must see the exact parameters, however large they are.
    const params = Approval.shape.params.parse(await this.bodies.payload(approval.params));
    return { ...approvalView(approval), params };
  }

  @Route('approve')
  async approve({ params, body }: InputOf<'approve'>, caller: Caller): Promise<Answered> {
    const payload = { approvalId: params.approvalId, comment: body.comment };
    return answered(await this.commander.onRun(params.runId, { name: 'Approve', payload }, caller.context()));
  }

  @Route('reject')
  async reject({ params, body }: InputOf<'reject'>, caller: Caller): Promise<Answered> {
    const payload = { approvalId: params.approvalId, comment: body.comment };
    return answered(await this.commander.onRun(params.runId, { name: 'Reject', payload }, caller.context()));
  }

  @Route('editApproval')
  async edit({ params, body }: InputOf<'editApproval'>, caller: Caller): Promise<ReplyOf<'editApproval'>> {
    const payload = { approvalId: params.approvalId, params: body.params, comment: body.comment };
    const answer = await this.commander.onRun(params.runId, { name: 'EditApproval', payload }, caller.context());
    const approvalId = answer.events.map((event) => requestedIn(event.data)).find((id) => id !== undefined);
    return { ...answered(answer), ...(approvalId === undefined ? {} : { approvalId }) };
  }
}

/** The id of the request that replaces the edited one. */
function requestedIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('edits' in data) || !('approvalId' in data)) return undefined;
  return typeof data.approvalId === 'string' ? data.approvalId : undefined;
}
