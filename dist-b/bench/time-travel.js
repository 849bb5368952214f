import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runStateView } from "../src/api/run-state-view.js";
import { Commands } from "../src/commands/commands.js";
import { uuidV5 } from "../src/commands/hashing.js";
import { runFolding } from "../src/commands/run/run-folding.js";
import { LoggedRunHistory } from "../src/commands/run/run-history.js";
import { runStream, workflowStream } from "../src/domain/catalog.js";
import { derived, LeaseId } from "../src/domain/kernel/ids.js";
import { priceTable } from "../src/domain/pricing/price-table.js";
import { WorkflowDefinition } from "../src/domain/workflow/definition.js";
import { connect } from "../src/eventstore/connect.js";
import { MemoryKeyStore } from "../src/keystore/memory-key-store.js";
const EVENTS = Number(process.env.EVENTS ?? 1e4), LOOKS = Number(process.env.LOOKS ?? 300), STEPS = 1e3, LANES = 50, silent = { info: () => {
}, warn: () => {
}, error: () => {
} }, writer = { version: "bench", bootId: "bench" };
let seed = 42;
const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31, quantile = (values, p) => Number(
  ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN).toFixed(2)
);
async function node(folder2) {
  const main = fileURLToPath(new URL("../src/embedded/event-store/main.js", import.meta.url)), child2 = spawn(process.execPath, [main, "--data", folder2], { stdio: ["ignore", "pipe", "inherit"] }), [chunk] = await once(child2.stdout, "data"), ready = JSON.parse(String(chunk));
  if (typeof ready != "object" || ready === null || !("port" in ready)) throw new Error("the node gave no port");
  return { child: child2, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}
const definition = WorkflowDefinition.parse({
  id: "long",
  name: "Long",
  limits: { parallelism: LANES },
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: `step-${i}`,
    agent: "work",
    output: { type: "object" },
    timeout: "24h",
    retry: { attempts: 3, initial: "1s" },
    ...i < LANES ? {} : { dependsOn: [`step-${i - LANES}`] }
  }))
});
async function makeRun(connection2) {
  const clock = { ms: Date.now(), now: () => clock.ms }, tasks = [], pool = {
    take: () => ({ agent: { id: "agent", name: "Agent", bootId: "b", gatewayId: "g", single: !1 } }),
    release: () => {
    },
    dispatch: (_, task) => {
      tasks.push(task);
    },
    cancel: () => {
    }
  }, commands = new Commands({
    ...connection2,
    keys: new MemoryKeyStore(),
    clock,
    log: silent,
    writer,
    inline: !0,
    pool,
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => []
  });
  await commands.start();
  let sent = 0;
  const context = (kind) => {
    const commandId = uuidV5("6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60", "bench", String(++sent));
    return { commandId: derived.commandId(commandId), causationId: commandId, actor: { kind, id: kind, name: kind } };
  };
  await commands.workflows.execute(
    workflowStream(definition.id),
    { name: "SaveVersion", payload: { definition } },
    context("operator")
  );
  const runId = derived.runId(context("operator").commandId), give = (request) => commands.runs.execute(runStream(runId), request, context("agent"));
  await give({
    name: "StartRun",
    payload: { runId, workflowId: definition.id, input: {}, trigger: { kind: "manual", id: "bench" } }
  });
  const progress = Math.max(0, Math.round(EVENTS / STEPS - 2.6));
  for (let task = tasks.shift(); task; task = tasks.shift() ?? await retried()) {
    const leaseId = LeaseId.parse(task.leaseId);
    for (let i = 1; i <= progress; i++)
      clock.ms += 6e3, await give({ name: "ReportProgress", payload: { leaseId, percent: i, message: `part ${i} of ${progress}` } });
    const resultId = `${leaseId}-result`, fails = task.attempt === 1 && Number(task.step.stepId.split("-")[1]) % 5 === 0;
    await give(fails ? { name: "FailStep", payload: { leaseId, resultId, error: { class: "internal", code: "BROKEN", message: "the host did not answer", retryable: !0 }, usage: [] } } : {
      name: "CompleteStep",
      payload: { leaseId, resultId, output: { words: "a b c d ".repeat(20) }, summary: "done", usage: [] }
    });
  }
  return commands.close(), runId;
  async function retried() {
    return clock.ms += 6e4, await commands.runs.nudge(runStream(runId)), tasks.shift();
  }
}
async function measure(look, revisions) {
  const times = [];
  for (const revision of revisions) {
    const started = performance.now();
    await look(revision), times.push(performance.now() - started);
  }
  return times;
}
const folder = await mkdtemp(path.join(process.env.WORKDIR ?? os.tmpdir(), "time-travel-")), { child, url } = await node(folder), connection = connect({ url, log: silent, writer, appendTimeoutMs: 1500, ownAppend: !0 });
try {
  const started = performance.now(), runId = await makeRun(connection);
  console.log(`a run was made in ${((performance.now() - started) / 1e3).toFixed(1)} s`);
  const { definitions } = new Commands({
    ...connection,
    keys: new MemoryKeyStore(),
    clock: { now: () => Date.now() },
    log: silent,
    writer,
    inline: !0,
    pool: { take: () => {
    }, release: () => {
    }, dispatch: () => {
    }, cancel: () => {
    } },
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => []
  }), history = () => new LoggedRunHistory(runFolding, { ...connection, definitions, log: silent }), answer = async (from, revision) => {
    const at = await from.stateAt(runId, revision);
    return JSON.stringify(runStateView(at, await from.planOf(at.state), { agrees: null, difference: null }));
  }, { last } = await history().stateAt(runId), positions = (count) => Array.from({ length: count }, () => Math.floor(random() * (last + 1)));
  await measure((revision) => history().stateAt(runId, revision), positions(5));
  const kept = history();
  await measure(
    (revision) => kept.stateAt(runId, revision),
    Array.from({ length: 100 }, (_, i) => Math.floor(last * i / 99))
  );
  const cold = positions(Math.ceil(LOOKS / 5)), measured = {
    stateWarm: await measure((revision) => kept.stateAt(runId, revision), positions(LOOKS)),
    answerWarm: await measure((revision) => answer(kept, revision), positions(LOOKS)),
    stateCold: await measure((revision) => history().stateAt(runId, revision), cold),
    answerCold: await measure((revision) => answer(history(), revision), cold),
    next: await measure(
      (revision) => answer(kept, revision),
      Array.from({ length: LOOKS }, (_, i) => Math.floor(last / 2) + i)
    )
  }, figures = { events: last + 1, steps: STEPS };
  for (const [name, times] of Object.entries(measured))
    figures[`${name}P50`] = quantile(times, 0.5), figures[`${name}P95`] = quantile(times, 0.95);
  figures.answerKb = Math.round((await answer(kept, last)).length / 1024), figures.rssMb = Math.round(process.memoryUsage.rss() / 1048576);
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(24)} ${value}`);
  console.log(JSON.stringify({ scenario: "time-travel", node: process.version, ...figures, load1: os.loadavg()[0] }));
} finally {
  await connection.dispose(), child.kill("SIGKILL"), await rm(folder, { recursive: !0, force: !0 });
}
process.exit(0);
//# sourceMappingURL=time-travel.js.map
