import type { CallOf } from '$contract/endpoints.js';
import { instant, type Zone } from '../models/time.js';

export type RunQuery = CallOf<'listRuns'>['query'];

/** A filter of the run list as it stands in the address: every part is text, absent when it is not used. */
export interface RunFilter {
  readonly text?: string;
  readonly status?: string;
  readonly workflow?: string;
  readonly version?: string;
  readonly agent?: string;
  readonly operator?: string;
  readonly trigger?: string;
  readonly waitsFor?: string;
  /** USD. */
  readonly min?: string;
  readonly max?: string;
  /** `1h`, `24h`, `7d`, `30d`: back from now. */
  readonly started?: string;
  readonly ended?: string;
  /** ISO 8601 in UTC, of the start; inclusive. */
  readonly from?: string;
  /** Exclusive. */
  readonly to?: string;
}
export type FilterName = keyof RunFilter;

export const filterNames: readonly FilterName[] = [
  'text',
  'status',
  'workflow',
  'version',
  'agent',
  'operator',
  'trigger',
  'waitsFor',
  'min',
  'max',
  'started',
  'ended',
  'from',
  'to',
];

export function filterOf(params: URLSearchParams): RunFilter {
  const found: Partial<Record<FilterName, string>> = {};
  for (const name of filterNames) {
    const value = params.get(name)?.trim();
    if (value) found[name] = value;
  }
  return found;
}

/** The address's query of a filter; '' when it filters nothing. */
export function queryOf(filter: RunFilter, sort?: string): string {
  const params = new URLSearchParams();
  for (const name of filterNames) {
    const value = filter[name];
    if (value) params.set(name, value);
  }
  if (sort && sort !== '-startedAt') params.set('sort', sort);
  return params.toString();
}

const SPANS: Readonly<Record<string, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
  '30d': 2_592_000_000,
};
export const spans = Object.keys(SPANS);

/** What the server is asked; nothing in the filter is `unreadable`. @param now milliseconds; windows begin at a whole minute, so that the same filter is the same question */
export function apiFilter(filter: RunFilter, now: number): Omit<RunQuery, 'sort' | 'limit' | 'cursor' | 'atLeast'> {
  const since = (span: string | undefined): string | undefined => {
    const length = span === undefined ? undefined : SPANS[span];
    return length === undefined ? undefined : new Date(Math.floor((now - length) / 60_000) * 60_000).toISOString();
  };
  const { text, status, workflow, version, agent, operator, trigger, waitsFor, min, max } = filter;
  const startedFrom = filter.from ?? since(filter.started);
  const endedFrom = since(filter.ended);
  return {
    ...(text ? { text } : {}),
    ...(status ? { status } : {}),
    ...(workflow ? { workflow } : {}),
    ...(version ? { version } : {}),
    ...(agent ? { agent } : {}),
    ...(operator ? { operator } : {}),
    ...(trigger === 'manual' || trigger === 'schedule' || trigger === 'webhook' ? { trigger } : {}),
    ...(waitsFor ? { waitsFor } : {}),
    ...(nanoOf(min) === undefined ? {} : { minNanoUsd: nanoOf(min) }),
    ...(nanoOf(max) === undefined ? {} : { maxNanoUsd: nanoOf(max) }),
    ...(startedFrom ? { startedFrom } : {}),
    ...(filter.to ? { startedTo: filter.to } : {}),
    ...(endedFrom ? { endedFrom } : {}),
  };
}

/** Nano-dollars of dollars as people write them: `1.50`, `$2`. Undefined when it is not an amount. */
export function nanoOf(usd: string | undefined): string | undefined {
  const match = /^\$?(\d{1,9})(?:\.(\d{1,9}))?$/.exec(usd?.trim() ?? '');
  if (!match) return undefined;
  return BigInt((match[1] ?? '0') + (match[2] ?? '').padEnd(9, '0')).toString();
}

const isInstant = (value: string): boolean =>
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
const TRIGGERS = ['manual', 'schedule', 'webhook'];
/** Filters of the address that mean nothing here. A list that leaves them out would show, and act on, more than the address says. */
export function unreadable(filter: RunFilter): readonly Chip[] {
  const reads: Partial<Record<FilterName, (value: string) => boolean>> = {
    min: (value) => nanoOf(value) !== undefined,
    max: (value) => nanoOf(value) !== undefined,
    started: (value) => Object.hasOwn(SPANS, value),
    ended: (value) => Object.hasOwn(SPANS, value),
    trigger: (value) => TRIGGERS.includes(value),
    from: isInstant,
    to: isInstant,
  };
  return filterNames.flatMap((name) => {
    const value = filter[name];
    return value && reads[name]?.(value) === false ? [{ name, label: labels[name], value }] : [];
  });
}

export interface Chip {
  readonly name: FilterName;
  readonly label: string;
  readonly value: string;
}
const labels: Readonly<Record<FilterName, string>> = {
  text: 'text',
  status: 'status',
  workflow: 'workflow',
  version: 'version',
  agent: 'agent',
  operator: 'started by',
  trigger: 'trigger',
  waitsFor: 'waits for',
  min: 'cost over',
  max: 'cost under',
  started: 'started',
  ended: 'ended',
  from: 'started from',
  to: 'started until',
};
export const labelOf = (name: FilterName): string => labels[name];

/** What is filtered by, in words; the text has its own field. */
export function chipsOf(filter: RunFilter, zone: Zone, now = Date.now()): readonly Chip[] {
  return filterNames.flatMap((name) => {
    const value = filter[name];
    if (!value || name === 'text') return [];
    const shown =
      name === 'started' || name === 'ended'
        ? `last ${value.replace('h', ' h').replace('d', ' days')}`
        : name === 'from' || name === 'to'
          ? isInstant(value)
            ? instant(value, now, zone)
            : value
          : name === 'min' || name === 'max'
            ? `$${value.replace('$', '')}`
            : value.replaceAll(',', ' or ');
    return [{ name, label: labels[name], value: shown }];
  });
}

/** Views that everybody has. */
export const builtInViews: readonly { readonly name: string; readonly query: string }[] = [
  { name: 'Recent', query: '' },
  { name: 'Running', query: 'status=running' },
  { name: 'Waiting for a person', query: 'status=waiting' },
  { name: 'Failed in 24 h', query: 'status=failed&ended=24h' },
];
