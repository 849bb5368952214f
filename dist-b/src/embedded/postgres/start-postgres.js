import pg from "pg";
import { freePort } from "../ports.js";
import { postgresBinaries } from "./binaries.js";
import { openCluster, roleName } from "./cluster.js";
import { startPostmaster } from "./postmaster.js";
async function startPostgres(options) {
  const binaries = await postgresBinaries(), cluster = await openCluster(options.dataDir, binaries, options.log), port = options.port ?? await freePort(), postmaster = await startPostmaster(binaries, cluster, port, options.settings ?? {}, options.log), server = `postgres://${roleName}:${cluster.password}@127.0.0.1:${port}`;
  try {
    await createDatabase(`${server}/postgres`);
  } catch (error) {
    throw await postmaster.stop(), error;
  }
  return {
    url: `${server}/${roleName}`,
    port,
    pid: postmaster.pid,
    stop: () => postmaster.stop(),
    onExit: (callback) => {
      postmaster.exited.then(callback);
    }
  };
}
async function createDatabase(url) {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {
  }), await client.connect();
  try {
    (await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [roleName])).rowCount === 0 && await client.query(`CREATE DATABASE ${client.escapeIdentifier(roleName)}`);
  } finally {
    await client.end();
  }
}
export {
  startPostgres
};
//# sourceMappingURL=start-postgres.js.map
