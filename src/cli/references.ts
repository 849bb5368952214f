import { type Approval } from '../api/contract/approvals.js';
import { endpoints } from '../api/contract/endpoints.js';
import type { ApiClient } from './api-client.js';
import { Failure } from './failure.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A list is read to this length to find an id by a part of it. */
const MOST_CANDIDATES = 5_000;
/** Enough to be told apart by eye; as much as tables show. */
export const shortId = (id: string): string => id.slice(0, 8);

export interface Candidate {
  readonly id: string;
  /** What a person needs to pick the right one. */
  readonly label: string;
}

/**
 * The one id that begins or ends with what was typed.
 *
 * @throws Failure: notFound, or invalid with the candidates when there are several
 */
export function pickOne(kind: string, typed: string, candidates: readonly Candidate[], hint: string): string {
  const wanted = typed.toLowerCase();
  const exact = candidates.find((candidate) => candidate.id === wanted);
  if (exact !== undefined) return exact.id;
  // By id: a list that grows while it is paged may show one twice.
  const fitting = [...new Map(candidates.map((each) => [each.id, each])).values()].filter(
    ({ id }) => id.startsWith(wanted) || id.endsWith(wanted),
  );
  const [first] = fitting;
  if (first === undefined) throw new Failure('notFound', `There is no ${kind} "${typed}".`, { hint });
  if (fitting.length > 1)
    throw new Failure('invalid', `"${typed}" fits ${fitting.length} ${kind}s; type more of the id.`, {
      problems: fitting.slice(0, 10).map(({ id, label }) => ({ path: id, message: label })),
    });
  return first.id;
}

/** A run by its id, or by the first or last characters of it. `last` is the run that was started last. */
export async function resolveRun(api: ApiClient, typed: string): Promise<string> {
  if (isFullId(typed)) return typed.toLowerCase();
  if (typed === 'last') {
    const { value } = await api.call(endpoints.listRuns, { query: { limit: 1 } });
    const newest = value.items[0];
    if (newest === undefined)
      throw new Failure('notFound', 'There are no runs yet.', { hint: 'Start one: missionctl run start WORKFLOW' });
    return newest.runId;
  }
  checkFragment('run', typed);
  const candidates: Candidate[] = [];
  let cursor: string | undefined;
  do {
    const { value } = await api.call(endpoints.listRuns, {
      query: { text: typed.toLowerCase(), limit: 500, ...(cursor === undefined ? {} : { cursor }) },
    });
    for (const run of value.items)
      candidates.push({ id: run.runId, label: `${run.workflowId} v${run.version}, ${run.status}, ${run.startedAt}` });
    cursor = value.next;
  } while (cursor !== undefined && candidates.length < MOST_CANDIDATES);
  return pickOne('run', typed, candidates, 'List them: missionctl run list');
}

/** An approval by its id, or by the first or last characters of it; of the pending ones first, then of all. */
export async function resolveApproval(api: ApiClient, typed: string): Promise<Approval> {
  if (isFullId(typed)) {
    const { value } = await api.call(endpoints.getApproval, { params: { approvalId: typed.toLowerCase() } });
    return value;
  }
  checkFragment('approval', typed);
  const hint = 'List them: missionctl approval list';
  const pending = await listApprovals(api, 'pending');
  const wanted = typed.toLowerCase();
  const isAmongPending = pending.some(({ approvalId: id }) => id.startsWith(wanted) || id.endsWith(wanted));
  const approvals = isAmongPending ? pending : await listApprovals(api, 'all');
  const id = pickOne(
    'approval',
    typed,
    approvals.map((each) => ({ id: each.approvalId, label: `${each.workflowId} ${each.stepKey}, ${each.status}` })),
    hint,
  );
  const { value } = await api.call(endpoints.getApproval, { params: { approvalId: id } });
  return value;
}

async function listApprovals(api: ApiClient, status: 'pending' | 'all'): Promise<Approval[]> {
  const approvals: Approval[] = [];
  let cursor: string | undefined;
  do {
    const { value } = await api.call(endpoints.listApprovals, {
      query: { status, limit: 500, ...(cursor === undefined ? {} : { cursor }) },
    });
    approvals.push(...value.items);
    cursor = value.next;
  } while (cursor !== undefined && approvals.length < MOST_CANDIDATES);
  return approvals;
}

/** Ids are hexadecimal: anything else is most likely a name in the wrong place. */
export function checkFragment(kind: string, typed: string): void {
  if (!/^[0-9a-f-]{2,36}$/i.test(typed))
    throw new Failure(
      'invalid',
      `"${typed}" is not the id of ${kind === 'approval' ? 'an' : 'a'} ${kind}, nor the start or end of one.`,
      {
        hint: `Ids are shown by: missionctl ${kind} list`,
      },
    );
}

export const isFullId = (typed: string): boolean => UUID.test(typed.toLowerCase());
