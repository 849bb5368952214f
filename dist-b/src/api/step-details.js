var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { payloadView, RunPayloads } from "./run-payloads.js";
import { attemptDetailView, chargeView, indexedEvent, stepView } from "./run-views.js";
let StepDetails = class {
  constructor(payloads) {
    this.payloads = payloads;
  }
  payloads;
  async of(runId, found) {
    const { step, attempts } = found, ends = new Map(await Promise.all(attempts.map(async (one) => [one.attempt, await this.endOf(one)]))), last = attempts.at(-1), given = last && await this.payloads.event(runId, last.dispatchedRevision), dispatched = given?.type === "StepDispatched" ? given : void 0;
    return {
      runId,
      step: stepView(step),
      dependents: [...found.dependents],
      attempts: attempts.map((attempt) => attemptDetailView(attempt, said(ends.get(attempt.attempt)))),
      input: dispatched ? payloadView(dispatched, dispatched.data.inputs) : null,
      parentSummary: dispatched?.data.parentSummary ?? null,
      output: await this.outputOf(runId, found, [...ends.values()].at(-1), dispatched),
      approvals: found.approvals.map((approval) => ({
        approvalId: approval.approvalId,
        kind: approval.kind,
        status: approval.status,
        attempt: approval.attempt,
        reason: approval.reason,
        requestedAt: approval.requestedAt,
        revision: approval.revision,
        expiresAt: approval.expiresAt,
        decidedAt: approval.decidedAt,
        decidedBy: [...approval.decidedBy],
        comment: approval.comment
      })),
      charges: found.charges.map(chargeView),
      events: found.events.map(indexedEvent),
      moreEvents: found.moreEvents
    };
  }
  /** The event that ended an attempt, where it says more than its row. */
  async endOf(attempt) {
    if (!(!(attempt.outcome === "outputRejected" || attempt.outcome === "completed") || attempt.endedRevision === null))
      return this.payloads.event(attempt.runId, attempt.endedRevision);
  }
  /** The accepted output; else the one that the last attempt offered and the schema refused. */
  async outputOf(runId, { step }, lastEnd, dispatched) {
    const event = step.outputRevision === null || lastEnd?.revision === step.outputRevision ? lastEnd : await this.payloads.event(runId, step.outputRevision);
    switch (event?.type) {
      case "StepCompleted": {
        const { output, attempt, verdict } = event.data, { schemaHash } = verdict;
        return {
          ...payloadView(event, output),
          attempt,
          substitute: !1,
          verdict: { valid: !0, schemaHash, errors: [] }
        };
      }
      case "StepOutputRejected": {
        const { output, attempt, schemaHash, errors } = event.data;
        return {
          ...payloadView(event, output),
          attempt,
          substitute: !1,
          verdict: { valid: !1, schemaHash, errors: [...errors] }
        };
      }
      case "StepCarriedOver": {
        const { output, outcome, verdict } = event.data;
        return output === void 0 ? null : {
          ...payloadView(event, output),
          attempt: null,
          substitute: outcome !== "completed",
          verdict: { valid: !0, schemaHash: verdict?.schemaHash ?? "", errors: [] }
        };
      }
      case "StepSkipped": {
        if (event.data.output === void 0) return null;
        const schemaHash = dispatched?.data.constraints.outputSchema.hash ?? "";
        return {
          ...payloadView(event, event.data.output),
          attempt: null,
          substitute: !0,
          verdict: { valid: !0, schemaHash, errors: [] }
        };
      }
      default:
        return null;
    }
  }
};
StepDetails = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(RunPayloads))
], StepDetails);
function said(end) {
  return {
    schemaErrors: end?.type === "StepOutputRejected" ? [...end.data.errors] : [],
    summary: end?.type === "StepCompleted" ? end.data.summary : null
  };
}
export {
  StepDetails
};
//# sourceMappingURL=step-details.js.map
