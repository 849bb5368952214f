import { endpoints } from "../../api/contract/endpoints.js";
function toPicture({ run, steps }, events, progress) {
  return {
    run: {
      runId: run.runId,
      workflowId: run.workflowId,
      version: run.version,
      status: run.status,
      operator: run.operatorName,
      source: run.source ?? void 0,
      startedAt: run.startedAt,
      endedAt: run.endedAt ?? void 0,
      deadlineAt: run.deadlineAt ?? void 0,
      reason: run.reason ?? void 0,
      budget: {
        limitNano: run.limit.nanoUsd === null ? void 0 : BigInt(run.limit.nanoUsd),
        spentNano: BigInt(run.spent.nanoUsd),
        reservedNano: BigInt(run.reserved.nanoUsd),
        limitTokens: run.limit.tokens ?? void 0,
        spentTokens: run.spent.tokens
      },
      revision: run.revision
    },
    steps: [...steps].sort((a, b) => a.order - b.order).map((step) => ({
      stepKey: step.stepKey,
      name: step.name,
      status: step.status,
      dependsOn: step.dependsOn,
      tier: step.tier,
      attempt: step.attempt,
      capability: step.capability,
      agent: step.agentName ?? step.agentId ?? void 0,
      startedAt: step.startedAt ?? void 0,
      endedAt: step.endedAt ?? void 0,
      retryAt: step.retryAt ?? void 0,
      costNano: BigInt(step.spent.nanoUsd),
      error: step.error?.message,
      progress: step.status === "running" ? progress.get(step.stepKey) ?? recorded(step) : void 0
    })),
    waits: run.waits.map((wait) => ({
      kind: wait.kind,
      stepKey: wait.stepKey,
      approvalId: wait.approvalId,
      until: wait.until,
      detail: wait.capability ?? wait.reason
    })),
    events
  };
}
function recorded({ progress }) {
  return progress === null ? void 0 : { percent: progress.percent ?? void 0, message: progress.message ?? void 0 };
}
const toPictureEvent = (event) => ({
  revision: event.revision,
  type: event.type,
  stepKey: event.stepKey ?? void 0,
  attempt: event.attempt ?? void 0,
  actor: event.actor.name === "" ? event.actor.id : event.actor.name,
  at: event.at
});
async function readEventsFrom(api, runId, from) {
  const events = [];
  let next = from;
  for (; next !== void 0; ) {
    const { value } = await api.call(
      endpoints.listRunEvents,
      {
        params: { runId },
        query: { view: "index", from: next, limit: 1e3 }
      }
    );
    events.push(...value.items.map(toPictureEvent)), next = value.next !== void 0 && value.next > next ? value.next : void 0;
  }
  return events;
}
export {
  readEventsFrom,
  toPicture,
  toPictureEvent
};
//# sourceMappingURL=fetch-picture.js.map
