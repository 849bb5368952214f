import { auditFilterOf, auditQuery, isFiltered, unreadable, type AuditQuery } from '../audit/filter.js';

/** What the record at the foot shows: it follows the page. */
export interface RecordScope {
  readonly scope: 'all' | 'run' | 'approvals' | 'charges' | 'workflow' | 'audit';
  readonly id?: string;
  /** Of the audit's filter, as it stands in the address. */
  readonly filter?: AuditQuery;
}

export function recordScope(url: URL, auditor: boolean): RecordScope {
  const [first, second] = url.pathname.split('/').filter((part) => part !== '');
  if (first === 'runs' && second) return { scope: 'run', id: second };
  if (first === 'workflows' && second && second !== 'new') return { scope: 'workflow', id: second };
  if (first === 'approvals') return { scope: 'approvals' };
  if (first === 'costs') return { scope: 'charges' };
  if (first === 'audit' && auditor) {
    const filter = auditFilterOf(url.searchParams);
    if (isFiltered(filter) && unreadable(filter).length === 0) return { scope: 'audit', filter: auditQuery(filter) };
  }
  return { scope: 'all' };
}

/** What a click on the record covers, and how long the record is, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
/** A bucket of the record may be seconds long; runs that were started around it are what is looked for. */
const AROUND = 48;

/**
 * Where a click on the record leads on a list that can be narrowed to a time: the same list, of that time. Undefined on other pages.
 * @param slot what was clicked
 * @param whole the record's own span
 */
export function timeHref(url: URL, slot: Span, whole: Span): string | undefined {
  const at = url.pathname;
  if (at !== '/audit' && at !== '/runs') return undefined;
  const around = at === '/runs' ? (whole.to - whole.from) / AROUND : 0;
  const params = new URLSearchParams(url.search);
  for (const name of ['event', 'started', 'ended']) params.delete(name);
  params.set('from', new Date(Math.floor(slot.from - around)).toISOString());
  params.set('to', new Date(Math.ceil(slot.to + around)).toISOString());
  return `${at}?${params.toString()}`;
}

/**
 * Where a place of the record leads: in the audit to its event beside the list, whatever that is filtered by.
 * @param revision within the run, when it is a run's
 */
export function placeHref(
  place: { position: string; runId: string | null; revision: number | null },
  from?: URL,
): string {
  if (from?.pathname === '/audit') {
    const params = new URLSearchParams(from.search);
    params.set('event', place.position);
    return `/audit?${params.toString()}`;
  }
  return place.runId !== null && place.revision !== null
    ? `/runs/${place.runId}?tab=events&event=${place.revision}`
    : `/audit?event=${place.position}`;
}
