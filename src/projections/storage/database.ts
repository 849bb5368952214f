import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { BulkItemRow, BulkRow } from '../bulk/tables.js';
import type { AuditRow, RecordRow } from '../audit/rows.js';
import type { ParkedEventRow, StoredDeadLetteredEvent } from '../health/tables.js';
import type * as row from '../rows.js';

/** The tables as queries see them: columns in camelCase, rows as in rows.ts. */
export interface Database {
  runs: row.RunRow;
  steps: row.StepRow;
  attempts: row.AttemptRow;
  runAgents: row.RunAgentRow;
  runPayloads: row.RunPayloadRow;
  runKeys: row.RunKeyRow;
  runEvents: row.RunEventRow;
  approvals: row.ApprovalRow;
  deadLetters: row.DeadLetterRow;
  charges: row.ChargeRow;
  costRollups: row.CostRollupRow;
  costHours: row.CostHourRow;
  workflows: row.WorkflowRow;
  workflowVersions: row.WorkflowVersionRow;
  agents: row.AgentRow;
  agentWork: row.AgentWorkRow;
  agentHours: row.AgentHourRow;
  operators: row.OperatorRow;
  halts: row.HaltRow;
  bulks: BulkRow;
  bulkItems: BulkItemRow;
  openWork: row.OpenWorkRow;
  auditEvents: AuditRow;
  recordMinutes: RecordRow;
  recordHours: RecordRow;
  deadLetteredEvents: StoredDeadLetteredEvent;
  parkedEvents: ParkedEventRow;
  skippedTypes: row.SkippedTypeRow;
  checkpoint: { position: string | null; eventId: string | null; epoch: number };
}
export type Db = Kysely<Database>;

export const database = (pool: pg.Pool): Db =>
  new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
