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

/** Filters of the address that mean nothing here: a list without them would show more than the address says. */
export const unreadable = ({ min }: AuditFilter): readonly AuditFilterName[] =>
  min !== undefined && nanoOf(min) === undefined ? ['min'] : [];

/** What the server is asked; nothing in the filter is `unreadable`. */
export function auditQuery({ min, mark, ...rest }: AuditFilter): AuditQuery {
  const least = nanoOf(min);
  return { ...rest, ...(mark ? { mark } : {}), ...(least === undefined ? {} : { minNanoUsd: least }) };
}

export type ExportQuery = Omit<CallOf<'exportEvents'>['query'], 'cursor' | 'after' | 'through' | 'compress'>;

/** What of a filter an export can be asked for: it reads the log, which has no index of words. `left`: what it cannot. */
export function exportOf(filter: AuditFilter): {
  readonly query: ExportQuery;
  readonly left: readonly AuditFilterName[];
} {
  const { text, mark, ...rest } = filter;
  const { mark: _, text: __, ...query } = auditQuery(rest);
  return { query, left: [...(text ? (['text'] as const) : []), ...(mark ? (['mark'] as const) : [])] };
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
