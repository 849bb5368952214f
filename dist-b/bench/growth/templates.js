import { Commands } from "../../src/commands/commands.js";
import { loadPriceTable } from "../../src/commands/facts/price-table.js";
import { uuidV5 } from "../../src/commands/hashing.js";
import { runStream, workflowStream } from "../../src/domain/catalog.js";
import { ApprovalId, derived, LeaseId } from "../../src/domain/kernel/ids.js";
import { WorkflowDefinition } from "../../src/domain/workflow/definition.js";
import { memoryStore } from "../../src/eventstore/memory.js";
import { MemoryKeyStore } from "../../src/keystore/memory-key-store.js";
const MIX = { plain: 78, retried: 8, failed: 8, cancelled: 4, waiting: 1, paused: 1 }, KINDS = ["plain", "retried", "failed", "cancelled", "waiting", "paused"], MADE_AT = Date.parse("2026-01-01T00:00:00.000Z"), STEPS = 10, TEXT = "The report names three findings, of which one is urgent. ", silent = { info: () => {
}, warn: () => {
}, error: console.error }, definition = WorkflowDefinition.parse({
  id: "growth-mix",
  name: "Report",
  policies: { onDeadLetter: "fail" },
  steps: Array.from({ length: STEPS }, (_, i) => ({
    id: `step-${i}`,
    agent: "work",
    model: "demo/rules-1",
    output: { type: "object" },
    retry: { attempts: 3, initial: "1s" },
    ...i === 0 ? {} : { dependsOn: [`step-${i - 1}`], inputs: { text: `steps["step-${i - 1}"].output.text` } },
    ...i === 4 ? { tier: "write", approval: { required: !0, expiresAfter: "900d", reason: "It writes." } } : {}
  }))
});
async function makeTemplates() {
  const memory = memoryStore(), appends = [], blobs = [], store = {
    async append(stream, head, events) {
      const outcome = await memory.store.append(stream, head, events);
      return outcome.kind === "appended" && appends.push({ stream, events: structuredClone(events) }), outcome;
    },
    read: (...given) => memory.store.read(...given),
    readOne: (...given) => memory.store.readOne(...given),
    available: () => !0,
    refusal: () => {
    }
  }, keptBlobs = {
    put(text, sha256, mediaType) {
      return blobs.push({ text, sha256, mediaType }), memory.blobs.put(text, sha256, mediaType);
    },
    get: (ref) => memory.blobs.get(ref),
    keep: (ref) => memory.blobs.keep(ref)
  }, clock = { ms: MADE_AT, now: () => clock.ms }, tasks = [], pool = {
    take: () => ({ agent: { id: "agent-1", name: "Agent 1", bootId: "boot", gatewayId: "gateway", single: !1 } }),
    release: () => {
    },
    dispatch: (_, task) => {
      tasks.push(task);
    },
    cancel: () => {
    }
  }, commands = new Commands({
    ...memory,
    store,
    blobs: keptBlobs,
    keys: new MemoryKeyStore(),
    clock,
    log: silent,
    writer: { version: "bench", bootId: "bench" },
    inline: !0,
    pool,
    prices: loadPriceTable(),
    random: () => 0.5,
    warningsOf: () => []
  });
  await commands.start();
  let sent = 0;
  const context = (kind) => {
    const commandId = uuidV5("6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60", "growth", String(++sent)), actor = kind === "operator" ? { kind, id: "ada", name: "Ada" } : { kind, id: "agent-1", name: "Agent 1" };
    return { commandId: derived.commandId(commandId), causationId: commandId, actor };
  };
  await commands.workflows.execute(
    workflowStream(definition.id),
    { name: "SaveVersion", payload: { definition } },
    context("operator")
  );
  const runs = /* @__PURE__ */ new Map();
  for (const kind of KINDS) {
    const stream = await makeRun(kind);
    runs.set(
      kind,
      appends.filter((append) => append.stream === stream)
    );
  }
  commands.close();
  const ofRuns = new Set([...runs.values()].flat());
  return { base: appends.filter((append) => !ofRuns.has(append)), blobs, runs };
  async function makeRun(kind) {
    tasks.length = 0;
    const runId = derived.runId(context("operator").commandId), stream = runStream(runId), give = (request, by) => (clock.ms += 40, commands.runs.execute(stream, request, context(by))), usage = (leaseId) => [
      {
        callId: `${leaseId}-call`,
        model: "demo/rules-1",
        input: 900,
        cachedInput: 100,
        cacheWrite: 0,
        output: 250,
        reasoning: 0,
        source: "measured"
      }
    ], trigger = { kind: "manual", id: "ada" };
    for (await give(
      { name: "StartRun", payload: { runId, workflowId: definition.id, input: { text: TEXT }, trigger } },
      "operator"
    ); ; ) {
      const task = tasks.shift() ?? await goOn();
      if (!task) return stream;
      const leaseId = LeaseId.parse(task.leaseId), number = Number(task.step.stepId.split("-")[1]), resultId = `${leaseId}-result`, fails = kind === "retried" && number === 2 && task.attempt === 1 || kind === "failed" && number === 7;
      number === 3 && await give({ name: "ReportProgress", payload: { leaseId, percent: 50, message: "half of it" } }, "agent"), number % 3 === 0 && await give({ name: "ReportUsage", payload: { leaseId, usage: usage(leaseId) } }, "agent"), number === 4 && await give(
        {
          name: "RecordSideEffect",
          payload: {
            leaseId,
            effectId: `${leaseId}-effect`,
            kind: "file",
            target: "report.md",
            receipt: { bytes: 912 }
          }
        },
        "agent"
      ), await give(fails ? { name: "FailStep", payload: { leaseId, resultId, error: {
        class: "tool",
        code: "BROKEN",
        message: "the host did not answer",
        retryable: kind === "retried"
      }, usage: [] } } : {
        name: "CompleteStep",
        payload: { leaseId, resultId, output: { text: TEXT.repeat(4) }, summary: TEXT, usage: usage(leaseId) }
      }, "agent");
    }
    async function goOn() {
      clock.ms += 5e3, await commands.runs.nudge(stream);
      const retried = tasks.shift();
      if (retried) return retried;
      const asked = await commands.runs.look(
        stream,
        (run) => run.status === "none" ? void 0 : [...run.approvals.values()].find(({ status }) => status === "pending")
      );
      if (!(!asked || kind === "waiting")) {
        if (kind === "paused" || kind === "cancelled") {
          await give(
            { name: kind === "paused" ? "PauseRun" : "CancelRun", payload: { reason: "not needed now" } },
            "operator"
          );
          return;
        }
        return await give(
          { name: "Approve", payload: { approvalId: ApprovalId.parse(asked.approvalId), comment: "fine" } },
          "operator"
        ), tasks.shift();
      }
    }
  }
}
export {
  MADE_AT,
  MIX,
  makeTemplates
};
//# sourceMappingURL=templates.js.map
