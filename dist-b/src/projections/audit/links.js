import { sql } from "kysely";
import { all, tableOf } from "./conditions.js";
import { columnsOf, EVERY_COLUMN } from "./search.js";
import { anyOf, VECTOR } from "./terms.js";
const LINK = [
  "position",
  "stream",
  "revision",
  "eventId",
  "type",
  "at",
  "actorKind",
  "actorId",
  "actorName",
  "runId",
  "stepKey",
  "mark",
  "summary",
  "commandId",
  "causationId",
  "introduces",
  "about"
], COLUMNS = columnsOf(LINK), MAX_CAUSES = 20, MAX_LINKS = 50, MAX_APPEND = 500;
async function auditEntry(db, schema, position) {
  const events = tableOf(schema, "audit_events"), [event] = (await sql`SELECT ${EVERY_COLUMN} FROM ${events} WHERE position = ${position}::bigint`.execute(db)).rows;
  if (!event) return;
  const find = async (where, order, limit) => (await sql`SELECT ${COLUMNS} FROM ${events} WHERE ${all(where)} ORDER BY ${order} LIMIT ${limit}`.execute(
    db
  )).rows, causes = [];
  for (let link = event; causes.length < MAX_CAUSES; ) {
    const cause = await causeOf(link, find);
    if (!cause) break;
    causes.unshift(cause), link = cause;
  }
  const isIn = (links, one) => links.some((other) => other.position === one.position), sameCommand = (await sameCommandAs(event, events, db)).filter((one) => !isIn(causes, one)), effects = (await effectsOf(event, find)).filter((effect) => !isIn(sameCommand, effect));
  return {
    event,
    causes,
    sameCommand: sameCommand.slice(0, MAX_LINKS),
    effects: effects.slice(0, MAX_LINKS),
    moreEffects: effects.length > MAX_LINKS
  };
}
async function causeOf(link, find) {
  const { stream, position, causationId, commandId, about } = link, before = [sql`stream = ${stream} AND position < ${position}::bigint`], [last] = await find(before, sql`audit_events.position DESC`, 1);
  if (last?.commandId === commandId) return last;
  const named = [causationId === commandId ? void 0 : causationId, about].filter((id) => typeof id == "string");
  for (const id of named) {
    const is = sql`(event_id = ${id} OR introduces = ${id} OR command_id = ${id})`, [cause] = await find([...before, is], sql`audit_events.position DESC`, 1);
    if (cause) return cause;
    const [elsewhere] = await find(
      [indexed(anyOf("id", [id])), sql`introduces = ${id}`],
      sql`(position + 0)`,
      1
    );
    if (elsewhere) return elsewhere;
  }
}
async function sameCommandAs(event, events, db) {
  const side = (comparison, direction) => sql`(SELECT * FROM ${events} WHERE stream = ${event.stream} AND position ${sql.raw(comparison)} ${event.position}::bigint
      ORDER BY position ${sql.raw(direction)} LIMIT ${MAX_APPEND})`;
  return (await sql`SELECT ${COLUMNS} FROM (${side("<", "DESC")} UNION ALL ${side(">", "ASC")}) AS near
      WHERE command_id = ${event.commandId} ORDER BY near.position LIMIT ${MAX_LINKS}`.execute(db)).rows;
}
function effectsOf({ position, eventId, commandId, introduces }, find) {
  const ids = [eventId, commandId, ...introduces === null ? [] : [introduces]], terms = [anyOf("cause", ids), ...introduces === null ? [] : [anyOf("id", [introduces])]].join(" | "), caused = sql`(causation_id = ANY(${ids}::text[]) OR about = ${introduces}::text)`;
  return find(
    [indexed(terms), caused, sql`position > ${position}::bigint`],
    sql`(position + 0)`,
    MAX_LINKS + 1 + MAX_LINKS
  );
}
const indexed = (query) => sql`${sql.raw(VECTOR)} @@ ${query}::tsquery`;
export {
  auditEntry
};
//# sourceMappingURL=links.js.map
