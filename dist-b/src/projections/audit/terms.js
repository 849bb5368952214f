import { sql } from "kysely";
const PREFIX = {
  type: "t:",
  kind: "k:",
  workflow: "w:",
  step: "p:",
  agent: "g:",
  operator: "o:",
  actor: "a:",
  mark: "m:",
  id: "i:",
  cause: "z:"
}, term = (kind, value) => PREFIX[kind] + value, PARTING = /[./\\\-_:@#&=+~^*$%<>|!?;,()[\]{}"'`]/g, parted = (text) => text.replace(PARTING, "$& "), joined = (text) => text.replace(/([./\\\-_:@#&=+~^*$%<>|!?;,()[\]{}"'`]) /g, "$1"), FILTERS = [
  ["type", "type"],
  ["kind", "split_part(stream, '-', 1)"],
  ["workflow", "workflow_id"],
  ["step", "step_key"],
  ["agent", "agent_id"],
  ["operator", "operator_id"],
  ["actor", "actor_id"],
  ["actor", "actor_kind"],
  ["mark", "mark"]
], words = "to_tsvector('simple', text)", ids = "string_to_array(ids, ' ')", VECTOR = `(${words} || array_to_tsvector(array_remove(ARRAY[${FILTERS.map(
  ([kind, column]) => `'${PREFIX[kind]}' || ${column}`
).join(", ")}], NULL) || ${ids}))`, WORDS = `(${words} || coalesce(array_to_tsvector(${ids}), ''))`, quoted = (lexeme) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`, anyOf = (kind, values) => `(${values.map((value) => quoted(term(kind, value))).join(" | ")})`, PART = /(-?)(?:"([^"]*)"|(\S+))/g, ID = /^[0-9a-f][0-9a-f-]{5,35}$/, textParts = (text) => [...text.matchAll(PART)].map(([, minus, inQuotes, word]) => ({
  words: inQuotes ?? word?.replaceAll('"', " ") ?? "",
  phrase: inQuotes !== void 0,
  not: minus === "-"
}));
function textQuery(text) {
  const parts = textParts(text), all = (some, ordered) => sql`(${sql.join(
    some.map((part) => partQuery(part, ordered)),
    sql` && `
  )})`, isShort = ({ words: words2, phrase, not }) => !not && !phrase && words2.length < LONG, telling = parts.some((part) => !part.not && !isShort(part)) ? parts.filter((part) => !isShort(part)) : parts;
  return {
    exact: all(parts, !0),
    indexed: {
      query: all(telling, !1),
      isLess: telling.length < parts.length || parts.some(({ words: words2 }) => !PLAIN.test(words2))
    },
    necessary: parts.flatMap(necessaryFor)
  };
}
const LONG = 4, PLAIN = new RegExp("^\\p{L}[\\p{L}\\p{N}]*$", "u");
function necessaryFor({ words: words2, phrase, not }) {
  const each = words2.trim().split(/\s+/);
  if (not || !each.every((word) => PLAIN.test(word)) || !phrase && ID.test(words2.toLowerCase())) return [];
  const occurs = each.map((word) => sql`strpos(lower(text), lower(${word}::text)) > 0`);
  return each.length === 1 ? occurs : [...occurs, sql`lower(text) ~ lower(${each.join("[^[:alnum:]]+")}::text)`];
}
function partQuery({ words: words2, phrase, not }, ordered) {
  const typed = sql`phraseto_tsquery('simple', ${parted(words2)}::text)`, given = ordered || not ? typed : sql`replace(${typed}::text, '<->', '&')::tsquery`, begun = phrase ? given : sql`(CASE WHEN numnode(${given}) = 0 THEN '' ELSE ${given}::text || ':*' END)::tsquery`, id = words2.toLowerCase(), either = ID.test(id) ? sql`(${begun} || ${`${quoted(term("id", id))}:*`}::tsquery)` : begun;
  return not ? sql`!!${either}` : sql`${either}`;
}
export {
  VECTOR,
  WORDS,
  anyOf,
  joined,
  parted,
  term,
  textParts,
  textQuery
};
//# sourceMappingURL=terms.js.map
