/** PostgreSQL's type of a column; ` null` marks one that may be null. */
export type ColumnType = Scalar | `${Scalar} null`;
type Scalar =
  'text' | 'int' | 'bigint' | 'numeric' | 'boolean' | 'json' | 'timestamptz' | 'double precision' | 'varbit';

/** One table of the read models: the single source of its DDL and of the SQL that writes and loads it. */
export interface Table<Row> {
  readonly name: string;
  readonly columns: { readonly [Column in keyof Row & string]: ColumnType };
  readonly key: readonly (keyof Row & string)[];
  /** Columns that an update adds to, instead of setting them: rows are sums, written without being read. */
  readonly sums?: readonly (keyof Row & string)[];
  /** Columns of bits that an insert of a row that is there adds to. */
  readonly unions?: readonly (keyof Row & string)[];
  /** With `sums`: columns that keep the least, and the greatest, value that was ever written; null is neither. */
  readonly least?: readonly (keyof Row & string)[];
  readonly greatest?: readonly (keyof Row & string)[];
  /** Columns that never change after the insert. */
  readonly fixed?: readonly (keyof Row & string)[];
  /** Indexes by which the projector itself finds rows, as column lists: there from the first row on. */
  readonly lookups?: readonly string[];
  /** Indexes of those who read, as column lists with an optional WHERE: a rebuild makes them when the rows are there. */
  readonly indexes?: readonly string[];
  /** Rows are updated again and again: leave room on the page, so that no index has to change. */
  readonly updatedOften?: boolean;
}

/** What the writer needs to know of a table, without its row's type. */
export interface TableSql {
  readonly name: string;
  /** `CREATE TABLE` in a schema, with what the projector finds rows by. */
  ddl(schema: string): string[];
  /** `CREATE INDEX` of all others: each leaves one alone that is there. */
  indexes(schema: string): string[];
  /** `parameter`: what `rows` gives, for the same verb. */
  insert(schema: string, parameter: string, from: string): string;
  update(schema: string, parameter: string, from: string): string;
  /** Rows as one parameter of a statement: JSON with what the verb needs of them, under short names. */
  rows(verb: 'insert' | 'update', rows: Iterable<object>): string;
  /** Every column under its name in TypeScript. */
  select(schema: string): string;
}

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const quoted = (name: string): string => `"${snake(name)}"`;

export function tableSql<Row>(table: Table<Row>): TableSql {
  const columns: [string, ColumnType][] = Object.entries(table.columns);
  const names = columns.map(([name]) => name);
  const key: readonly string[] = table.key;
  const fixed: readonly string[] = table.fixed ?? [];
  const sums: readonly string[] = table.sums ?? [];
  const unions: readonly string[] = table.unions ?? [];
  const extreme = (name: 'least' | 'greatest', columns: readonly string[]): string[] =>
    columns.map((column) => `${quoted(column)} = ${name}(t.${quoted(column)}, excluded.${quoted(column)})`);
  const changing = names.filter((name) => !key.includes(name) && !fixed.includes(name));
  const recordset = (parameter: string, wanted: readonly string[]): string =>
    `json_to_recordset(${parameter}::json) AS x(${columns
      .filter(([name]) => wanted.includes(name))
      .map(([name, type]) => `"${short(name)}" ${type.replace(' null', '')}`)
      .join(', ')})`;
  const short = (name: string): string => `c${names.indexOf(name).toString(36)}`;
  const column = (name: string): string => `x."${short(name)}"`;
  const sent = (wanted: readonly string[]) => wanted.map((name) => ({ name, key: short(name) }));
  const index = (name: string, schema: string, columns: string): string =>
    `CREATE INDEX IF NOT EXISTS ${table.name}_${name} ON ${schema}.${table.name} ${columns}`;
  const members = { insert: sent(names), update: sent([...key, ...changing]) };
  return {
    name: table.name,
    ddl: (schema) => [
      `CREATE TABLE ${schema}.${table.name} (${[
        ...columns.map(([name, type]) => `${quoted(name)} ${type.endsWith(' null') ? type : `${type} NOT NULL`}`),
        `PRIMARY KEY (${key.map(quoted).join(', ')})`,
      ].join(', ')})${table.updatedOften ? ' WITH (fillfactor = 70)' : ''}`,
      ...(table.lookups ?? []).map((columns, i) => index(`lookup_${i + 1}`, schema, columns)),
    ],
    indexes: (schema) => (table.indexes ?? []).map((columns, i) => index(`index_${i + 1}`, schema, columns)),
    insert: (schema, parameter, from) => {
      const insert = `INSERT INTO ${schema}.${table.name} AS t (${names.map(quoted).join(', ')}) SELECT ${names
        .map(column)
        .join(', ')} FROM ${from}, ${recordset(parameter, names)}`;
      if (sums.length + unions.length === 0) return insert;
      return `${insert} ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${[
        ...sums.map((name) => `${quoted(name)} = t.${quoted(name)} + excluded.${quoted(name)}`),
        ...unions.map((name) => `${quoted(name)} = t.${quoted(name)} | excluded.${quoted(name)}`),
        ...extreme('least', table.least ?? []),
        ...extreme('greatest', table.greatest ?? []),
      ].join(', ')}`;
    },
    update: (schema, parameter, from) =>
      `UPDATE ${schema}.${table.name} AS t SET ${changing
        .map((name) => `${quoted(name)} = ${column(name)}`)
        .join(', ')} FROM ${from}, ${recordset(parameter, [...key, ...changing])} WHERE ${key
        .map((name) => `t.${quoted(name)} = ${column(name)}`)
        .join(' AND ')}`,
    rows: (verb, rows) => {
      const wanted = members[verb];
      // One shape for all rows of a table, and what is NULL is left out.
      const shortened = Array.from(rows, (row) => {
        const short: Record<string, unknown> = {};
        for (const { name, key } of wanted) short[key] = Reflect.get(row, name) ?? undefined;
        return short;
      });
      return JSON.stringify(shortened);
    },
    select: (schema) =>
      `SELECT ${names.map((name) => `${quoted(name)} AS "${name}"`).join(', ')} FROM ${schema}.${table.name}`,
  };
}
