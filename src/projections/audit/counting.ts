import type { SumChanges } from '../batch/changes.js';
import { KIND_COLUMNS, type AuditRow, type RecordRow } from './rows.js';

const MINUTE = 'yyyy-mm-ddThh:mm'.length;
const HOUR = 'yyyy-mm-ddThh'.length;
export const workflowScope = (workflowId: string): string => `workflow:${workflowId}`;

/** Adds an event to the minute and the hour that it was in, of every scope that it is in. */
export function count(row: AuditRow, minutes: SumChanges<RecordRow>, hours: SumChanges<RecordRow>): void {
  const minute = `${row.at.slice(0, MINUTE)}:00.000Z`;
  const hour = `${row.at.slice(0, HOUR)}:00:00.000Z`;
  for (const scope of scopesOf(row)) {
    add(minutes, scope, minute, row);
    add(hours, scope, hour, row);
  }
}

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
  if (BigInt(position) < BigInt(sums.firstPosition)) sums.firstPosition = position;
  if (BigInt(position) > BigInt(sums.lastPosition)) sums.lastPosition = position;
  if (markKind === null) return;
  const [counted, last] = KIND_COLUMNS[markKind];
  sums[counted]++;
  const before = sums[last];
  if (before === null || BigInt(position) > BigInt(before)) sums[last] = position;
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
