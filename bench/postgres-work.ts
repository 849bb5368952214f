import { CamelCasePlugin, Kysely, PostgresDialect, type CompiledQuery } from 'kysely';
import type pg from 'pg';
import { queryPool } from '../src/projections/storage/connection.js';
import type { Database, Db } from '../src/projections/storage/database.js';

interface Plan {
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}
/** What a question makes PostgreSQL do, which other work on the machine does not change. */
interface Work {
  /** Pages of 8 kB, from its memory or from the disk. */
  readonly pages: number;
  /** Rows that a part of the plan made, or looked at and left out. */
  readonly rows: number;
  /** As EXPLAIN ANALYZE says. */
  readonly ms: number;
}
interface Line extends Record<string, string | number> {
  readonly question: string;
  readonly p50: number;
  readonly p95: number;
}

const rowsOf = (plan: Plan): number =>
  ((plan['Actual Rows'] ?? 0) + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)) *
    (plan['Actual Loops'] ?? 1) +
  (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), 0);
const quantile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
const short = (value: number): number => Math.round(value * 10) / 10;

async function workOf(pool: pg.Pool, queries: readonly CompiledQuery[], showPlans: boolean): Promise<Work> {
  let [pages, rows, ms] = [0, 0, 0];
  for (const { sql, parameters } of queries) {
    const explained = await pool.query<{
      'QUERY PLAN': readonly {
        readonly Plan: Plan;
        readonly 'Execution Time': number;
        readonly 'Planning Time': number;
      }[];
    }>(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...parameters]);
    const [top] = explained.rows[0]?.['QUERY PLAN'] ?? [];
    if (!top) continue;
    pages += (top.Plan['Shared Hit Blocks'] ?? 0) + (top.Plan['Shared Read Blocks'] ?? 0);
    rows += rowsOf(top.Plan);
    ms += top['Execution Time'] + top['Planning Time'];
    if (showPlans) {
      const text = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [...parameters]);
      console.log(sql.slice(0, 2_000), parameters);
      for (const row of text.rows) console.log(`    ${row['QUERY PLAN'].slice(0, 300)}`);
    }
  }
  return { pages, rows: Math.round(rows), ms };
}

/** Asks questions again and again, with other values each time; prints how long each takes, and the work of the slowest one. */
export function measuring(url: string, schema: string, settings: string, repeats: number) {
  const pool = queryPool(url, 4, settings);
  let queries: CompiledQuery[] = [];
  const db: Db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    log: ({ query }) => {
      if (/^\s*\(?(select|with)/i.test(query.sql)) queries.push(query);
    },
  }).withSchema(schema);
  const lines: Line[] = [];

  /** `i`: which repetition. Answers how much was found. */
  async function ask(question: string, once: (db: Db, i: number) => Promise<number>): Promise<void> {
    const taken: number[] = [];
    const found: number[] = [];
    let slowest: CompiledQuery[] = [];
    for (let i = 0; i < repeats; i++) {
      queries = [];
      const started = performance.now();
      found.push(await once(db, i).catch((error: unknown) => (console.log(String(error)), -1)));
      taken.push(performance.now() - started);
      if (Math.max(...taken) === taken.at(-1)) slowest = queries;
    }
    const sorted = taken.toSorted((a, b) => a - b);
    const p95 = quantile(sorted, 0.95);
    // Counts have a time limit of their own, which their plan has not.
    const work = await workOf(pool, slowest, process.env['SLOW'] === '1' && p95 > 200).catch(() => undefined);
    const line = {
      question,
      p50: short(quantile(sorted, 0.5)),
      p95: short(p95),
      found: `${Math.min(...found)} to ${Math.max(...found)}`,
      statements: slowest.length,
      pages: work?.pages ?? '?',
      rows: work?.rows ?? '?',
      explained: work ? short(work.ms) : '?',
    };
    console.log(JSON.stringify(line));
    lines.push(line);
  }
  return {
    ask,
    close: () => db.destroy(),
    /** All of it as a table, and how many are over 200 ms. */
    report(): void {
      console.table(lines);
      console.log(
        JSON.stringify({ bench: 'audit', over200: lines.filter(({ p95 }) => p95 > 200).map((line) => line.question) }),
      );
    },
  };
}
