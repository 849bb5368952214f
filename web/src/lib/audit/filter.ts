import type { AuditRunStatus } from '$contract/audit.js';
import type { CallOf } from '$contract/endpoints.js';
import type { Zone } from '../models/time.js';
import { nanoOf } from '../runs/filter.js';

type Search = CallOf<'searchAudit'>['query'];
export type AuditQuery = Omit<Search, 'before' | 'after' | 'limit' | 'cursor' | 'atLeast'>;

/** A filter of the record as it stands in the address: every part is text, absent when it is not used. */
export interface AuditFilter {
  readonly text?: string;
  /** One or more, with commas. */
  readonly mark?: string;
  /** One or more, with commas. */
  readonly type?: string;
  readonly stream?: string;
  readonly run?: string;
  /** One or more, with commas. */
  readonly workflow?: string;
  readonly step?: string;
  readonly agent?: string;
  readonly operator?: string;
  readonly actor?: string;
  /** ISO 8601 in UTC; inclusive. */
  readonly from?: string;
  /** Exclusive. */
  readonly to?: string;
  /** USD, charged at least by one event. */
  readonly min?: string;
  /** Of the event's run, as it is now: one or more, with commas. */
  readonly status?: string;
  /** USD, what the run has cost at least, and at most. */
  readonly minRun?: string;
  readonly maxRun?: string;
}
export type AuditFilterName = keyof AuditFilter;

const labels: Readonly<Record<AuditFilterName, string>> = {
  text: 'text',
  mark: 'what',
  type: 'type',
  stream: 'stream',
  run: 'run',
  workflow: 'workflow',
  step: 'step',
  agent: 'agent',
  operator: 'operator behind it',
  actor: 'carried out by',
  from: 'from',
  to: 'until',
  min: 'charged at least',
  status: 'run is',
  minRun: 'run cost at least',
  maxRun: 'run cost at most',
};
export const auditFilterNames: readonly AuditFilterName[] = [
  'text',
  'mark',
  'type',
  'stream',
  'run',
  'workflow',
  'step',
  'agent',
  'operator',
  'actor',
  'from',
  'to',
  'min',
  'status',
  'minRun',
  'maxRun',
];
export const labelOf = (name: AuditFilterName): string => labels[name];

/** Kinds of events, as people look for them. */
export const marks = [
  { value: 'failure', label: 'failures' },
  { value: 'decision', label: 'decisions' },
  { value: 'money', label: 'money' },
  { value: 'halt', label: 'orders to stop' },
  { value: 'lifecycle', label: 'comings and goings' },
  { value: 'none', label: 'work as usual' },
] as const;

/** How a run can be: `open` is running, paused or halted, `ended` the last three. */
export const runStatuses = [
  'open',
  'running',
  'paused',
  'halted',
  'ended',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly AuditRunStatus[];

export function auditFilterOf(params: URLSearchParams): AuditFilter {
  const found: Partial<Record<AuditFilterName, string>> = {};
  for (const name of auditFilterNames) {
    const value = params.get(name)?.trim();
    if (value) found[name] = value;
  }
  return found;
}
export const isFiltered = (filter: AuditFilter): boolean => Object.keys(filter).length > 0;

/** The page's address with this filter, and the event that is open beside. */
export function auditHref(filter: AuditFilter, event?: string): string {
  const params = new URLSearchParams();
  for (const name of auditFilterNames) {
    const value = filter[name];
    if (value) params.set(name, value);
  }
  if (event !== undefined) params.set('event', event);
  const text = params.toString();
  return text === '' ? '/audit' : `/audit?${text}`;
}

export interface Unreadable {
  readonly name: AuditFilterName;
  /** What to write instead. */
  readonly say: string;
}
/** Filters that mean nothing here: a list without them would show more than the address says. */
export function unreadable(filter: AuditFilter): readonly Unreadable[] {
  const found = auditFilterNames.flatMap((name) => {
    const value = filter[name];
    const say = value === undefined ? undefined : wrong(name, value);
    return say === undefined ? [] : [{ name, say }];
  });
  const [least, most] = [filter.minRun, filter.maxRun].map(nanoOf);
  if (least !== undefined && most !== undefined && BigInt(least) > BigInt(most))
    found.push({ name: 'maxRun', say: `Give at least as much as under “${labels.minRun}”.` });
  return found;
}
function wrong(name: AuditFilterName, value: string): string | undefined {
  const oneOf = (words: readonly string[]): string | undefined =>
    value.split(',').every((one) => words.includes(one)) ? undefined : `Give one or more of ${words.join(', ')}.`;
  switch (name) {
    case 'min':
    case 'minRun':
    case 'maxRun':
      return nanoOf(value) === undefined ? 'Give dollars, for example 1.50.' : undefined;
    case 'status':
      return oneOf(runStatuses);
    case 'mark':
      return oneOf(marks.map((mark) => mark.value));
    case 'from':
    case 'to':
      return Number.isNaN(Date.parse(value)) ? 'Give a time as 2026-11-24T14:32:00.000Z.' : undefined;
    default:
      return undefined;
  }
}

/** What the server is asked; nothing in the filter is `unreadable`. */
export function auditQuery({ min, minRun, maxRun, ...rest }: AuditFilter): AuditQuery {
  const [least, leastOfRun, mostOfRun] = [min, minRun, maxRun].map(nanoOf);
  return {
    ...rest,
    ...(least === undefined ? {} : { minNanoUsd: least }),
    ...(leastOfRun === undefined ? {} : { minRunNanoUsd: leastOfRun }),
    ...(mostOfRun === undefined ? {} : { maxRunNanoUsd: mostOfRun }),
  };
}

export type ExportQuery = Omit<CallOf<'exportEvents'>['query'], 'cursor' | 'after' | 'through' | 'compress'>;

/**
 * What of a filter an export can be asked for: it reads the log, which has no index of words, and does not know how runs ended.
 * `exported`: the filter without what it cannot; `left`: what that is.
 */
export function exportOf(filter: AuditFilter): {
  readonly query: ExportQuery;
  readonly exported: AuditFilter;
  readonly left: readonly AuditFilterName[];
} {
  const { text: _text, mark: _mark, status: _status, minRun: _minRun, maxRun: _maxRun, ...exported } = filter;
  const { text, mark, status, minRunNanoUsd, maxRunNanoUsd, ...query } = auditQuery(exported);
  return { query, exported, left: auditFilterNames.filter((name) => filter[name] && !Object.hasOwn(exported, name)) };
}

/** `2026-11-24T14:32`: what an input of date and time shows. */
export function toField(iso: string | undefined, zone: Zone): string {
  const at = iso === undefined ? Number.NaN : Date.parse(iso);
  if (Number.isNaN(at)) return '';
  const shift = zone === 'UTC' ? 0 : new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - shift).toISOString().slice(0, 16);
}
/** The instant of an input of date and time; '' when it is empty. */
export function fromField(text: string, zone: Zone): string {
  const at = Date.parse(zone === 'UTC' ? `${text}Z` : text);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** The start of a span back from now, on a whole minute. */
export function since(span: string, now: number): string {
  const hours = { '1h': 1, '24h': 24, '7d': 168, '30d': 720 }[span];
  return hours === undefined ? '' : new Date(Math.floor(now / 60_000) * 60_000 - hours * 3_600_000).toISOString();
}
