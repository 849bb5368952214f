import { runStream } from '../domain/catalog.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { Feed } from '../domain/kernel/ports.js';
import {
  compareReadModels,
  type ComparedGroup,
  type ComparisonOptions,
  type RowDifference,
} from '../projections/comparison.js';
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
  return (await compareReadModels({ ...options, feed: kept, log: SILENT })).flatMap(violationsOf);
}

interface Row {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Rows that differ in a few columns only are the same row: then the columns are told. */
function violationsOf({ group, position, differences }: ComparedGroup): Violation[] {
  const rebuilt = rowsOf(differences, 'rebuilt');
  const found: Violation[] = [];
  const tell = (row: Row, says: string): void =>
    void found.push({
      rule: 'read-models',
      ...placeOf(row),
      says: `${says} (${group} read models, table ${row.table}, at position ${position})`,
    });
  for (const live of rowsOf(differences, 'live')) {
    const same = closest(live, rebuilt);
    if (!same) tell(live, `expected no such row, as when it is built anew, found ${live.text}`);
    else {
      rebuilt.splice(rebuilt.indexOf(same), 1);
      tell(
        live,
        differing(live, same)
          .map((name) => wrongColumn(name, live, same))
          .join('; '),
      );
    }
  }
  for (const missing of rebuilt) tell(missing, `expected this row, as it is built anew, found none: ${missing.text}`);
  return found;
}

const wrongColumn = (name: string, live: Row, rebuilt: Row): string =>
  `expected ${name} ${rebuilt.columns.get(name) ?? 'absent'}, as it is built anew, found ${live.columns.get(name) ?? 'absent'}`;

const differing = (a: Row, b: Row): string[] =>
  [...new Set([...a.columns.keys(), ...b.columns.keys()])].filter(
    (name) => a.columns.get(name) !== b.columns.get(name),
  );

function closest(live: Row, rebuilt: readonly Row[]): Row | undefined {
  let best: Row | undefined;
  // More than half of it is another row.
  let least = live.columns.size / 2;
  for (const row of rebuilt) {
    const count = row.table === live.table ? differing(live, row).length : Infinity;
    if (count < least) [best, least] = [row, count];
  }
  return best;
}

const rowsOf = (differences: readonly RowDifference[], of: RowDifference['side']): Row[] =>
  differences.flatMap(({ side, table, row }) => (side === of ? [{ table, columns: columnsOf(row), text: row }] : []));

function columnsOf(row: string): Map<string, string> {
  const value: unknown = JSON.parse(row);
  return new Map(Object.entries(value ?? {}).map(([name, column]) => [name, canonicalize(column)]));
}

/** The run that the row is about, when it is about one. */
function placeOf({ columns }: Row): Pick<Violation, 'stream' | 'revision'> {
  const runId = columns.get('run_id');
  return {
    stream: runId === undefined || runId === 'null' ? 'read models' : runStream(runId.replaceAll('"', '')),
    revision: Number(columns.get('revision') ?? -1),
  };
}
