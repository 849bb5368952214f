import type { AnyEventType } from '../../domain/catalog.js';
import type { RowChanges } from '../batch/changes.js';
import type { AuditRow, AuditRunRow } from './rows.js';

/** What a run is after an event; the meaning is that of the run's state (src/domain/run/evolve.ts). */
const STATUS_AFTER: Readonly<Partial<Record<AnyEventType, AuditRunRow['status']>>> = {
  RunStarted: 'running',
  RunPaused: 'paused',
  RunResumed: 'running',
  RunHalted: 'halted',
  RunCompleted: 'completed',
  RunFailed: 'failed',
  RunCancelled: 'cancelled',
};
const changesStatus = (type: string): type is keyof typeof STATUS_AFTER => Object.hasOwn(STATUS_AFTER, type);

/** The run of a first event, before anything of it is counted. */
export const newRun = (runId: string, workflowId: string, position: string): AuditRunRow => ({
  runId,
  status: 'running',
  workflowId,
  nanoUsd: '0',
  events: 0,
  firstPosition: position,
  lastPosition: position,
});

/** Brings a run's row to where it stands after one more of its events; also what is charged after its end counts. */
export function follow(run: AuditRunRow, event: AuditRow, changes: RowChanges<AuditRunRow>): void {
  if (run.events === 0) changes.insert(run);
  run.events++;
  run.lastPosition = event.position;
  if (event.nanoUsd !== null) run.nanoUsd = String(BigInt(run.nanoUsd) + BigInt(event.nanoUsd));
  if (changesStatus(event.type)) run.status = STATUS_AFTER[event.type] ?? run.status;
  changes.update(run);
}
