const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), quoted = (name) => `"${snake(name)}"`;
function tableSql(table) {
  const columns = Object.entries(table.columns), names = columns.map(([name]) => name), key = table.key, fixed = table.fixed ?? [], sums = table.sums, extreme = (name, columns2) => columns2.map((column) => `${quoted(column)} = ${name}(t.${quoted(column)}, excluded.${quoted(column)})`), changing = names.filter((name) => !key.includes(name) && !fixed.includes(name)), recordset = (parameter, wanted) => `json_to_recordset(${parameter}::json) AS x(${columns.filter(([name]) => wanted.includes(name)).map(([name, type]) => `"${name}" ${type.replace(" null", "")}`).join(", ")})`;
  return {
    name: table.name,
    ddl: (schema) => [
      `CREATE TABLE ${schema}.${table.name} (${[
        ...columns.map(([name, type]) => `${quoted(name)} ${type.endsWith(" null") ? type : `${type} NOT NULL`}`),
        `PRIMARY KEY (${key.map(quoted).join(", ")})`
      ].join(", ")})${table.updatedOften ? " WITH (fillfactor = 70)" : ""}`,
      ...(table.indexes ?? []).map((index) => `CREATE INDEX ON ${schema}.${table.name} ${index}`)
    ],
    insert: (schema, parameter, from) => {
      const insert = `INSERT INTO ${schema}.${table.name} AS t (${names.map(quoted).join(", ")}) SELECT ${names.map((name) => `x."${name}"`).join(", ")} FROM ${from}, ${recordset(parameter, names)}`;
      return sums ? `${insert} ON CONFLICT (${key.map(quoted).join(", ")}) DO UPDATE SET ${[
        ...sums.map((name) => `${quoted(name)} = t.${quoted(name)} + excluded.${quoted(name)}`),
        ...extreme("least", table.least ?? []),
        ...extreme("greatest", table.greatest ?? [])
      ].join(", ")}` : insert;
    },
    update: (schema, parameter, from) => `UPDATE ${schema}.${table.name} AS t SET ${changing.map((name) => `${quoted(name)} = x."${name}"`).join(", ")} FROM ${from}, ${recordset(parameter, [...key, ...changing])} WHERE ${key.map((name) => `t.${quoted(name)} = x."${name}"`).join(" AND ")}`,
    select: (schema) => `SELECT ${names.map((name) => `${quoted(name)} AS "${name}"`).join(", ")} FROM ${schema}.${table.name}`
  };
}
export {
  snake,
  tableSql
};
//# sourceMappingURL=table.js.map
