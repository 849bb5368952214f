import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Json } from '../../domain/kernel/json.js';
import { allows } from '../../domain/operator/roles.js';
import type { ApprovalRow } from '../../projections/rows.js';
import { approvalDetail, approvalView, chainOf, type Viewer } from '../approval-views.js';
import { answered, Commander } from '../commander.js';
import { Approval } from '../contract/approvals.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { Answered } from '../contract/primitives.js';
import { RunQuery } from '../cqrs/run-queries.js';
import { ApprovalQuery, ApprovalsQuery, LastApprovedQuery } from '../cqrs/work-queries.js';
import { EventBodies } from '../event-bodies.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { found } from './found.js';

/** Requests of one run in which a chain of edits is looked for. */
const MAX_REQUESTS = 500;

@Controller()
export class ApprovalsController {
  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventBodies) private readonly bodies: EventBodies,
  ) {}

  @Route('listApprovals')
  async list({ query }: InputOf<'listApprovals'>, caller: Caller): Promise<ReplyOf<'listApprovals'>> {
    const { status, mine, run, workflow, limit, cursor } = query;
    const viewer = viewerOf(caller);
    const { operatorId } = viewer;
    // Only pending requests can be somebody's, and only of somebody who may approve.
    if (mine && !allows(viewer.roles, 'approver')) return { items: [] };
    const { items, next } = await this.queries.execute(
      new ApprovalsQuery({
        status: mine ? 'pending' : status === 'all' ? undefined : status,
        runId: run,
        workflow,
        limit,
        cursor,
        decidableBy: mine ? { operatorId, at: new Date(viewer.now).toISOString() } : undefined,
      }),
    );
    return { items: items.map((one) => approvalView(one, viewer)), ...(next === undefined ? {} : { next }) };
  }

  @Route('getApproval')
  async get({ params }: InputOf<'getApproval'>, caller: Caller): Promise<ReplyOf<'getApproval'>> {
    const { approvalId } = params;
    const approval = found(await this.queries.execute(new ApprovalQuery(approvalId)), 'approval', approvalId);
    const [run, last, requests, whole] = await Promise.all([
      this.queries.execute(new RunQuery(approval.runId)),
      this.queries.execute(new LastApprovedQuery(approval)),
      this.queries.execute(new ApprovalsQuery({ runId: approval.runId, limit: MAX_REQUESTS })),
      // Whoever decides must see the exact parameters, however large they are.
      this.paramsOf(approval),
    ]);
    const [original] = chainOf(approval, requests.items);
    return approvalDetail(approval, viewerOf(caller), {
      params: whole,
      run,
      last: last && { approval: last, params: await this.paramsOf(last) },
      original:
        original === undefined || original.approvalId === approvalId
          ? undefined
          : { approval: original, params: await this.paramsOf(original) },
      requests: requests.items,
    });
  }

  private async paramsOf(approval: ApprovalRow): Promise<Json> {
    return Approval.shape.params.parse(await this.bodies.payload(approval.params));
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

function viewerOf({ operator: { operatorId, roles } }: Caller): Viewer {
  return { operatorId, roles, now: Date.now() };
}
