import { createHash } from "node:crypto";
import { runStream } from "../src/domain/catalog.js";
import { derived } from "../src/domain/kernel/ids.js";
const YEAR_MS = 365 * 864e5, END = Date.parse("2026-11-25T00:00:00.000Z"), VALUES = Number(process.env.WORDS ?? 30), AT_ONCE = 30;
function uuid(name) {
  const hex = createHash("md5").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
let state = 42;
const random = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31, word = () => `w${Math.floor(2e4 ** random()).toString(36)}`, words = (count) => Array.from({ length: count }, word).join(" "), ACTORS = {
  operator: { kind: "operator", id: "ada", name: "Ada" },
  scheduler: { kind: "system", id: "scheduler", name: "Scheduler", onBehalfOf: "ada" }
}, runIdOf = (number) => derived.runId(uuid(`run ${number}`));
function ending(number) {
  const revoked = { revoked: [], withdrawn: [] };
  if (number % 2500 === 7) return ["RunHalted", { scope: { kind: "run" }, reason: words(4), ...revoked }];
  if (number % 1e3 === 9) return ["RunPaused", { reason: words(4) }];
  if (number % 500 !== 3)
    return number % 50 === 1 ? ["RunCancelled", { reason: words(4), ...revoked }] : number % 10 === 0 ? ["RunFailed", { because: "deadLetter", message: words(4), ...revoked }] : ["RunCompleted", { spentNanoUsd: "28600", tokens: 1, steps: 5 }];
}
const chargeOf = (number) => number % 5e3 === 11 ? "5000000" : String(5e3 + number % 2e3);
function* run(number, next) {
  const runId = derived.runId(uuid(`run ${number}`)), stream = runStream(runId), workflow = `workflow-${number % 25}`;
  let revision = -1, last = "";
  const event = (type, data, actor, causationId) => {
    revision++;
    const { made, at } = next(), commandId = derived.commandId(uuid(`${stream} ${revision}`));
    last = uuid(`event ${made}`);
    const metadata = {
      v: 1,
      commandId,
      index: 0,
      correlationId: runId,
      causationId: causationId ?? commandId,
      actor,
      at,
      writer: { version: "bench", bootId: "bench" },
      prev: "0".repeat(64),
      hash: "0".repeat(64)
    };
    return { kind: "event", position: BigInt(made) * 7n, event: { id: last, stream, revision, type, data, metadata } };
  };
  yield event(
    "RunStarted",
    {
      runId,
      rootRunId: runId,
      workflow: { id: workflow, name: workflow, version: 1 },
      input: { text: words(10) },
      trigger: { kind: "manual", id: "ada" },
      operatorName: "Ada"
    },
    ACTORS.operator
  );
  for (let i = 0; i < 5; i++) {
    const step = { stepKey: `step-${i}`, stepId: `step-${i}` }, leaseId = uuid(`${stream} lease ${i}`), agent = { kind: "agent", id: `agent-${i}`, name: `Agent ${i}`, onBehalfOf: "ada" }, attempt = { step, attempt: 1, leaseId };
    if (i === 3) {
      const approvalId = uuid(`${stream} approval`), asked = { approvalId, step, attempt: 1, params: { text: words(10) }, tier: "write", reason: words(5) };
      yield event("ApprovalRequested", { ...asked, expiresAt: "2026-12-01T00:00:00.000Z" }, ACTORS.scheduler, last), yield event("ApprovalGranted", { approvalId, by: ["ada"], comment: words(5) }, ACTORS.operator);
    }
    const dispatched = { agent: { id: agent.id, name: agent.name }, capability: "work", tier: "read" }, task = { ...attempt, ...dispatched, taskId: uuid(`${stream} ${i}`), inputs: { text: words(10) } };
    yield event("StepDispatched", task, ACTORS.scheduler, last), i % 2 === 0 && (yield event(
      "UsageCharged",
      { ...attempt, charges: [{ model: "demo/rules-1", nanoUsd: "1200" }] },
      agent,
      leaseId
    ));
    const failed = number % 10 === 0 && i === 4, charges = [{ model: "demo/rules-1", nanoUsd: chargeOf(number) }];
    yield failed ? event("StepFailed", { ...attempt, class: "tool", message: words(8), charges: [] }, agent, leaseId) : event(
      "StepCompleted",
      { ...attempt, output: { text: words(VALUES) }, summary: words(6), charges },
      agent,
      leaseId
    );
  }
  const end = ending(number);
  end && (yield event(...end, ACTORS.scheduler));
}
function* log(events) {
  let made = 0;
  const next = () => {
    made++;
    const minute = Math.floor(Math.floor(made / 50) * 50 * YEAR_MS / events / 6e4) * 6e4;
    return { made, at: new Date(END - YEAR_MS + minute + made % 50 * 1e3).toISOString() };
  }, open = [];
  for (let number = 1; made < events; ) {
    for (; open.length < AT_ONCE; ) open.push(run(number++, next));
    const index = Math.floor(random() * AT_ONCE), step = open[index]?.next();
    step?.done === !1 ? yield step.value : open.splice(index, 1);
  }
}
export {
  END,
  YEAR_MS,
  log,
  runIdOf
};
//# sourceMappingURL=audit-log.js.map
