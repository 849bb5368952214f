import { deadLetteredEvents, parkedEvents, skippedTypes } from '../health/tables.js';
import { tableSql, type Table } from '../storage/table.js';
import type { AuditPairsRow, AuditRow, AuditRunRow, RecordRow } from './rows.js';
import { VECTOR } from './terms.js';

const auditEvents: Table<AuditRow> = {
  name: 'audit_events',
  columns: {
    position: 'bigint',
    stream: 'text',
    revision: 'bigint',
    eventId: 'text',
    type: 'text',
    at: 'timestamptz',
    actorKind: 'text',
    actorId: 'text',
    actorName: 'text',
    runId: 'text null',
    rootRunId: 'text null',
    workflowId: 'text null',
    stepKey: 'text null',
    attempt: 'int null',
    agentId: 'text null',
    operatorId: 'text null',
    nanoUsd: 'numeric null',
    mark: 'text',
    markKind: 'text null',
    commandId: 'text',
    correlationId: 'text',
    causationId: 'text',
    introduces: 'text null',
    about: 'text null',
    summary: 'text',
    text: 'text',
    ids: 'text null',
  },
  key: ['position'],
  lookups: ['(stream, position)'],
  indexes: ['(nano_usd, position) WHERE nano_usd > 0', `USING gin (${VECTOR})`],
};

const auditPairs: Table<AuditPairsRow> = {
  name: 'audit_pairs',
  columns: { block: 'bigint', pairs: 'varbit' },
  key: ['block'],
  unions: ['pairs'],
};

const auditRuns: Table<AuditRunRow> = {
  name: 'audit_runs',
  columns: {
    runId: 'text',
    status: 'text',
    workflowId: 'text',
    nanoUsd: 'numeric',
    events: 'bigint',
    firstPosition: 'bigint',
    lastPosition: 'bigint',
  },
  key: ['runId'],
  fixed: ['workflowId', 'firstPosition'],
  indexes: ['(status, last_position)', '(nano_usd)'],
  updatedOften: true,
};

const counts = (name: string): Table<RecordRow> => ({
  name,
  columns: {
    scope: 'text',
    at: 'timestamptz',
    events: 'int',
    nanoUsd: 'numeric',
    firstPosition: 'bigint',
    lastPosition: 'bigint',
    halts: 'int',
    failures: 'int',
    decisions: 'int',
    asked: 'int',
    money: 'int',
    ends: 'int',
    starts: 'int',
    lastHalt: 'bigint null',
    lastFailure: 'bigint null',
    lastDecision: 'bigint null',
    lastAsked: 'bigint null',
    lastMoney: 'bigint null',
    lastEnd: 'bigint null',
    lastStart: 'bigint null',
  },
  key: ['scope', 'at'],
  sums: ['events', 'nanoUsd', 'halts', 'failures', 'decisions', 'asked', 'money', 'ends', 'starts'],
  least: ['firstPosition'],
  greatest: [
    'lastPosition',
    'lastHalt',
    'lastFailure',
    'lastDecision',
    'lastAsked',
    'lastMoney',
    'lastEnd',
    'lastStart',
  ],
  updatedOften: true,
});

export const AUDIT_TABLES = {
  auditEvents: tableSql(auditEvents),
  auditPairs: tableSql(auditPairs),
  auditRuns: tableSql(auditRuns),
  recordMinutes: tableSql(counts('record_minutes')),
  recordHours: tableSql(counts('record_hours')),
  deadLetteredEvents: tableSql(deadLetteredEvents),
  parkedEvents: tableSql(parkedEvents),
  skippedTypes: tableSql(skippedTypes),
} as const;
