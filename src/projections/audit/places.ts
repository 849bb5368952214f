import type pg from 'pg';
import { kindOf, STREAMS } from '../../domain/catalog.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import type { AuditRunRow } from './rows.js';
import { newRun } from './runs.js';
import { AUDIT_TABLES } from './tables.js';

/** Where an event belongs that names only a lease or an approval. */
export interface Place {
  readonly stepKey: string | null;
  readonly attempt: number | null;
  readonly agentId: string | null;
}
/** What later events of a run do not say again. */
export interface RunPlaces {
  readonly row: AuditRunRow;
  readonly rootRunId: string;
  /** By the id that an event introduced. */
  readonly introduced: Map<string, Place>;
  ended: boolean;
}
interface LoadedPlace extends Place, pg.QueryResultRow {
  readonly stream: string;
  readonly rootRunId: string | null;
  readonly introduces: string | null;
}
/** PostgreSQL's int8 is a number when it is read. */
type LoadedRun = Omit<AuditRunRow, 'firstPosition' | 'lastPosition'> & {
  readonly firstPosition: number;
  readonly lastPosition: number;
};

/** Leases and approvals that may stay in memory between batches. */
const KEPT = 200_000;

/** Places of the runs that events are about: loaded from the rows that are there, so that it is the same after a restart. */
export class Places {
  private readonly runs = new Map<string, RunPlaces>();

  constructor(
    private readonly client: pg.ClientBase,
    private readonly schema: string,
  ) {}

  async load(items: FeedBatch['items']): Promise<void> {
    const missing = new Set<string>();
    const starting = new Set<string>();
    for (const item of items) {
      if (item.kind !== 'event' || kindOf(item.event.stream) !== 'run') continue;
      const { stream, revision } = item.event;
      if (revision === 0) starting.add(stream);
      else if (!starting.has(stream) && !this.runs.has(stream)) missing.add(stream);
    }
    if (missing.size === 0) return;
    const runs = await this.client.query<LoadedRun>(
      `${AUDIT_TABLES.auditRuns.select(this.schema)} WHERE run_id = ANY($1::text[])`,
      [[...missing].map(runIdOf)],
    );
    const rows = new Map(
      runs.rows.map(({ firstPosition, lastPosition, ...row }) => [
        row.runId,
        { ...row, firstPosition: String(firstPosition), lastPosition: String(lastPosition) },
      ]),
    );
    const found = await this.client.query<LoadedPlace>(
      `SELECT stream, root_run_id AS "rootRunId", introduces, step_key AS "stepKey", attempt,
         agent_id AS "agentId" FROM ${this.schema}.${AUDIT_TABLES.auditEvents.name}
       WHERE stream = ANY($1::text[]) AND (revision = 0 OR introduces IS NOT NULL) ORDER BY position`,
      [[...missing]],
    );
    for (const row of found.rows) {
      const run = rows.get(runIdOf(row.stream));
      if (row.introduces === null) {
        if (run) this.runs.set(row.stream, placesOf(run, row.rootRunId ?? ''));
      } else this.runs.get(row.stream)?.introduced.set(row.introduces, row);
    }
  }

  start(stream: string, workflowId: string, rootRunId: string, position: string): RunPlaces {
    const places = placesOf(newRun(runIdOf(stream), workflowId, position), rootRunId);
    this.runs.set(stream, places);
    return places;
  }
  of(stream: string): RunPlaces | undefined {
    return this.runs.get(stream);
  }

  forget(): void {
    this.runs.clear();
  }
  /** Ended runs hardly say more; beyond the limit those that came first go. */
  trim(): void {
    let kept = 0;
    for (const [stream, places] of this.runs) {
      if (places.ended) this.runs.delete(stream);
      else kept += 1 + places.introduced.size;
    }
    for (const [stream, places] of this.runs) {
      if (kept <= KEPT) return;
      this.runs.delete(stream);
      kept -= 1 + places.introduced.size;
    }
  }
}

const placesOf = (row: AuditRunRow, rootRunId: string): RunPlaces => ({
  row,
  rootRunId,
  introduced: new Map(),
  ended: false,
});

export const runIdOf = (stream: string): string => stream.slice(STREAMS.run.length);
