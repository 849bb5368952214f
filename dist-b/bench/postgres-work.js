import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
import { queryPool } from "../src/projections/storage/connection.js";
const rowsOf = (plan) => ((plan["Actual Rows"] ?? 0) + (plan["Rows Removed by Filter"] ?? 0) + (plan["Rows Removed by Index Recheck"] ?? 0)) * (plan["Actual Loops"] ?? 1) + (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), 0), quantile = (sorted, p) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0, short = (value) => Math.round(value * 10) / 10;
async function workOf(pool, queries, showPlans) {
  let [pages, rows, ms] = [0, 0, 0];
  for (const { sql, parameters } of queries) {
    const explained = await pool.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...parameters]), [top] = explained.rows[0]?.["QUERY PLAN"] ?? [];
    if (top && (pages += (top.Plan["Shared Hit Blocks"] ?? 0) + (top.Plan["Shared Read Blocks"] ?? 0), rows += rowsOf(top.Plan), ms += top["Execution Time"] + top["Planning Time"], showPlans)) {
      const text = await pool.query(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [...parameters]);
      console.log(sql.slice(0, 2e3), parameters);
      for (const row of text.rows) console.log(`    ${row["QUERY PLAN"].slice(0, 300)}`);
    }
  }
  return { pages, rows: Math.round(rows), ms };
}
function measuring(url, schema, settings, repeats) {
  const pool = queryPool(url, 4, settings);
  let queries = [];
  const db = new Kysely({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: !0 })],
    log: ({ query }) => {
      /^\s*\(?(select|with)/i.test(query.sql) && queries.push(query);
    }
  }).withSchema(schema), lines = [];
  async function ask(question, once) {
    const taken = [], found = [];
    let slowest = [];
    for (let i = 0; i < repeats; i++) {
      queries = [];
      const started = performance.now();
      found.push(await once(db, i).catch((error) => (console.log(String(error)), -1))), taken.push(performance.now() - started), Math.max(...taken) === taken.at(-1) && (slowest = queries);
    }
    const sorted = taken.toSorted((a, b) => a - b), p95 = quantile(sorted, 0.95), work = await workOf(pool, slowest, process.env.SLOW === "1" && p95 > 200).catch(() => {
    }), line = {
      question,
      p50: short(quantile(sorted, 0.5)),
      p95: short(p95),
      found: `${Math.min(...found)} to ${Math.max(...found)}`,
      statements: slowest.length,
      pages: work?.pages ?? "?",
      rows: work?.rows ?? "?",
      explained: work ? short(work.ms) : "?"
    };
    console.log(JSON.stringify(line)), lines.push(line);
  }
  return {
    ask,
    close: () => db.destroy(),
    /** All of it as a table, and how many are over 200 ms. */
    report() {
      console.table(lines), console.log(
        JSON.stringify({ bench: "audit", over200: lines.filter(({ p95 }) => p95 > 200).map((line) => line.question) })
      );
    }
  };
}
export {
  measuring
};
//# sourceMappingURL=postgres-work.js.map
