import { sql } from "kysely";
import { runStream } from "../../domain/catalog.js";
import { all } from "./conditions.js";
import { compileRuns } from "./of-runs.js";
import { anyOf, textQuery, WORDS } from "./terms.js";
function compileFilter(filter) {
  const columns = [], terms = [], add = (condition, kind, values = []) => {
    columns.push(condition), kind !== void 0 && terms.push(anyOf(kind, values));
  }, among = (column, values) => sql`${sql.ref(column)} = ANY(${[...values]}::text[])`, kindOfStream = filter.stream?.endsWith("*") === !0 ? filter.stream.slice(0, -1) : void 0, named = kindOfStream === void 0 ? filter.stream : void 0, stream = filter.run === void 0 ? named : runStream(filter.run);
  if (stream !== void 0 && columns.push(sql`stream = ${stream}`), named !== void 0 && named !== stream && columns.push(sql`stream = ${named}`), filter.run !== void 0 && terms.push(anyOf("id", [filter.run])), kindOfStream !== void 0) {
    const whole = /^([^-]+)-$/.exec(kindOfStream)?.[1];
    add(sql`starts_with(stream, ${kindOfStream})`, whole === void 0 ? void 0 : "kind", [whole ?? ""]);
  }
  filter.type && add(among("type", filter.type), "type", filter.type), filter.workflow && add(among("workflow_id", filter.workflow), "workflow", filter.workflow), filter.step !== void 0 && add(among("step_key", [filter.step]), "step", [filter.step]), filter.agent !== void 0 && add(among("agent_id", [filter.agent]), "agent", [filter.agent]), filter.operator !== void 0 && add(among("operator_id", [filter.operator]), "operator", [filter.operator]), filter.actor !== void 0 && add(sql`(actor_id = ${filter.actor} OR actor_kind = ${filter.actor})`, "actor", [filter.actor]), filter.mark && add(among("mark", filter.mark), "mark", filter.mark), filter.minNanoUsd !== void 0 && columns.push(sql`nano_usd >= ${filter.minNanoUsd}::numeric AND nano_usd > 0`);
  const run = compileRuns(filter), asksOfEvents = filter.text !== void 0 || columns.length > (filter.workflow ? 1 : 0), times = [];
  filter.from !== void 0 && times.push(sql`at >= ${filter.from}::timestamptz`), filter.to !== void 0 && times.push(sql`at < ${filter.to}::timestamptz`);
  const text = filter.text === void 0 ? void 0 : textQuery(filter.text), filters = terms.length === 0 ? void 0 : sql`${terms.join(" & ")}::tsquery`, words = text && all([...text.necessary, sql`${sql.raw(WORDS)} @@ ${text.exact}`]);
  return {
    stream,
    run,
    onlyRun: run !== void 0 && !asksOfEvents,
    times,
    columns: [...columns, ...times],
    words,
    order: words && text.indexed.isLess ? [words] : [],
    query: text && filters ? sql`(${filters} && ${text.indexed.query})` : text?.indexed.query ?? filters
  };
}
export {
  compileFilter
};
//# sourceMappingURL=filter.js.map
