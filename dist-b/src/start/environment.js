import path from "node:path";
import { z } from "zod";
import { StartupError } from "../embedded/startup-error.js";
import { port, problemsOf, setOnly, text, url, whole } from "../setting-kinds.js";
import {} from "./event-store-service.js";
const Environment = z.object({
  DATABASE_URL: url("postgres", "postgresql").optional(),
  EVENTSTORE_URL: url("esdb", "esdb+discover", "kurrentdb", "kurrentdb+discover").optional(),
  MC_DATA_DIR: text.optional(),
  MC_HTTP_PORT: port(1).optional(),
  MC_POSTGRES_PORT: port(1).optional(),
  MC_EVENTSTORE_PORT: port(1).optional(),
  MC_EVENTSTORE_HOST: text.optional(),
  MC_EVENTSTORE_TLS_CERTIFICATE: text.optional(),
  MC_EVENTSTORE_TLS_KEY: text.optional(),
  MC_EVENTSTORE_TLS_CA: text.optional(),
  MC_EVENTSTORE_USER: text.optional(),
  MC_EVENTSTORE_PASSWORD: text.optional(),
  /** Longest wait before a process that ended is started again, in ms: short where processes are killed on purpose. */
  MC_RESTART_MAX_MS: whole(100, 6e5).optional(),
  OPENAI_BASE_URL: url("http", "https").optional()
});
function parseEnvironment(variables) {
  const parsed = Environment.safeParse(setOnly(variables));
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new StartupError(
    `The environment has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}: ${problems.join("; ")}.`
  );
}
function eventStoreAccess(environment, root) {
  const file = (name) => name === void 0 ? void 0 : path.resolve(root, name);
  return {
    settings: {
      host: environment.MC_EVENTSTORE_HOST,
      certificateFile: file(environment.MC_EVENTSTORE_TLS_CERTIFICATE),
      keyFile: file(environment.MC_EVENTSTORE_TLS_KEY),
      user: environment.MC_EVENTSTORE_USER,
      password: environment.MC_EVENTSTORE_PASSWORD
    },
    authorityFile: file(environment.MC_EVENTSTORE_TLS_CA ?? environment.MC_EVENTSTORE_TLS_CERTIFICATE)
  };
}
function dataFolderPath(environment, root) {
  return path.resolve(root, environment.MC_DATA_DIR ?? ".mission-control");
}
export {
  dataFolderPath,
  eventStoreAccess,
  parseEnvironment
};
//# sourceMappingURL=environment.js.map
