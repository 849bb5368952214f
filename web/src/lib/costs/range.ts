import type { CallOf } from '$contract/endpoints.js';

type Split = NonNullable<NonNullable<CallOf<'getCostSeries'>['query']>['split']>;

const DAY_MS = 86_400_000;
/** More bars than this cannot be told apart, and the server sums no more than 1,000. */
const MAX_DAYS = 366;
const MAX_HOUR_DAYS = 14;
export const splits = [
  { value: 'workflow', label: 'Workflow' },
  { value: 'agent', label: 'Agent' },
  { value: 'model', label: 'Model' },
  { value: 'operator', label: 'Operator' },
] as const satisfies readonly { readonly value: Split; readonly label: string }[];
export const ranges = [
  { value: 'today', label: 'Today' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: 'custom', label: 'Other' },
] as const;
export type RangeName = (typeof ranges)[number]['value'];

/** What the address asks for. Days are UTC days, as the sums are. */
export interface CostView {
  readonly range: RangeName;
  /** First and last day, both within: `2026-11-24`. */
  readonly first: string;
  readonly last: string;
  /** The same as instants; `to` is the first one after. */
  readonly from: string;
  readonly to: string;
  readonly by: 'day' | 'hour';
  readonly split: Split;
  /** The series that is drawn in ink; undefined: the dearest. */
  readonly focus: string | undefined;
  /** Whether every series has a row. */
  readonly all: boolean;
}

/** @param now milliseconds since 1970; only its UTC day counts */
export function costView(params: URLSearchParams, now: number): CostView {
  const today = dayOf(now);
  const asked = params.get('range');
  const given = days(params.get('from'), params.get('to'), today);
  const range = given ? 'custom' : (ranges.find(({ value }) => value === asked && value !== 'custom')?.value ?? '7');
  const last = given?.last ?? today;
  const first = given?.first ?? (range === 'today' ? today : plus(today, 1 - Number(range)));
  const count = 1 + (Date.parse(last) - Date.parse(first)) / DAY_MS;
  const by = params.get('by');
  return {
    range,
    first,
    last,
    from: `${first}T00:00:00.000Z`,
    to: `${plus(last, 1)}T00:00:00.000Z`,
    // A single day is looked at by hour; many days cannot be.
    by: count > MAX_HOUR_DAYS ? 'day' : by === 'hour' || (count === 1 && by !== 'day') ? 'hour' : 'day',
    split: splits.find(({ value }) => value === params.get('split'))?.value ?? 'workflow',
    focus: params.get('focus') ?? undefined,
    all: params.has('all'),
  };
}

/** Whether a bucket that starts at `at` is the one of `now`. */
export function isNow(at: string, by: 'day' | 'hour', now: number): boolean {
  const start = Date.parse(at);
  return start <= now && now < start + (by === 'day' ? DAY_MS : DAY_MS / 24);
}

/** Whether the range may be looked at by hour. */
export const mayByHour = ({ first, last }: Pick<CostView, 'first' | 'last'>): boolean =>
  1 + (Date.parse(last) - Date.parse(first)) / DAY_MS <= MAX_HOUR_DAYS;

/** A range by its days; what was written the wrong way round is turned, what is too long ends at its last day. */
function days(from: string | null, to: string | null, today: string): { first: string; last: string } | undefined {
  const a = isDay(from) ? from : undefined;
  const b = isDay(to) ? to : undefined;
  if (a === undefined && b === undefined) return undefined;
  const ends = [a ?? b ?? today, b ?? today].toSorted();
  const [first = today, last = today] = ends;
  const earliest = plus(last, 1 - MAX_DAYS);
  return { first: first < earliest ? earliest : first, last };
}

const isDay = (text: string | null): text is string =>
  text !== null &&
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  dayOf(Date.parse(text)) === text;
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const plus = (day: string, count: number): string => dayOf(Date.parse(day) + count * DAY_MS);

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const longFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
/** `24 Nov`. */
export const dayText = (at: string): string => dayFormat.format(new Date(at));
/** `14:00`, `24 Nov`: of the start of a bucket. */
export const bucketText = (at: string, by: 'day' | 'hour'): string => (by === 'day' ? dayText(at) : at.slice(11, 16));
/** `24 Nov, 14:00 to 15:00 UTC`, `24 November`. */
export const bucketTitle = (at: string, by: 'day' | 'hour'): string =>
  by === 'day'
    ? longFormat.format(new Date(at))
    : `${dayText(at)}, ${at.slice(11, 16)} to ${String((Number(at.slice(11, 13)) + 1) % 24).padStart(2, '0')}:00 UTC`;
/** `on 24 November`, `from 11 to 24 November`, `from 28 October to 24 November`. */
export function rangeText({ first, last }: Pick<CostView, 'first' | 'last'>): string {
  const [from, to] = [longFormat.format(new Date(first)), longFormat.format(new Date(last))];
  if (first === last) return `on ${to}`;
  const year = first.slice(0, 4) === last.slice(0, 4) ? '' : ` ${first.slice(0, 4)}`;
  return `from ${year === '' && first.slice(0, 7) === last.slice(0, 7) ? from.split(' ')[0] : from + year} to ${to}${year === '' ? '' : ` ${last.slice(0, 4)}`}`;
}
