import type pg from 'pg';
import type { Recorded } from '../../domain/kernel/envelope.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import { RowChanges, SumChanges } from '../batch/changes.js';
import type { GroupChanges, GroupFold, GroupModel } from '../batch/group.js';
import type { ParkedEventRow, StoredDeadLetteredEvent } from '../health/tables.js';
import type { SkippedTypeRow } from '../rows.js';
import { addUp, count } from './counting.js';
import { PairChanges } from './pairs.js';
import { Places, runIdOf } from './places.js';
import { auditRow } from './projection.js';
import type { AuditRow, AuditRunRow, RecordRow } from './rows.js';
import { follow } from './runs.js';
import type { AUDIT_TABLES } from './tables.js';

class AuditChanges {
  readonly auditEvents = new RowChanges<AuditRow>();
  readonly auditPairs = new PairChanges();
  readonly auditRuns = new RowChanges<AuditRunRow>();
  readonly recordMinutes = new SumChanges<RecordRow>();
  readonly recordHours = new SumChanges<RecordRow>();
  readonly deadLetteredEvents = new RowChanges<StoredDeadLetteredEvent>();
  readonly parkedEvents = new RowChanges<ParkedEventRow>();
  readonly skippedTypes = new SumChanges<SkippedTypeRow>();
}
/** Compile-time proof that each table has its changes. */
const tableChanges = (changes: AuditChanges): GroupChanges & Record<keyof typeof AUDIT_TABLES, unknown> => ({
  ...changes,
});

/** The rows of the audit: one per event, never changed, sums of them, and how their runs stand. */
export class AuditModel implements GroupModel {
  private readonly places: Places;

  constructor(client: pg.ClientBase, schema: string) {
    this.places = new Places(client, schema);
  }

  prepare(items: FeedBatch['items']): Promise<void> {
    return this.places.load(items);
  }

  begin(): GroupFold {
    const changes = new AuditChanges();
    const runs = new Map<string, number>();
    return {
      health: changes,
      event: (event: Recorded, position: bigint): void => {
        const row = auditRow(event, position, this.places);
        changes.auditEvents.insert(row);
        changes.auditPairs.note(position, row.text);
        count(row, changes.recordMinutes);
        const run = row.runId === null ? undefined : this.places.of(event.stream);
        if (run) follow(run.row, row, changes.auditRuns);
        if (row.runId !== null) runs.set(runIdOf(event.stream), event.revision);
      },
      finish: () => {
        addUp(changes.recordMinutes.inserted, changes.recordHours);
        return {
          changes: tableChanges(changes),
          runs: [...runs].map(([runId, revision]) => ({ runId, revision })),
        };
      },
    };
  }

  forget(): void {
    this.places.forget();
  }
  lookAgain(): void {
    // Nothing is fetched from elsewhere.
  }
  trim(): void {
    this.places.trim();
  }
}
