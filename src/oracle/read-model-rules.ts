import { runStream } from '../domain/catalog.js';
import type { Feed } from '../domain/kernel/ports.js';
import { compareReadModels, type ComparisonOptions, type RowDifference } from '../projections/comparison.js';
import type { Violation } from './report.js';

export interface ReadModelsCheck extends Omit<ComparisonOptions, 'log' | 'feed'> {
  readonly feed: Feed;
  /** Streams that were pruned: no read model knows of them. */
  readonly pruned: ReadonlySet<string>;
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** I6: the live read models against others that are built anew beside them. */
export async function readModelViolations({ pruned, feed, ...options }: ReadModelsCheck): Promise<Violation[]> {
  const kept: Feed = {
    end: () => feed.end(),
    follow: (follow) => feed.follow({ ...follow, skip: (stream) => pruned.has(stream) }),
  };
  const groups = await compareReadModels({ ...options, feed: kept, log: SILENT });
  return groups.flatMap(({ differences, position }) =>
    differences.map((difference) => violationOf(difference, position)),
  );
}

function violationOf({ group, table, side, row }: RowDifference, position: string): Violation {
  const says =
    side === 'live'
      ? `expected the rows of ${table} (${group}) as they are built anew, found this one in the live table only: ${row}`
      : `expected this row in the live table ${table} (${group}), as it is built anew, found none: ${row}`;
  return { rule: 'read-models', ...placeOf(row), says: `${says} (at position ${position})` };
}

/** The run that the row is about, when it is about one. */
function placeOf(row: string): Pick<Violation, 'stream' | 'revision'> {
  const value: unknown = JSON.parse(row);
  const member = (name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  const runId = member('run_id');
  const revision = member('revision');
  return {
    stream: typeof runId === 'string' ? runStream(runId) : 'read models',
    revision: typeof revision === 'number' ? revision : -1,
  };
}
