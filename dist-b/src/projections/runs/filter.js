import { sql } from "kysely";
const OPEN = ["running", "paused", "halted"], ENDED = ["completed", "failed", "cancelled"], COLUMN = {
  startedAt: { name: "started_at", type: "timestamptz" },
  endedAt: { name: "ended_at", type: "timestamptz" },
  cost: { name: "ended_nano_usd", type: "numeric" },
  duration: { name: "duration_ms", type: "bigint" }
};
function orderOf(sort) {
  const descending = sort.startsWith("-"), name = descending ? sort.slice(1) : sort, { name: column, type } = name === "endedAt" || name === "cost" || name === "duration" ? COLUMN[name] : COLUMN.startedAt;
  return { column: sql`r.${sql.ref(column)}`, type: sql.raw(type), descending };
}
async function fittingRuns(db, schema, filter, limit, place) {
  const alternatives = await textAlternatives(db, filter), branches = alternatives.flatMap(
    ({ conditions, workflow }) => statusBranches(filter, workflow !== void 0, place).map(
      (status) => branch(
        schema,
        { ...status, conditions: [...conditions, ...status.conditions, ...plain(filter)] },
        filter,
        workflow,
        limit,
        place
      )
    )
  ), overlap = alternatives.length > 1 || filter.status?.includes("waiting") === !0;
  return branches.length === 0 ? void 0 : sql.join(branches, overlap ? sql` UNION ` : sql` UNION ALL `);
}
function branch(schema, { conditions, few }, filter, workflow, limit, place) {
  const runs = sql.table(`${schema}.runs`), { agent } = filter, agents = sql.table(`${schema}.run_agents`), from = agent === void 0 ? sql`${runs} AS r` : few ? sql`${runs} AS r CROSS JOIN LATERAL (SELECT 1 FROM ${agents} AS a
            WHERE a.agent_id = ${agent}::text AND a.started_at = r.started_at AND a.run_id = r.run_id LIMIT 1) AS of_agent` : sql`${agents} AS a JOIN ${runs} AS r ON r.run_id = a.run_id`, all = [...conditions, ...agent === void 0 || few ? [] : [sql`a.agent_id = ${agent}::text`]], [one, ...others] = workflow ?? [], several = others.length > 0;
  several ? all.push(sql`r.workflow_id = w.id`) : one !== void 0 && all.push(sql`r.workflow_id = ${one}::text`), place?.after && all.push(beyond(place));
  const where = all.length === 0 ? sql`` : sql`WHERE ${sql.join(all, sql` AND `)}`, sorted = place ? orderOf(place.sort).column : sql`NULL`, ids = sql`SELECT r.run_id, ${sorted} AS sorted FROM ${from} ${where} ${orderBy(place, agent !== void 0 && !few)} LIMIT ${limit}`;
  return several ? sql`(SELECT k.run_id, k.sorted FROM unnest(${workflow}::text[]) AS w(id) CROSS JOIN LATERAL (${ids}) AS k)` : sql`(${ids})`;
}
function beyond(place) {
  const { column, type, descending } = orderOf(place.sort), [value, runId] = place.after ?? ["", ""], than = sql.raw(descending ? "<" : ">");
  return sql`(${column}, r.run_id) ${than} (${value}::${type}, ${runId}::text)`;
}
function orderBy(place, ofAgent = !1) {
  if (!place) return sql``;
  const { column, descending } = orderOf(place.sort), way = sql.raw(descending ? "DESC" : "ASC");
  return ofAgent && (place.sort === "-startedAt" || place.sort === "startedAt") ? sql`ORDER BY a.started_at ${way}, a.run_id ${way}` : sql`ORDER BY ${column} ${way}, r.run_id ${way}`;
}
function firstOf({ sort }) {
  const way = sql.raw(sort.startsWith("-") ? "DESC" : "ASC");
  return sql`ORDER BY sorted ${way}, run_id ${way}`;
}
function statusBranches(filter, ofWorkflow, place) {
  const asked = filter.status, wanted = /* @__PURE__ */ new Set();
  for (const status of asked ?? [])
    status === "open" ? OPEN.forEach((one) => wanted.add(one)) : status === "ended" ? ENDED.forEach((one) => wanted.add(one)) : status !== "waiting" && wanted.add(status);
  if (place !== void 0 && place.sort !== "-startedAt" && place.sort !== "startedAt") {
    const ended = asked === void 0 ? ENDED : ENDED.filter((one) => wanted.has(one));
    return [
      {
        conditions: [sql`r.ended_at IS NOT NULL`, sql`r.status = ANY(${ended}::text[])`, ...cost(filter, "ended")],
        few: !1
      }
    ];
  }
  const each = (statuses) => statuses.map((one) => ({
    conditions: [sql`r.status = ${one}::text`, ...cost(filter, OPEN.includes(one) ? "open" : "ended")],
    few: one !== "completed"
  })), branches = filter.waitsFor ? each(OPEN.filter((one) => asked === void 0 || wanted.has(one))) : asked !== void 0 ? each([...wanted]) : ofWorkflow ? each([...OPEN, ...ENDED]) : filter.minNanoUsd !== void 0 ? [...each(OPEN), { conditions: [sql`r.ended_at IS NOT NULL`, ...cost(filter, "ended")], few: !1 }] : [{ conditions: cost(filter, "open"), few: !1 }];
  return asked?.includes("waiting") && branches.push({ conditions: [sql`r.waits_for_person`, ...cost(filter, "open")], few: !0 }), branches;
}
function cost({ minNanoUsd, maxNanoUsd }, of) {
  const column = sql.raw(of === "ended" ? "r.ended_nano_usd" : "r.spent_nano_usd");
  return [
    ...minNanoUsd === void 0 ? [] : [sql`${column} >= ${minNanoUsd}::numeric`],
    ...maxNanoUsd === void 0 ? [] : [sql`${column} <= ${maxNanoUsd}::numeric`]
  ];
}
function plain(filter) {
  const conditions = [], { operator, startedFrom, startedTo, endedFrom, endedTo } = filter;
  return filter.version !== void 0 && conditions.push(sql`r.workflow_version = ${filter.version}::int`), filter.replayOf !== void 0 && conditions.push(sql`r.source_run_id = ${filter.replayOf}::text`), filter.trigger !== void 0 && conditions.push(sql`r.trigger_kind = ${filter.trigger}::text`), operator !== void 0 && conditions.push(
    operator.length === 1 ? sql`r.operator_id = ${operator[0]}::text` : sql`r.operator_id = ANY(${operator}::text[])`
  ), filter.waitsFor !== void 0 && conditions.push(
    sql`EXISTS (SELECT 1 FROM json_array_elements(r.waits) AS w(wait) WHERE w.wait->>'kind' = ANY(${filter.waitsFor}::text[]))`
  ), startedFrom !== void 0 && conditions.push(sql`r.started_at >= ${startedFrom}::timestamptz`), startedTo !== void 0 && conditions.push(sql`r.started_at < ${startedTo}::timestamptz`), endedFrom !== void 0 && conditions.push(sql`r.ended_at >= ${endedFrom}::timestamptz`), endedTo !== void 0 && conditions.push(sql`r.ended_at < ${endedTo}::timestamptz`), conditions;
}
async function textAlternatives(db, filter) {
  const { text, workflow } = filter;
  if (text === void 0) return [{ conditions: [], workflow }];
  const like = `%${text.replace(/[\\%_]/g, "\\$&")}%`, [workflows, operators] = await Promise.all([
    db.selectFrom("workflowVersions").select("workflowId").distinct().where((eb) => eb.or([eb("workflowId", "ilike", like), eb("name", "ilike", like)])).execute(),
    db.selectFrom("operators").select("operatorId").where((eb) => eb.or([eb("operatorId", "ilike", like), eb("name", "ilike", like)])).execute()
  ]), fitting = workflows.map(({ workflowId }) => workflowId).filter((id2) => workflow?.includes(id2) ?? !0), alternatives = fitting.length > 0 ? [{ conditions: [], workflow: fitting }] : [];
  for (const { operatorId } of operators.slice(0, 10))
    alternatives.push({ conditions: [sql`r.operator_id = ${operatorId}::text`], workflow });
  const id = text.toLowerCase();
  if (/^[0-9a-f-]{2,36}$/.test(id)) {
    const reversed = [...id].reverse().join("");
    alternatives.push({ conditions: within(sql`r.run_id COLLATE "C"`, id), workflow }), alternatives.push({ conditions: within(sql`reverse(r.run_id) COLLATE "C"`, reversed), workflow });
  }
  return alternatives;
}
const within = (value, start) => [
  sql`${value} >= ${start}::text`,
  sql`${value} < ${`${start}g`}::text`
];
export {
  firstOf,
  fittingRuns,
  orderBy,
  orderOf
};
//# sourceMappingURL=filter.js.map
