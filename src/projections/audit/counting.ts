import type { SumChanges } from '../batch/changes.js';
import { KIND_COLUMNS, type AuditRow, type RecordRow } from './rows.js';

const MINUTE = 'yyyy-mm-ddThh:mm'.length;
const HOUR = 'yyyy-mm-ddThh'.length;
export const workflowScope = (workflowId: string): string => `workflow:${workflowId}`;

/** Adds an event to its minute, in every scope that it is in. */
export function count(row: AuditRow, minutes: SumChanges<RecordRow>): void {
  const minute = `${row.at.slice(0, MINUTE)}:00.000Z`;
  for (const scope of scopesOf(row)) add(minutes, scope, minute, row);
}

/** Adds the minutes of a batch to their hours. */
export function addUp(minutes: Iterable<RecordRow>, hours: SumChanges<RecordRow>): void {
  for (const minute of minutes) {
    const at = `${minute.at.slice(0, HOUR)}:00:00.000Z`;
    const hour = hours.of(`${minute.scope} ${at}`, () => nothing(minute.scope, at, minute.firstPosition));
    hour.events += minute.events;
    hour.nanoUsd = String(BigInt(hour.nanoUsd) + BigInt(minute.nanoUsd));
    hour.firstPosition = least(hour.firstPosition, minute.firstPosition);
    hour.lastPosition = greatest(hour.lastPosition, minute.lastPosition);
    for (const [counted, last] of Object.values(KIND_COLUMNS)) {
      hour[counted] += minute[counted];
      const position = minute[last];
      if (position !== null) hour[last] = greatest(hour[last] ?? position, position);
    }
  }
}

const least = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);
const greatest = (a: string, b: string): string => (BigInt(a) > BigInt(b) ? a : b);

function scopesOf({ type, nanoUsd, workflowId }: AuditRow): string[] {
  const scopes = ['all'];
  if (type.startsWith('Approval')) scopes.push('approvals');
  if (nanoUsd !== null) scopes.push('charges');
  if (workflowId !== null) scopes.push(workflowScope(workflowId));
  return scopes;
}

function add(changes: SumChanges<RecordRow>, scope: string, at: string, row: AuditRow): void {
  const { position, markKind } = row;
  const sums = changes.of(`${scope} ${at}`, () => nothing(scope, at, position));
  sums.events++;
  if (row.nanoUsd !== null) sums.nanoUsd = String(BigInt(sums.nanoUsd) + BigInt(row.nanoUsd));
  sums.firstPosition = least(sums.firstPosition, position);
  sums.lastPosition = greatest(sums.lastPosition, position);
  if (markKind === null) return;
  const [counted, last] = KIND_COLUMNS[markKind];
  sums[counted]++;
  sums[last] = greatest(sums[last] ?? position, position);
}

const nothing = (scope: string, at: string, position: string): RecordRow => ({
  scope,
  at,
  events: 0,
  nanoUsd: '0',
  firstPosition: position,
  lastPosition: position,
  halts: 0,
  failures: 0,
  decisions: 0,
  asked: 0,
  money: 0,
  ends: 0,
  starts: 0,
  lastHalt: null,
  lastFailure: null,
  lastDecision: null,
  lastAsked: null,
  lastMoney: null,
  lastEnd: null,
  lastStart: null,
});
