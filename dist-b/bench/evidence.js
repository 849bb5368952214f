import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { spawnSync } from "node:child_process";
import { Commands } from "../src/commands/commands.js";
import { priceTable } from "../src/domain/pricing/price-table.js";
import { runStream } from "../src/domain/catalog.js";
import { GENESIS } from "../src/domain/kernel/envelope.js";
import { CommandId } from "../src/domain/kernel/ids.js";
import { Bundles } from "../src/evidence/bundles.js";
import { Checkpoints } from "../src/evidence/checkpoints.js";
import { seal } from "../src/eventstore/chain.js";
import { memoryStore } from "../src/eventstore/memory.js";
import { MemoryKeyStore } from "../src/keystore/memory-key-store.js";
const EVENTS = Number(process.env.EVENTS ?? 1e6), STREAMS = Number(process.env.STREAMS ?? 1e5), STEPS = 1e4, HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", RUN = "7c9e6679-7425-50de-944b-e07fc1f90ae7", AT = "2026-11-24T14:32:07.000Z", writer = { version: "0.1.0", bootId: "00000000-0000-4000-8000-000000000001" }, agent = { id: "agent-one", name: "Agent one", bootId: writer.bootId, gatewayId: writer.bootId, single: !1 }, actor = { kind: "agent", id: "agent-one", name: "Agent one", onBehalfOf: "ann" }, definition = { $blob: { sha256: HASH, size: 1, mediaType: "application/json" } };
function event(n) {
  const id = `${n.toString(16).padStart(8, "0")}-0000-5000-8000-000000000000`, number = n + 1 >> 1, attempt = { step: { stepKey: `s[${number % STEPS}]`, stepId: "s", iteration: number % STEPS }, attempt: 1 + Math.floor(number / STEPS), leaseId: id }, metadata = {
    v: 1,
    commandId: CommandId.parse(id),
    index: 0,
    correlationId: RUN,
    causationId: id,
    actor,
    at: AT,
    writer
  };
  return n === 0 ? {
    id,
    type: "RunStarted",
    metadata,
    data: {
      runId: RUN,
      rootRunId: RUN,
      workflow: { id: "bench", name: "Bench", version: 1, definition, hash: HASH },
      input: {},
      inputHash: HASH,
      trigger: { kind: "manual", id: "ann" },
      operatorId: "ann",
      operatorName: "Ann",
      priority: 50,
      budget: {},
      limits: { parallelism: 10 },
      controlRevision: -1,
      policies: { version: 1, onDeadLetter: "wait", onReject: "fail", onBudget: "pause", overrides: [] }
    }
  } : n % 2 === 1 ? {
    id,
    type: "StepDispatched",
    metadata,
    data: {
      ...attempt,
      taskId: id,
      agent,
      capability: "noop",
      tier: "read",
      inputs: { text: "p".repeat(120) },
      inputsHash: HASH,
      from: [],
      constraints: { outputSchema: { hash: HASH } },
      parentSummary: "",
      deadlineAt: AT,
      heartbeatMs: 5e3,
      reservations: [],
      controlRevision: -1,
      why: { policyVersion: 1, estimate: { nanoUsd: "0", tokens: 0 } }
    }
  } : {
    id,
    type: "StepCompleted",
    metadata,
    data: {
      ...attempt,
      resultId: id,
      charges: [],
      settles: [],
      output: { ok: !0 },
      outputHash: HASH,
      summary: `step ${n} is done`,
      verdict: { schemaHash: HASH, valid: !0 }
    }
  };
}
const resident = () => process.memoryUsage.rss() / 2 ** 20, START = { revision: -1, hash: GENESIS }, parsed = (text) => JSON.parse(text);
async function* theRun(events) {
  let head = START;
  for (let n = 0; n < events; n++) {
    const sealed = seal(runStream(RUN), head, [event(n)]);
    head = sealed.head;
    const [raw] = sealed.events;
    if (!raw) throw new Error("nothing was sealed");
    const { id, type, data, metadata } = raw;
    yield {
      stream: runStream(RUN),
      revision: n,
      id,
      type,
      position: BigInt(n),
      data: parsed(data),
      metadata: parsed(metadata)
    }, n % 500 === 0 && await new Promise((resolve) => setImmediate(resolve));
  }
}
function logOf(events, memory) {
  return {
    end: () => memory.end(),
    async *readAll(options) {
      options.after === void 0 && (yield* theRun(events));
      const shifted = options.after === void 0 || options.after < BigInt(events) ? void 0 : options.after - BigInt(events), { after: _, ...rest } = options;
      for await (const one of memory.readAll({ ...rest, ...shifted === void 0 ? {} : { after: shifted } }))
        yield { ...one, position: one.position + BigInt(events) };
    },
    readStream: (stream, options) => stream === runStream(RUN) ? theRun(events) : memory.readStream(stream, options)
  };
}
function setUp(events) {
  const memory = memoryStore(), keys = new MemoryKeyStore(), clock = { now: () => Date.now() }, commands = new Commands({
    ...memory,
    keys,
    clock,
    log: { warn: console.warn, error: console.error },
    writer,
    inline: !0,
    pool: { take: () => {
    }, release: () => {
    }, dispatch: () => {
    }, cancel: () => {
    } },
    prices: priceTable([]),
    random: Math.random,
    warningsOf: () => []
  }), log = events === 0 ? memory.reader : logOf(events, memory.reader), blobs = { put: memory.blobs.put.bind(memory.blobs), get: memory.blobs.get.bind(memory.blobs) }, checkpoints = new Checkpoints({
    commands,
    store: memory.store,
    blobs,
    log,
    keys,
    clock,
    ids: { random: randomUUID }
  });
  return {
    memory,
    commands,
    checkpoints,
    bundles: new Bundles({
      checkpoints,
      log,
      blobs,
      clock,
      isPruned: () => Promise.resolve(!1),
      erasedKeys: () => Promise.resolve(/* @__PURE__ */ new Set())
    })
  };
}
async function bundleOf(events) {
  const { commands, memory, checkpoints, bundles } = setUp(events);
  await checkpoints.sign(), globalThis.gc?.();
  const before = resident();
  let most = before;
  const watch = setInterval(() => most = Math.max(most, resident()), 50), began = performance.now(), cpu = process.cpuUsage(), bundle = await bundles.make({
    id: randomUUID(),
    by: { kind: "operator", id: "ann", name: "Ann" },
    filter: { run: RUN },
    streams: [runStream(RUN)],
    signal: new AbortController().signal
  }), made = performance.now(), file = path.join(os.tmpdir(), `mission-control-bench-${process.pid}.tar`), hash = createHash("sha256");
  await pipeline(
    bundle.bytes(),
    async function* (pieces) {
      for await (const piece of pieces)
        hash.update(piece), yield piece;
    },
    createWriteStream(file)
  );
  const sent = performance.now(), { user, system } = process.cpuUsage(cpu);
  clearInterval(watch);
  const verifier = path.resolve("verify", "mission-control-verify.mjs"), verdict = JSON.parse(
    spawnSync(process.execPath, [verifier, file, "--json"], { encoding: "utf8" }).stdout
  );
  return await rm(file), commands.close(), memory.dispose(), {
    events,
    megabytes: Math.round(bundle.size / 1e6),
    makeSeconds: Number(((made - began) / 1e3).toFixed(2)),
    sendSeconds: Number(((sent - made) / 1e3).toFixed(2)),
    cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
    eventsPerSecond: Math.round(events / ((sent - began) / 1e3)),
    rssGrowthMb: Math.round(most - before),
    verdict: typeof verdict == "object" && verdict !== null && "verdict" in verdict ? verdict.verdict : null
  };
}
async function checkpointOf(streams) {
  const { memory, commands, checkpoints } = setUp(0);
  for (let n = 0; n < streams; n++) {
    const stream = `agent-${n}`;
    memory.raw.put(stream, seal(stream, START, [event(2)]).events);
  }
  const began = performance.now();
  await checkpoints.sign();
  const first = performance.now();
  memory.raw.put("agent-late", seal("agent-late", START, [event(2)]).events);
  const again = performance.now(), { size } = await checkpoints.sign(), next = performance.now() - again;
  return commands.close(), memory.dispose(), { leaves: size, firstSeconds: Number(((first - began) / 1e3).toFixed(2)), nextMs: Number(next.toFixed(1)) };
}
const results = [await bundleOf(1e4), await bundleOf(EVENTS)];
for (const result of results) console.log(result);
const checkpoint = await checkpointOf(STREAMS);
console.log(checkpoint);
console.log(JSON.stringify({ scenario: "evidence", node: process.versions.node, bundles: results, checkpoint }));
//# sourceMappingURL=evidence.js.map
