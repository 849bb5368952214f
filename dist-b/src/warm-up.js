import { randomUUID } from "node:crypto";
import { Commands } from "./commands/commands.js";
import { uuidV5 } from "./commands/hashing.js";
import { runStream, workflowStream } from "./domain/catalog.js";
import { derived } from "./domain/kernel/ids.js";
import { priceTable } from "./domain/pricing/price-table.js";
import { WorkflowDefinition } from "./domain/workflow/definition.js";
import { encodeAppend } from "./eventstore/append-codec.js";
import { memoryStore } from "./eventstore/memory.js";
import { parseFrame } from "./gateway/frames.js";
import { MemoryKeyStore } from "./keystore/memory-key-store.js";
import { StepResults } from "./gateway/protocol.js";
import { rehearse } from "./projections/batch/rehearsal.js";
import { MAIN_GROUP } from "./projections/main-group.js";
const step = (id, before) => ({
  id,
  agent: "none",
  output: { type: "object" },
  dependsOn: before,
  inputs: Object.fromEntries(before.slice(0, 1).map((one) => ["before", `steps.${one}.output.ok`]))
}), chain = (length) => WorkflowDefinition.parse({
  id: "warm-up-chain",
  name: "Warm-up",
  steps: Array.from({ length }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`]))
}), fan = (width) => {
  const middle = Array.from({ length: width }, (_, i) => `p${i}`);
  return WorkflowDefinition.parse({
    id: "warm-up-fan",
    name: "Warm-up",
    steps: [step("first", []), ...middle.map((id) => step(id, ["first"])), step("last", middle)]
  });
};
async function warmUp(runs = { chain: 20, fan: 10 }) {
  const memory = memoryStore({
    beforeAppend({ stream, expected, events }) {
      encodeAppend(randomUUID(), stream, expected, events);
    }
  }), tasks = [], pool = {
    take: () => ({ agent: { id: "none", name: "none", bootId: "none", gatewayId: "none", single: !1 } }),
    release: () => {
    },
    dispatch: (_, task) => {
      tasks.push(task);
    },
    cancel: () => {
    }
  }, commands = new Commands({
    ...memory,
    keys: new MemoryKeyStore(),
    clock: { now: () => Date.now() },
    log: { warn: () => {
    }, error: () => {
    } },
    writer: { version: "warm-up", bootId: "warm-up" },
    inline: !0,
    pool,
    prices: priceTable([]),
    random: () => 0.5,
    warningsOf: () => []
  }), over = new AbortController(), reads = rehearse(MAIN_GROUP, memory.feed, memory.blobs, over.signal);
  for (const [definition, times] of [
    [chain(20), runs.chain],
    [fan(100), runs.fan]
  ]) {
    await commands.workflows.execute(
      workflowStream(definition.id),
      { name: "SaveVersion", payload: { definition } },
      context()
    );
    for (let i = 0; i < times; i++) await run(definition.id);
  }
  over.abort(), await reads, commands.close(), memory.dispose();
  async function run(workflowId) {
    const started = context(), runId = derived.runId(uuidV5(started.commandId, "run")), trigger = { kind: "manual", id: "warm-up" };
    for (await commands.runs.execute(
      runStream(runId),
      { name: "StartRun", payload: { runId, workflowId, input: {}, trigger } },
      started
    ); tasks.length > 0; ) {
      const frame = parseFrame(StepResults, resultsOf(tasks.splice(0)));
      if (!frame.ok) throw new TypeError(frame.message);
      await Promise.all(
        frame.message.results.map(
          ({ leaseId, resultId, summary, usage }) => commands.runs.execute(
            runStream(runId),
            {
              name: "CompleteStep",
              payload: { leaseId: derived.leaseId(leaseId), resultId, output: { ok: !0 }, summary, usage }
            },
            { ...context(), actor: { kind: "agent", id: "none", name: "none" } }
          )
        )
      );
    }
  }
}
const actor = { kind: "operator", id: "warm-up", name: "warm-up" };
function context() {
  const commandId = randomUUID();
  return { commandId, causationId: commandId, actor };
}
function resultsOf(tasks) {
  const results = tasks.map(({ runId, leaseId, step: { stepKey } }) => ({
    runId,
    leaseId,
    resultId: randomUUID(),
    output: { ok: !0, step: stepKey }
  }));
  return JSON.parse(JSON.stringify({ results }));
}
export {
  warmUp
};
//# sourceMappingURL=warm-up.js.map
