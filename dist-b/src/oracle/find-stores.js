import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
const Ports = z.object({ PostgreSQL: z.int().optional(), "the event store": z.int().optional() });
function findStores(around) {
  const { env } = around, folder = dataFolder(around), ports = folder === void 0 ? {} : portsOf(folder), eventStore = ports["the event store"];
  return {
    eventStoreUrl: env.EVENTSTORE_URL || (eventStore === void 0 ? void 0 : `esdb://127.0.0.1:${eventStore}?tls=false`),
    databaseUrl: env.DATABASE_URL || (folder === void 0 ? void 0 : embeddedDatabase(folder, ports.PostgreSQL))
  };
}
function dataFolder({ env, cwd }) {
  const given = env.MC_DATA_DIR;
  if (given) return path.resolve(cwd, given);
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    const found = path.join(folder, ".mission-control");
    if (read(path.join(found, "ports.json")) !== void 0) return found;
    if (path.dirname(folder) === folder) return;
  }
}
function portsOf(folder) {
  try {
    return Ports.parse(JSON.parse(read(path.join(folder, "ports.json")) ?? "{}"));
  } catch {
    return {};
  }
}
function embeddedDatabase(folder, port) {
  const password = read(path.join(folder, "postgres", "password"))?.trim();
  if (!(port === void 0 || password === void 0))
    return `postgres://mission_control:${password}@127.0.0.1:${port}/mission_control`;
}
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return;
  }
}
export {
  findStores
};
//# sourceMappingURL=find-stores.js.map
