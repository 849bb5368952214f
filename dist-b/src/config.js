import { z } from "zod";
import { decimal, oneOf, onOff, port, problemsOf, setOnly, text, url, whole } from "./setting-kinds.js";
const Config = z.object({
  EVENTSTORE_URL: url("esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover").describe(
    "EventStoreDB: esdb://user:password@host:2113?tls=true. Without it `npm start` runs the embedded node."
  ),
  DATABASE_URL: url("postgres", "postgresql").describe(
    "PostgreSQL: postgres://user:password@host:5432/database. Without it `npm start` runs the embedded server."
  ),
  MC_HTTP_HOST: text.default("127.0.0.1").describe("Address that the server listens on. 0.0.0.0 only behind a proxy that speaks TLS."),
  MC_HTTP_PORT: port(0).default(4700).describe("Port that the server listens on."),
  MC_TRUSTED_PROXIES: whole(0, 10).default(0).describe("Proxies in front of the server. With 1 or more, X-Forwarded-For, -Proto and -Host are believed."),
  MC_ENVIRONMENT: text.max(40, "has at most 40 characters").default("local").describe("What people call this instance, shown in the console: local, staging, production."),
  MC_DATA_DIR: text.default(".mission-control").describe("Folder of the embedded stores, of cli.json and of the logs."),
  MC_KEYS_DIR: text.optional().describe(
    "Folder of the server's own secrets: keys of persons' data, signing keys. Default: keys in MC_DATA_DIR. Servers of one log must share it; back it up apart from the stores."
  ),
  MC_CHECKPOINT_MINUTES: decimal(0.1, 1440).default(10).describe("How often the log is signed when something was recorded, in minutes."),
  MC_RETENTION_EVERY: oneOf("off", "hour", "day", "week").default("day").describe(
    "How often the server applies the retention policy, if there is one: what has expired is archived, proven and deleted. off: only when somebody asks."
  ),
  MC_CHECKPOINT_FILE: text.optional().describe("File that gets every signed checkpoint, one a line. Default: checkpoints.log in MC_DATA_DIR."),
  MC_CHECKPOINT_WEBHOOK: url("https", "http").optional().describe("Address that gets every signed checkpoint by POST, as text: a witness outside of your own machines."),
  MC_ARCHIVE_DIR: text.optional().describe("Folder that runs are archived in before they are pruned. Default: archive in MC_DATA_DIR."),
  MC_LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "silent").default("info").describe("What is logged."),
  MC_MAX_IN_FLIGHT: whole(1, 1e6).default(1e4).describe("Steps that may be with agents at once, over all runs."),
  MC_HEARTBEAT_MS: whole(100, 6e5).default(5e3).describe("How often agents send heartbeats, in milliseconds."),
  MC_EVENTSTORE_HOST: text.optional().describe(
    "Address that the embedded event store of npm start listens on, default 127.0.0.1. Another one needs TLS and a user: for a team that shares it."
  ),
  MC_EVENTSTORE_TLS_CERTIFICATE: text.optional().describe(
    "PEM file: the certificate of the embedded event store. Its subjectAltName holds the name that clients use."
  ),
  MC_EVENTSTORE_TLS_KEY: text.optional().describe("PEM file: that certificate's private key."),
  MC_EVENTSTORE_TLS_CA: text.optional().describe(
    "PEM file: the authority that the certificate is checked by. Default: the certificate itself (self-made)."
  ),
  MC_EVENTSTORE_USER: text.optional().describe("User of the embedded event store. Needs TLS: without it clients send neither name nor password."),
  MC_EVENTSTORE_PASSWORD: text.optional().describe("That user's password."),
  MC_EMBEDDED: text.regex(/^((event-store|postgres)(,(?!$)|$)){0,2}$/, "must be event-store, postgres, or both with a comma").default("").describe("Which stores npm start runs by itself; it says so to the server, which shows it."),
  MC_EXPORTS_AT_ONCE: whole(1, 100).default(4).describe("Exports of the log that this process runs at once; more are told to come back (503)."),
  MC_EXPORT_STALL_MS: whole(100, 36e5).default(3e4).describe("A receiver of an export that takes nothing for so long is cut, in milliseconds; it can go on later."),
  MC_PRICES_FILE: text.optional().describe("JSON file of model prices that go before the shipped ones."),
  MC_SCHEDULER_INLINE: onOff.default(!0).describe("off: the scheduler reacts to the feed only, never in the append of a result (slower; for tests)."),
  MC_OWN_APPEND: onOff.default(!0).describe("off: appends go through the event store client's own code (slower)."),
  MC_COORDINATION: onOff.default(!0).describe(
    "off: this process looks for no other server on the same event store, and takes the agents of one for lost (for tests). Halts wait for nobody."
  ),
  MC_WARM_UP: onOff.default(!0).describe(
    "off: the server serves a second sooner, and its first steps take longer. npm start sets it when it starts a server again that has died."
  ),
  MC_PROJECTION_LOCK: onOff.default(!0).describe(
    "off: servers that fill the read models take no turns; only the epoch keeps them apart, and work is wasted (for tests)."
  ),
  MC_PROJECTIONS: onOff.default(!0).describe("off: this process does not fill the read models; another one must.")
});
class ConfigError extends Error {
  name = "ConfigError";
}
function parseConfig(environment) {
  const parsed = Config.safeParse(setOnly(environment));
  if (parsed.success) return parsed.data;
  const lines = problemsOf(parsed.error).map((problem) => `  ${problem}`);
  throw new ConfigError(
    `The environment has ${lines.length === 1 ? "a mistake" : `${lines.length} mistakes`}:
${lines.join(`
`)}
.env.example describes every setting.`
  );
}
function envExample() {
  const lines = [
    "# Settings of the Mission Control server. Generated from src/config.ts by `npm run env-example`.",
    ""
  ];
  for (const [name, schema] of Object.entries(Config.shape)) {
    const fallback = Config.shape[name].safeParse(void 0), value = fallback.success && fallback.data !== void 0 ? typeof fallback.data == "boolean" ? fallback.data ? "on" : "off" : String(fallback.data) : "";
    lines.push(`# ${schema.description ?? ""}`, `${value === "" ? "# " : ""}${name}=${value}`, "");
  }
  return lines.join(`
`);
}
export {
  Config,
  ConfigError,
  envExample,
  parseConfig
};
//# sourceMappingURL=config.js.map
