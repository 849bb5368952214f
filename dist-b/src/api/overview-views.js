import { STREAMS } from "../domain/catalog.js";
import { mayApprove } from "../domain/run/may-approve.js";
import { recentEventView } from "./run-views.js";
const SHOWN = 50, HOUR_MS = 36e5;
function overviewView(rows, window, reader) {
  const now = Date.parse(window.now), mine = rows.approvals.filter((approval) => mayApprove(approval, reader, now).yes), needs = needsYou(rows, mine, window.now), hours = hoursOf(rows, window);
  return {
    at: window.now,
    position: rows.position,
    running: {
      runs: rows.open.running,
      paused: rows.open.paused,
      halted: rows.open.halted,
      stepsInFlight: Number(rows.open.stepsInFlight),
      agentsConnected: rows.agentsConnected
    },
    waiting: {
      approvals: mine.length,
      firstUntil: mine[0]?.expiresAt ?? null,
      othersApprovals: rows.approvals.length - mine.length,
      deadLetters: rows.deadLettersTotal,
      budget: rows.open.waitForBudget
    },
    failed: { from: window.failedFrom, ...rows.failed },
    spent: {
      from: window.dayStart,
      nanoUsd: String(hours.reduce((sum, { nanoUsd }) => sum + BigInt(nanoUsd), 0n)),
      hours
    },
    open: {
      limitNanoUsd: rows.open.limitNanoUsd,
      spentNanoUsd: rows.open.spentNanoUsd,
      reservedNanoUsd: rows.open.reservedNanoUsd,
      withoutLimit: rows.open.withoutLimit
    },
    needsYou: {
      total: needs.length + rows.deadLettersTotal - rows.deadLetters.length,
      items: needs.slice(0, SHOWN)
    },
    recent: rows.recent.map(recentEventView),
    incomplete: rows.parked.length > 0
  };
}
function hoursOf(rows, { dayStart, now }) {
  const start = Date.parse(dayStart), byHour = new Map(rows.hours.map((one) => [one.hour, one])), last = Math.floor((Date.parse(now) - start) / HOUR_MS);
  return Array.from({ length: Math.max(0, last) + 1 }, (_, hour) => ({
    at: new Date(start + hour * HOUR_MS).toISOString(),
    nanoUsd: byHour.get(hour)?.nanoUsd ?? "0",
    charges: byHour.get(hour)?.charges ?? 0
  }));
}
const NOTHING = {
  runId: null,
  workflowId: null,
  workflowName: null,
  version: null,
  stepKey: null,
  approvalId: null,
  agentId: null,
  haltId: null,
  tier: null,
  until: null,
  revision: null,
  position: null
};
function needsYou(rows, mine, now) {
  const items = [
    ...mine.map(approvalItem),
    ...rows.deadLetters.map(deadLetterItem),
    ...rows.shortOfBudget.flatMap(budgetItem),
    ...rows.goneAgents.map((agent) => agentItem(agent, now)),
    ...rows.unoffered.map(unofferedItem),
    ...rows.halts.map(haltItem),
    ...parkedItems(rows, now)
  ], rank = ({ kind, at, until }) => kind === "halt" ? `0 ${at}` : until === null ? `2 ${at}` : `1 ${until}`;
  return items.sort((a, b) => rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0);
}
const approvalItem = (approval) => ({
  ...NOTHING,
  kind: "approval",
  title: approval.kind === "overrun" ? `More money for ${approval.stepName}` : approval.stepName,
  detail: approval.reason,
  runId: approval.runId,
  workflowId: approval.workflowId,
  workflowName: approval.workflowName,
  version: approval.workflowVersion,
  stepKey: approval.stepKey,
  approvalId: approval.approvalId,
  tier: approval.tier,
  at: approval.requestedAt,
  until: approval.expiresAt,
  revision: approval.stateRevision,
  position: approval.statePosition,
  link: `/approvals/${approval.approvalId}`
}), deadLetterItem = (letter) => ({
  ...NOTHING,
  kind: "deadLetter",
  title: `${letter.stepKey} gave up after ${letter.attempts === 1 ? "one attempt" : `${letter.attempts} attempts`}`,
  detail: letter.message,
  runId: letter.runId,
  workflowId: letter.workflowId,
  workflowName: letter.workflowName,
  version: letter.workflowVersion,
  stepKey: letter.stepKey,
  at: letter.at,
  revision: letter.revision,
  position: letter.statePosition,
  link: `/runs/${letter.runId}?tab=failure`
});
function budgetItem(run) {
  const wait = run.waits.find(({ kind }) => kind === "budget");
  return wait ? [
    {
      ...NOTHING,
      kind: "budget",
      title: `${wait.stepKey ?? run.workflowName} waits for a budget`,
      detail: wait.reason ?? "",
      runId: run.runId,
      workflowId: run.workflowId,
      workflowName: run.workflowName,
      version: run.workflowVersion,
      stepKey: wait.stepKey ?? null,
      at: run.startedAt,
      until: wait.until ?? null,
      revision: wait.revision ?? run.stateRevision,
      position: run.statePosition,
      link: `/runs/${run.runId}?tab=cost`
    }
  ] : [];
}
const agentItem = (agent, now) => ({
  ...NOTHING,
  kind: "agent",
  title: `${agent.name} is away`,
  detail: agent.leasesHeld === 1 ? "holds 1 lease" : `holds ${agent.leasesHeld} leases`,
  agentId: agent.agentId,
  at: agent.lastDisconnectedAt ?? agent.lastConnectedAt ?? now,
  link: `/agents/${encodeURIComponent(agent.agentId)}`
}), unofferedItem = ({ capability, runs, since }) => ({
  ...NOTHING,
  kind: "agent",
  title: `No agent offers ${capability}`,
  detail: runs === 1 ? "1 run waits for it" : `${runs} runs wait for it`,
  at: since,
  link: `/agents?connect=${encodeURIComponent(capability)}`
}), haltItem = (halt) => ({
  ...NOTHING,
  kind: "halt",
  title: halt.workflowId === null ? "Everything is halted" : `Workflow ${halt.workflowId} is halted`,
  detail: halt.reason,
  workflowId: halt.workflowId,
  haltId: halt.haltId,
  at: halt.orderedAt,
  link: `/?halt=${halt.haltId}`
});
function parkedItems({ parked }, now) {
  return parked.map(({ stream, type, reason, position, revision }) => {
    const runId = stream.startsWith(STREAMS.run) ? stream.slice(STREAMS.run.length) : null;
    return {
      ...NOTHING,
      kind: "parked",
      title: `${stream} cannot be shown from event ${revision} on`,
      detail: `${type}: ${reason}`,
      runId,
      // When it was parked is not known: it is so now.
      at: now,
      revision,
      position,
      link: "/system?tab=health"
    };
  });
}
export {
  overviewView
};
//# sourceMappingURL=overview-views.js.map
