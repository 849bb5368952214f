import type { BulkAction } from '../../domain/bulk/events.js';
import type { BulkStatus } from '../../domain/bulk/state.js';
import type { Position, Time } from '../rows.js';
import type { Table } from '../storage/table.js';

export interface BulkRow {
  bulkId: string;
  action: BulkAction;
  status: BulkStatus;
  /** What the items were picked by, for people. */
  filter: string | null;
  /** Where the items were frozen. */
  position: Position;
  total: number;
  done: number;
  skipped: number;
  refused: number;
  reason: string;
  operatorId: string;
  operatorName: string;
  startedAt: Time;
  /** Completed or stopped. */
  endedAt: Time | null;
  changedAt: Time;
  /** Of the last pause, resume or stop. */
  changedBy: string | null;
  changeReason: string | null;
  revision: number;
}

/** An item that has its outcome; those that have none yet stand in the job's first event only. */
export interface BulkItemRow {
  bulkId: string;
  index: number;
  runId: string;
  stepKey: string | null;
  outcome: 'done' | 'skipped' | 'refused';
  code: string | null;
  message: string | null;
  stream: string | null;
  revision: number | null;
  at: Time;
}

export const bulks: Table<BulkRow> = {
  name: 'bulks',
  columns: {
    bulkId: 'text',
    action: 'text',
    status: 'text',
    filter: 'text null',
    position: 'numeric',
    total: 'int',
    done: 'int',
    skipped: 'int',
    refused: 'int',
    reason: 'text',
    operatorId: 'text',
    operatorName: 'text',
    startedAt: 'timestamptz',
    endedAt: 'timestamptz null',
    changedAt: 'timestamptz',
    changedBy: 'text null',
    changeReason: 'text null',
    revision: 'int',
  },
  key: ['bulkId'],
  fixed: ['action', 'filter', 'position', 'total', 'reason', 'operatorId', 'operatorName', 'startedAt'],
  indexes: ['(started_at DESC, bulk_id DESC)'],
  updatedOften: true,
};

export const bulkItems: Table<BulkItemRow> = {
  name: 'bulk_items',
  columns: {
    bulkId: 'text',
    index: 'int',
    runId: 'text',
    stepKey: 'text null',
    outcome: 'text',
    code: 'text null',
    message: 'text null',
    stream: 'text null',
    revision: 'int null',
    at: 'timestamptz',
  },
  key: ['bulkId', 'index'],
  indexes: ['(bulk_id, outcome, index)'],
};
