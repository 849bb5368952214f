import { CamelCasePlugin, Kysely, PostgresDialect } from "kysely";
const database = (pool) => new Kysely({
  dialect: new PostgresDialect({ pool }),
  plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: !0 })]
});
export {
  database
};
//# sourceMappingURL=database.js.map
