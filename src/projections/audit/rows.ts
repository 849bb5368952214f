import type { RunStatus } from '../rows.js';

/** What an event is to whoever scans the record. */
export type AuditMark = 'failure' | 'decision' | 'money' | 'halt' | 'lifecycle' | 'none';
/** What the record marks, from the most to the least important. */
export const MARK_KINDS = ['halt', 'failure', 'decision', 'approvalAsked', 'money', 'end', 'start'] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** One event of the log; its data stays there. Positions are int8 in the table and decimal strings here. */
export interface AuditRow {
  position: string;
  stream: string;
  revision: number;
  eventId: string;
  type: string;
  at: string;
  actorKind: 'operator' | 'agent' | 'system';
  actorId: string;
  actorName: string;
  runId: string | null;
  rootRunId: string | null;
  workflowId: string | null;
  stepKey: string | null;
  attempt: number | null;
  agentId: string | null;
  operatorId: string | null;
  /** Sum of its charges; null when it has none. */
  nanoUsd: string | null;
  mark: AuditMark;
  markKind: MarkKind | null;
  commandId: string;
  correlationId: string;
  causationId: string;
  /** The id by which later events name it: of a lease, an approval, a halt. */
  introduces: string | null;
  /** The id of that kind that it is about, when it does not introduce it. */
  about: string | null;
  summary: string;
  /** The text of its values as terms.ts stores it: of 4,000 characters at most. */
  text: string;
  /** Search terms for ids, with spaces between them: see terms.ts. */
  ids: string | null;
}

/** Which pairs of words stand in a block of the log: see pairs.ts. */
export interface AuditPairsRow {
  /** The upper bits of the positions in it. */
  block: string;
  pairs: string;
}

/** One run as it is now, kept beside its events: what a search may ask of the run of an event. */
export interface AuditRunRow {
  runId: string;
  status: RunStatus;
  workflowId: string;
  /** Sum of everything that it was charged. */
  nanoUsd: string;
  /** How many it has. */
  events: number;
  firstPosition: string;
  lastPosition: string;
}

/** Counts over a minute or an hour of one scope: every column is a sum, a least or a greatest. */
export interface RecordRow {
  /** `all`, `approvals`, `charges`, or `workflow:<id>`. */
  scope: string;
  /** When the minute or hour begins. */
  at: string;
  events: number;
  nanoUsd: string;
  firstPosition: string;
  lastPosition: string;
  halts: number;
  failures: number;
  decisions: number;
  asked: number;
  money: number;
  ends: number;
  starts: number;
  /** The last event of each kind. */
  lastHalt: string | null;
  lastFailure: string | null;
  lastDecision: string | null;
  lastAsked: string | null;
  lastMoney: string | null;
  lastEnd: string | null;
  lastStart: string | null;
}

/** The columns of a kind: how many, and the last one. */
export const KIND_COLUMNS = {
  halt: ['halts', 'lastHalt'],
  failure: ['failures', 'lastFailure'],
  decision: ['decisions', 'lastDecision'],
  approvalAsked: ['asked', 'lastAsked'],
  money: ['money', 'lastMoney'],
  end: ['ends', 'lastEnd'],
  start: ['starts', 'lastStart'],
} as const satisfies Readonly<Record<MarkKind, readonly [keyof RecordRow, keyof RecordRow]>>;
