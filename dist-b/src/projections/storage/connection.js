import pg from "pg";
import { DomainError, messageOf } from "../../domain/kernel/errors.js";
const CONNECT_TIMEOUT_MS = 1500, QUERY_TIMEOUT_MS = 1e4, types = {
  getTypeParser: (oid, format) => format !== "binary" && oid === pg.types.builtins.INT8 ? Number : format !== "binary" && oid === pg.types.builtins.TIMESTAMPTZ ? isoTime : pg.types.getTypeParser(oid, format)
}, isoTime = (text) => (/* @__PURE__ */ new Date(`${text.replace(" ", "T")}:00`)).toISOString(), shared = (databaseUrl, name) => ({
  connectionString: databaseUrl,
  types,
  application_name: name,
  options: "-c timezone=UTC -c datestyle=ISO",
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: !0
});
function queryPool(databaseUrl, max, settings = "") {
  const config = shared(databaseUrl, "mission-control queries"), pool = new pg.Pool({
    ...config,
    options: `${config.options} ${settings}`.trim(),
    max,
    query_timeout: QUERY_TIMEOUT_MS,
    idleTimeoutMillis: 3e4
  });
  return pool.on("error", () => {
  }), pool.on("connect", (client) => client.on("error", () => {
  })), pool;
}
const projectorName = (group, instanceId) => `mission-control ${group} ${instanceId}`.slice(0, 63);
async function projectorConnection(databaseUrl, name, onLost) {
  const client = new pg.Client(shared(databaseUrl, name));
  return client.on("error", onLost), await client.connect(), await client.query(
    "SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off"
  ), client;
}
const sqlState = (error) => error instanceof pg.DatabaseError ? error.code : void 0;
function isDataError(error) {
  const state = sqlState(error);
  return state !== void 0 && /^(22|23|54)/.test(state);
}
const isSchemaGone = (error) => ["42P01", "3F000"].includes(sqlState(error) ?? ""), isTooSlow = (error) => sqlState(error) === "57014", isImpossible = (error) => ["22003", "22007", "22008", "22021", "22P02", "22P05"].includes(sqlState(error) ?? "");
function unavailable(error) {
  if (error instanceof DomainError) return error;
  if (isTooSlow(error))
    return new DomainError(
      "READ.TOO_BROAD",
      "invalid",
      "This question takes too long: narrow it, for example by time, run or type."
    );
  const message = messageOf(error);
  return isImpossible(error) ? new DomainError("READ.IMPOSSIBLE", "invalid", `No such value can be asked for: PostgreSQL says ${message}.`) : new DomainError(
    "READ.UNAVAILABLE",
    "unavailable",
    `The read models cannot be read now (PostgreSQL: ${message}). Runs go on; try again in a moment.`
  );
}
export {
  isDataError,
  isSchemaGone,
  isTooSlow,
  projectorConnection,
  projectorName,
  queryPool,
  sqlState,
  unavailable
};
//# sourceMappingURL=connection.js.map
