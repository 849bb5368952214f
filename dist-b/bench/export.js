import { fork } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { CommandId } from "../src/domain/kernel/ids.js";
import { GENESIS } from "../src/domain/kernel/envelope.js";
import { connect } from "../src/eventstore/connect.js";
import { startPostgres } from "../src/embedded/postgres/start-postgres.js";
import { cpuOfTree, peakMemoryMb, residentMb } from "./processes.js";
const EVENTS = Number(process.env.EVENTS ?? 1e6), FORMATS = (process.env.FORMATS ?? "ndjson,json,csv,parquet").split(","), PER_RUN = 21, WRITERS = 32, TEXT = "p".repeat(120), HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", writer = { version: "0.1.0", bootId: randomUUID() }, agent = { id: "agent-one", name: "Agent one", bootId: randomUUID(), gatewayId: randomUUID(), single: !1 }, silent = { info: () => {
}, warn: console.warn };
function made(type, runId, data) {
  const commandId = CommandId.parse(randomUUID());
  return {
    id: randomUUID(),
    type,
    data,
    metadata: {
      v: 1,
      commandId,
      index: 0,
      command: { name: "CompleteStep", facts: { now: 17955216e5, random: [0.25] } },
      correlationId: runId,
      causationId: commandId,
      actor: { kind: "agent", id: "agent-one", name: "Agent one", authId: "token-1", onBehalfOf: "ann" },
      at: "2026-11-24T14:32:07.000Z",
      writer
    }
  };
}
function runEvents(number) {
  const runId = randomUUID(), workflow = { id: `workflow-${number % 10}`, name: "Workflow", version: 1 }, events = [made("RunStarted", runId, { runId, workflow, input: { text: TEXT } })];
  for (; events.length < PER_RUN; ) {
    const attempt = { step: { stepKey: `s${events.length}`, stepId: "parse" }, attempt: 1, leaseId: randomUUID() };
    events.push(
      made("StepDispatched", runId, { ...attempt, agent, inputs: { text: TEXT, ref: TEXT }, inputsHash: HASH }),
      made("StepCompleted", runId, {
        ...attempt,
        charges: [{ model: "demo/rules-1", nanoUsd: "5000" }],
        output: { ok: !0, text: TEXT, note: TEXT },
        outputHash: HASH,
        summary: TEXT
      })
    );
  }
  return { stream: `run-${runId}`, events };
}
async function fill(url) {
  const { store, dispose } = connect({ url, writer, log: silent }), runs = Math.ceil(EVENTS / PER_RUN);
  let next = 0;
  const write = async () => {
    for (; next < runs; ) {
      const { stream, events } = runEvents(next++);
      await store.append(stream, { revision: -1, hash: GENESIS }, events);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write)), await dispose();
}
async function calm() {
  for (let before = -1; ; ) {
    const used = cpuOfTree(server.pid);
    if (used - before < 0.1) return;
    before = used, await sleep(1e3);
  }
}
const server = { url: "", key: "", pid: 0 }, Live = z.object({ live: z.number() });
async function get(query, encoding = "identity") {
  const headers = { authorization: `Bearer ${server.key}`, "accept-encoding": encoding }, response = await fetch(`${server.url}/api/compliance/export?${query}`, { headers });
  if (!response.ok || !response.body) throw new Error(`${query}: ${response.status} ${await response.text()}`);
  return response;
}
async function exported(query, encoding) {
  const response = await get(query, encoding), hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of response.body ?? [])
    hash.update(chunk), bytes += chunk.length;
  return { id: response.headers.get("x-export-id") ?? "", bytes, sha256: hash.digest("hex") };
}
async function cutAndResumed(id, cutAfter) {
  const first = await get(`cursor=${id}`), hash = createHash("sha256");
  let rest = Buffer.alloc(0), bytes = 0, last = "";
  for await (const chunk of first.body ?? []) {
    const all = Buffer.concat([rest, chunk]), end = all.lastIndexOf(10) + 1;
    if (end > 0) {
      const start = end === 1 ? 0 : all.lastIndexOf(10, end - 2) + 1;
      last = /"position":"(\d+)"/.exec(all.toString("utf8", start, start + 64))?.[1] ?? last;
    }
    if (hash.update(all.subarray(0, end)), rest = all.subarray(end), bytes += chunk.length, bytes > cutAfter) break;
  }
  const second = await get(`cursor=${id}.${last}`);
  for await (const chunk of second.body ?? []) hash.update(chunk);
  return hash.digest("hex");
}
async function liveMb(api) {
  const answered = once(api, "message");
  api.send("live?");
  const [message] = await answered;
  return Live.parse(message).live;
}
async function liveGrowth(api, format) {
  const before = await liveMb(api), response = await get(`format=${format}`);
  let most = 0, bytes = 0, looked = 0;
  for await (const chunk of response.body ?? [])
    if (bytes += chunk.length, !(bytes - looked < 1e7) && (looked = bytes, most = Math.max(most, await liveMb(api) - before), bytes > 1e8))
      break;
  return Number(most.toFixed(1));
}
async function measured(events, work) {
  writeFileSync(`/proc/${server.pid}/clear_refs`, "5");
  const before = residentMb(server.pid) ?? 0, from = performance.now(), result = await work(), seconds = (performance.now() - from) / 1e3, grownMb = (peakMemoryMb(server.pid) ?? 0) - before;
  return { result, seconds: Number(seconds.toFixed(1)), eventsPerSecond: Math.round(events / seconds), grownMb };
}
async function main() {
  const folder = await mkdtemp(path.join(process.env.WORKDIR ?? os.tmpdir(), "mission-control-bench-")), built = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url)), node = fork(built("src/embedded/event-store/main.js"), ["--data", folder, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"]
  }), [line] = await once(node.stdout ?? node, "data"), { port } = JSON.parse(String(line)), store = `esdb://127.0.0.1:${port}?tls=false`, postgres = await startPostgres({ dataDir: path.join(folder, "postgres"), log: () => {
  } }), api = fork(built("src/main.js"), [], {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url,
      EVENTSTORE_URL: store,
      MC_HTTP_PORT: "0",
      MC_DATA_DIR: folder,
      MC_PROJECTIONS: "off",
      MC_CHECKPOINT_MINUTES: "1440",
      MC_LOG_LEVEL: "silent"
    },
    // As the launcher starts it.
    execArgv: [
      "--max-semi-space-size=32",
      "--always-sparkplug",
      ...process.env.FLAGS?.split(" ") ?? [],
      "--expose-gc",
      "--import",
      built("bench/live-memory.js")
    ]
  });
  try {
    const [ready] = await once(api, "message"), { key } = JSON.parse(await readFile(path.join(folder, "cli.json"), "utf8"));
    Object.assign(server, ready, { key, pid: api.pid });
    const started = performance.now();
    await fill(store);
    const events = Math.ceil(EVENTS / PER_RUN) * PER_RUN;
    console.log(`${events} events in ${Math.round((performance.now() - started) / 1e3)} s`);
    const headers = { authorization: `Bearer ${server.key}` }, signed = await fetch(`${server.url}/api/compliance/checkpoints`, { method: "POST", headers });
    if (!signed.ok) throw new Error(`no checkpoint: ${signed.status} ${await signed.text()}`);
    await calm(), await exported("workflow=workflow-1&format=csv");
    const figures = { events };
    let ndjson;
    for (const format of FORMATS) {
      const { result, ...rest } = await measured(events, () => exported(`format=${format}`)), liveGrownMb = await liveGrowth(api, format);
      format === "ndjson" && (ndjson = result), figures[format] = { megabytes: Math.round(result.bytes / 1e6), ...rest, liveGrownMb }, console.log(format, JSON.stringify(figures[format]));
    }
    if (ndjson) {
      const gzip = await measured(events, () => exported("compress=gzip")), megabytes = Math.round(gzip.result.bytes / 1e6);
      figures.gzip = { megabytes, seconds: gzip.seconds, grownMb: gzip.grownMb };
      const one = await measured(events, () => exported("agent=agent-one&workflow=workflow-3"));
      figures.byAgentAndWorkflow = { seconds: one.seconds, grownMb: one.grownMb };
      const whole = ndjson.sha256;
      figures.resumedIsUncut = await cutAndResumed(ndjson.id, ndjson.bytes * 0.4) === whole;
    }
    for (const [key2, value] of Object.entries(figures)) console.log(`${key2.padEnd(20)} ${JSON.stringify(value)}`);
    console.log(JSON.stringify({ bench: "export", node: process.version, load1: os.loadavg()[0], ...figures }));
  } finally {
    for (const child of [api, node])
      child.kill(), await once(child, "exit");
    await postgres.stop(), await rm(folder, { recursive: !0, force: !0 });
  }
}
await main();
process.exit(0);
//# sourceMappingURL=export.js.map
