import { fork } from "node:child_process";
import http from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { startPostgres } from "../src/embedded/postgres/start-postgres.js";
const profile = process.env.PROFILE, v8 = (process.env.V8 ?? "--max-semi-space-size=32 --always-sparkplug").split(" ").filter(Boolean), built = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
async function startProduct(options = {}) {
  const folder = options.folder ?? await mkdtemp(path.join(process.env.WORKDIR ?? os.tmpdir(), "mission-control-bench-")), children = [], child = (file, args, env) => {
    const process_ = fork(built(file), args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
      execArgv: profile ? [...v8, "--cpu-prof", `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${file.replaceAll("/", "-")}.cpuprofile`] : v8
    });
    return children.push(process_), process_;
  }, postgres = await startPostgres({ dataDir: path.join(folder, "postgres"), log: () => {
  } }), store = child(
    "src/embedded/event-store/main.js",
    ["--data", path.join(folder, "event-store"), "--port", "0", "--exit-with-parent"],
    {}
  ), { port } = JSON.parse(await firstLine(store)), server = child("src/main.js", [], {
    DATABASE_URL: postgres.url,
    EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false`,
    MC_HTTP_PORT: "0",
    MC_DATA_DIR: folder,
    MC_LOG_LEVEL: process.env.MC_LOG_LEVEL ?? "warn"
  });
  server.stdout?.pipe(process.stderr);
  const { url } = await new Promise(
    (resolve) => server.once("message", (message) => resolve(message))
  ), { key } = JSON.parse(await readFile(path.join(folder, "cli.json"), "utf8")), pool = new http.Agent({ keepAlive: !0, maxSockets: 32 }), call = (method, where, body) => new Promise((resolve, reject) => {
    const text = body === void 0 ? void 0 : JSON.stringify(body), headers = {
      authorization: `Bearer ${key}`,
      ...text === void 0 ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
    }, request = http.request(url + where, { method, headers, agent: pool }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk)), response.on("end", () => {
        const answer = JSON.parse(Buffer.concat(chunks).toString());
        (response.statusCode ?? 500) < 300 ? resolve(answer) : reject(new Error(`${method} ${where}: ${response.statusCode} ${JSON.stringify(answer)}`));
      });
    });
    request.on("error", (error) => {
      request.reusedSocket && "code" in error && error.code === "ECONNRESET" ? resolve(call(method, where, body)) : reject(error);
    }), request.end(text);
  });
  let agent;
  if (options.agent ?? !0) {
    const { token } = await call("POST", "/api/agents/bench/tokens", { name: "bench" });
    agent = child("bench/agent.js", [], { MC_URL: url, MC_AGENT_TOKEN: String(token) }), await firstLine(agent);
  }
  const console_ = io(`${url}/console`, { transports: ["websocket"], auth: { token: key } }), watching = /* @__PURE__ */ new Map(), early = /* @__PURE__ */ new Map();
  console_.on("changed", ({ changes }) => {
    for (const { runId, revision } of changes) {
      const seen = watching.get(runId);
      seen ? seen(revision) : early.set(runId, revision);
    }
  }), await new Promise(
    (resolve) => console_.on("connect", () => console_.emit("watch", { runs: "*" }, () => resolve()))
  );
  const lastRevision = /* @__PURE__ */ new Map(), ended = async (runId, last) => {
    (early.get(runId) ?? -1) < last && (await new Promise((resolve) => watching.set(runId, (revision) => {
      revision >= last && resolve();
    })), watching.delete(runId)), early.delete(runId);
  };
  return {
    url,
    pids: { server: pidOf(server), eventStore: pidOf(store), postgres: postgres.pid, agent: agent ? pidOf(agent) : 0 },
    async post(where, body) {
      const answer = await call("POST", where, body), definition = body.definition;
      return definition && lastRevision.set(definition.id, 2 * definition.steps.length + 1), answer;
    },
    get: (where) => call("GET", where),
    async run(workflowId) {
      const startedAt = performance.timeOrigin + performance.now(), { runId } = await call("POST", "/api/runs", { workflowId, input: {} });
      await ended(String(runId), lastRevision.get(workflowId) ?? 0);
      const seenAt = performance.timeOrigin + performance.now();
      return { runId: String(runId), ms: seenAt - startedAt, startedAt, seenAt };
    },
    async marks() {
      if (!agent) return {};
      const answer = new Promise(
        (resolve) => agent?.once("message", (message) => resolve(message))
      );
      return agent.send("marks"), (await answer).marks;
    },
    async stop() {
      console_.close();
      for (const one of agent ? [agent, server, store] : [server, store]) {
        const gone = new Promise((resolve) => one.once("exit", resolve));
        one.kill("SIGTERM"), await gone;
      }
      await postgres.stop(), options.folder === void 0 && await rm(folder, { recursive: !0, force: !0 });
    }
  };
}
const pidOf = (child) => child.pid ?? 0;
function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${child.spawnfile} ended with ${code} before it was ready`))), child.stdout?.once("data", (chunk) => resolve(String(chunk).split(`
`)[0] ?? ""));
  });
}
export {
  startProduct
};
//# sourceMappingURL=product.js.map
