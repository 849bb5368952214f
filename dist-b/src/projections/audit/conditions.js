import { sql } from "kysely";
const tableOf = (schema, name) => sql.table(`${schema}.${name}`), all = (conditions) => conditions.length === 0 ? sql`true` : sql`${sql.join(conditions, sql` AND `)}`, within = ({ after, before }) => [
  sql`position > ${String(after)}::bigint`,
  sql`position < ${String(before)}::bigint`
], apart = ({ after, before }) => [
  sql`(position + 0) > ${String(after)}::bigint`,
  sql`(position + 0) < ${String(before)}::bigint`
];
export {
  all,
  apart,
  tableOf,
  within
};
//# sourceMappingURL=conditions.js.map
