const statements = /* @__PURE__ */ new Map();
function batchStatement(tables, schema, changes, advance) {
  const values = advance ? [advance.epoch, advance.position, advance.eventId] : [], parts = [];
  Object.entries(tables).forEach(([name, table], number) => {
    const change = changes[name];
    if (!change) return;
    const { inserted, updated } = change;
    inserted.size > 0 && (parts.push({ number, verb: "insert", table }), values.push(JSON.stringify([...inserted]))), updated.size > 0 && (parts.push({ number, verb: "update", table }), values.push(JSON.stringify([...updated])));
  });
  const shape = `${schema} ${advance ? "f" : "-"}${parts.map((part) => `${part.verb === "insert" ? "+" : "~"}${part.number}`).join("")}`;
  let statement = statements.get(shape);
  if (statement === void 0) {
    const first = advance ? 4 : 1, text = `WITH fence AS (${advance ? `UPDATE ${schema}.checkpoint SET position = $2::numeric, event_id = $3::text WHERE epoch = $1::bigint RETURNING 1` : "SELECT 1"})${parts.map(({ table, verb }, i) => `, w${i} AS (${table[verb](schema, `$${first + i}`, "fence")})`).join("")} SELECT count(*)::int AS written FROM fence`;
    statement = { name: `batch ${statements.size}`, text }, statements.set(shape, statement);
  }
  return { ...statement, values };
}
export {
  batchStatement
};
//# sourceMappingURL=statement.js.map
