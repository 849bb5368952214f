import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { GENESIS } from "../src/domain/kernel/envelope.js";
import { CommandId } from "../src/domain/kernel/ids.js";
import { seal } from "../src/eventstore/chain.js";
import { connect } from "../src/eventstore/connect.js";
import { decode } from "../src/eventstore/decode.js";
const WRITERS = 50, APPENDS = Number(process.env.APPENDS ?? 2e4), HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", TEXT = "p".repeat(120), writer = { version: "0.1.0", bootId: randomUUID() }, start = { revision: -1, hash: GENESIS }, attempt = () => ({ step: { stepKey: "parse", stepId: "parse" }, attempt: 1, leaseId: randomUUID() });
function newEvent(type, index, data) {
  const commandId = CommandId.parse(randomUUID());
  return {
    id: randomUUID(),
    type,
    data,
    metadata: {
      v: 1,
      commandId,
      index,
      ...index === 0 ? {
        command: {
          name: "CompleteStep",
          facts: { now: "2026-11-24T14:32:07.000Z", random: [0.25], verdict: { valid: !0 } }
        }
      } : {},
      correlationId: randomUUID(),
      causationId: commandId,
      actor: { kind: "agent", id: "agent-one", name: "Agent one", authId: "token-1", onBehalfOf: "ann" },
      at: "2026-11-24T14:32:07.000Z",
      writer
    }
  };
}
const completed = () => newEvent("StepCompleted", 0, {
  ...attempt(),
  resultId: randomUUID(),
  charges: [],
  settles: [],
  output: { ok: !0, text: TEXT, note: TEXT },
  outputHash: HASH,
  summary: TEXT,
  verdict: { schemaHash: HASH, valid: !0 }
}), dispatched = () => newEvent("StepDispatched", 1, {
  ...attempt(),
  taskId: randomUUID(),
  agent: { id: "agent-one", name: "Agent one", bootId: randomUUID(), gatewayId: randomUUID(), single: !1 },
  capability: "parse",
  tier: "read",
  inputs: { text: TEXT, ref: TEXT },
  inputsHash: HASH,
  from: [{ stepKey: "collect", revision: 3 }],
  constraints: { outputSchema: { hash: HASH } },
  parentSummary: TEXT,
  deadlineAt: "2026-11-24T14:33:07.000Z",
  heartbeatMs: 1e4,
  reservations: [{ scope: "run", id: randomUUID(), nanoUsd: "1250000", tokens: 2e3 }],
  controlRevision: -1,
  why: { policyVersion: 1, estimate: { nanoUsd: "1250000", tokens: 2e3 } }
});
async function measure(units, work) {
  const cpu = process.cpuUsage(), from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1e3, { user, system } = process.cpuUsage(cpu);
  return { perSecond: Math.round(units / seconds), cpuMs: Number(((user + system) / 1e3 / units).toFixed(4)) };
}
const steps = (count) => Array.from({ length: count }, () => [completed(), dispatched()]);
async function write({ store }, writers, prepared) {
  const streams = Array.from({ length: writers }, () => `run-${randomUUID()}`);
  return await Promise.all(
    streams.map(async (stream, w) => {
      let head = start;
      for (let i = w; i < prepared.length; i += writers) {
        const outcome = await store.append(stream, head, prepared[i] ?? []);
        if (outcome.kind !== "appended") throw new Error("a conflict without a second writer");
        head = outcome.head;
      }
    })
  ), streams;
}
async function latencies({ store }, appends) {
  const stream = `run-${randomUUID()}`;
  let head = start;
  const all = [];
  for (let i = 0; i < appends; i++) {
    const from = performance.now(), outcome = await store.append(stream, head, [completed(), dispatched()]);
    if (outcome.kind !== "appended") throw new Error("a conflict without a second writer");
    head = outcome.head, all.push(performance.now() - from);
  }
  return all.sort((a, b) => a - b), Number((all[Math.floor(all.length / 2)] ?? NaN).toFixed(3));
}
async function startNode(folder) {
  const main2 = fileURLToPath(new URL("../src/embedded/event-store/main.js", import.meta.url)), child = spawn(process.execPath, [main2, "--data", folder], { stdio: ["ignore", "pipe", "ignore"] }), [line] = await once(child.stdout, "data"), ready = JSON.parse(String(line));
  if (typeof ready != "object" || ready === null || !("port" in ready))
    throw new Error("the node did not say its port");
  return { child, url: `esdb://127.0.0.1:${String(ready.port)}?tls=false` };
}
async function benchPath(url, ownAppend) {
  const connection = connect({ url, ownAppend, writer, log: { info: () => {
  }, warn: console.warn } });
  await write(connection, WRITERS, steps(APPENDS / 4));
  const prepared = steps(APPENDS);
  let streams = [];
  const appends = await measure(APPENDS, async () => {
    streams = await write(connection, WRITERS, prepared);
  }), p50Ms = await latencies(connection, 1e3), reads = await measure(2 * APPENDS, async () => {
    for (const stream of streams) for await (const _ of connection.store.read(stream)) ;
  }), stop = new AbortController();
  let fed = 0, feed = { perSecond: 0, cpuMs: 0 };
  const total = 2 * APPENDS;
  return feed = await measure(
    total,
    () => connection.feed.follow({
      name: "bench",
      from: void 0,
      prefixes: ["run-"],
      signal: stop.signal,
      handle: async ({ items }) => {
        fed += items.length, fed >= total && stop.abort();
      }
    })
  ), await connection.dispose(), { appendsPerSecond: appends.perSecond, cpuMsPerAppend: appends.cpuMs, p50Ms, read: reads, feed };
}
async function main() {
  const folder = await mkdtemp(path.join(os.tmpdir(), "append-bench-")), external = process.env.EVENTSTORE_URL, node = external === void 0 ? await startNode(folder) : void 0, url = external ?? node?.url ?? "";
  try {
    const pairs = steps(2e4), sealing = await measure(pairs.length, () => {
      for (const pair of pairs) seal("run-1", start, pair);
    }), raw = pairs.flatMap((pair) => seal("run-1", start, pair).events).map((event, revision) => ({ ...event, stream: "run-1", revision, position: BigInt(revision) })), decoding = await measure(raw.length, () => {
      for (const event of raw) if (decode(event).kind !== "event") throw new Error("an event does not parse");
    }), own = await benchPath(url, !0), client = await benchPath(url, !1);
    console.table({
      own: { ...own, read: own.read.cpuMs, feed: own.feed.cpuMs },
      client: { ...client, read: "", feed: "" }
    }), console.log(
      JSON.stringify({
        bench: "append",
        writers: WRITERS,
        appends: APPENDS,
        sealMs: sealing.cpuMs,
        decodeMs: decoding.cpuMs,
        own,
        client
      })
    );
  } finally {
    node?.child.kill("SIGTERM"), await rm(folder, { recursive: !0, force: !0 });
  }
}
await main();
//# sourceMappingURL=append.js.map
