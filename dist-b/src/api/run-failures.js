var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { isBlobRef } from "../domain/kernel/payload.js";
import { FAILURE_EVENTS } from "../domain/run/failure-events.js";
import { firstCause, stoppedBy } from "../domain/run/first-cause.js";
import { remedies } from "../domain/run/remedies.js";
import { AttemptsQuery, GoodStepQuery, RunEventsQuery, SameFailureQuery } from "./cqrs/run-queries.js";
import { actionView, differences, elsewhereView, failedAttemptView, goodRunView, saidBy } from "./failure-views.js";
import { RunPayloads } from "./run-payloads.js";
import { durationOf } from "./run-views.js";
const TOLD = [
  ...FAILURE_EVENTS,
  "StepRetryScheduled",
  "StepRedriven",
  "StepSkipped",
  "BudgetExceeded",
  "RunHalted",
  "RunCancelled"
], MOST_EVENTS = 5e3, MOST_FOLLOWED = 100, COMPARED_BYTES = 1048576, ENDS = /* @__PURE__ */ new Set(["RunFailed", "RunHalted", "RunCancelled"]);
let RunFailures = class {
  constructor(queries, payloads) {
    this.queries = queries;
    this.payloads = payloads;
  }
  queries;
  payloads;
  async of(found) {
    const { run } = found, events = await this.queries.execute(
      new RunEventsQuery({ runId: run.runId, types: TOLD, limit: MOST_EVENTS })
    ), steps = found.steps.map((step2) => ({ ...step2, hasOutput: step2.outputRevision !== null })), ended = await this.endOf(run.runId, events), causes = firstCause({ status: run.status, steps, events, ended });
    if (!causes) return nothingWrong(run);
    const { first } = causes, step = found.steps.find(({ stepKey }) => stepKey === first.stepKey), attempts = await this.attemptsOf(run.runId, first, events), cause = await this.causeView(run.runId, first, step, attempts), good = step ? await this.queries.execute(new GoodStepQuery(run.workflowId, step.stepKey, cause.at)) : void 0, stopped = stoppedBy(first, steps), { fingerprint } = cause, same = fingerprint === null ? void 0 : await this.queries.execute(new SameFailureQuery(fingerprint)), failed = attempts.filter(({ outcome }) => outcome !== "running"), likelyToFail = failed.length > 1 && failed.every((one) => one.fingerprint !== null && one.fingerprint === fingerprint), estimate = good?.attempt.spentNanoUsd ?? step?.estimateNanoUsd ?? null, shortOfBudget = found.steps.filter(({ status }) => status === "awaitingBudget").map(({ stepKey }) => stepKey);
    return {
      runId: run.runId,
      status: run.status,
      first: cause,
      followed: followedBy(first, events, attempts, fingerprint),
      eventsAfter: run.revision - first.revision,
      stopped: stopped.map(({ stepKey, name, estimateNanoUsd }) => ({ stepKey, name, estimateNanoUsd })),
      notSpentNanoUsd: String(stopped.reduce((sum, { estimateNanoUsd }) => sum + BigInt(estimateNanoUsd), 0n)),
      others: await Promise.all(causes.others.map((other) => this.otherView(found, other))),
      lastGood: good ? goodRunView(good) : null,
      differences: good && step ? await this.compare(run, step, attempts, good, cause.schemaErrors) : [],
      actions: remedies({ status: run.status, cause: first, stepStatus: step?.status, shortOfBudget }).map(
        (one) => actionView(one, { nanoUsd: estimate, likelyToFail })
      ),
      elsewhere: elsewhereView(same)
    };
  }
  async endOf(runId, events) {
    const end = events.findLast(({ type }) => type === "RunFailed"), event = end && await this.payloads.event(runId, end.revision);
    if (event?.type === "RunFailed")
      return { because: event.data.because, stepKey: event.data.step?.stepKey };
  }
  /** Of the step that it is about, since a person last had it tried again. */
  async attemptsOf(runId, { stepKey }, events) {
    if (stepKey === null) return [];
    const again = events.findLast((event) => event.type === "StepRedriven" && event.stepKey === stepKey);
    return (await this.queries.execute(new AttemptsQuery(runId, stepKey))).filter(({ dispatchedRevision }) => dispatchedRevision > (again?.revision ?? -1));
  }
  async causeView(runId, cause, step, attempts) {
    const event = await this.payloads.event(runId, cause.revision), { fingerprint, ...said } = saidBy(event);
    return {
      kind: cause.kind,
      stepKey: cause.stepKey,
      stepName: step?.name ?? null,
      stepStatus: step?.status ?? null,
      revision: cause.revision,
      position: (event?.position ?? 0n).toString(),
      at: event?.metadata.at ?? (/* @__PURE__ */ new Date(0)).toISOString(),
      type: event?.type ?? "",
      ...said,
      fingerprint: fingerprint ?? attempts.find((one) => one.fingerprint !== null)?.fingerprint ?? null,
      attempts: await Promise.all(
        attempts.map(async (one) => failedAttemptView(one, await this.schemaErrorsOf(runId, one)))
      )
    };
  }
  async schemaErrorsOf(runId, attempt) {
    if (attempt.outcome !== "outputRejected" || attempt.endedRevision === null) return [];
    const event = await this.payloads.event(runId, attempt.endedRevision);
    return event?.type === "StepOutputRejected" ? [...event.data.errors] : [];
  }
  async otherView({ run, steps }, other) {
    const step = steps.find(({ stepKey }) => stepKey === other.stepKey), event = await this.payloads.event(run.runId, other.revision), { class: kind, code, message, fingerprint } = saidBy(event);
    return {
      stepKey: other.stepKey ?? "",
      stepName: step?.name ?? "",
      stepStatus: step?.status ?? "pending",
      revision: other.revision,
      at: event?.metadata.at ?? run.startedAt,
      class: kind,
      code,
      message,
      fingerprint
    };
  }
  async compare(run, step, attempts, good, schemaErrors) {
    const last = attempts.at(-1);
    if (!last) return [];
    const side = async (of, version, attempt) => ({
      version,
      agent: attempt.agentName,
      model: attempt.model,
      attempts: of.attempt,
      durationMs: durationOf(of.startedAt ?? attempt.dispatchedAt, of.endedAt ?? attempt.endedAt),
      nanoUsd: of.spentNanoUsd,
      input: await this.inputOf(attempt),
      output: await this.outputOf(attempt)
    });
    return differences(
      await side(good.step, good.version, good.attempt),
      await side(step, run.workflowVersion, last),
      schemaErrors
    );
  }
  async inputOf({ runId, dispatchedRevision }) {
    const event = await this.payloads.event(runId, dispatchedRevision);
    return event?.type === "StepDispatched" ? this.small(event.data.inputs) : void 0;
  }
  async outputOf({ runId, endedRevision }) {
    const event = endedRevision === null ? void 0 : await this.payloads.event(runId, endedRevision);
    return event?.type === "StepCompleted" || event?.type === "StepOutputRejected" ? this.small(event.data.output) : void 0;
  }
  async small(payload) {
    if (!(isBlobRef(payload) && payload.$blob.size > COMPARED_BYTES))
      return this.payloads.value(payload);
  }
};
RunFailures = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(QueryBus)),
  __decorateParam(1, Inject(RunPayloads))
], RunFailures);
function followedBy(first, events, attempts, fingerprint) {
  const prints = new Map(attempts.map((one) => [one.endedRevision, one.fingerprint]));
  return events.filter(
    ({ revision, stepKey, type }) => revision > first.revision && (ENDS.has(type) || stepKey !== null && stepKey === first.stepKey)
  ).slice(0, MOST_FOLLOWED).map(({ revision, at, type, stepKey, attempt, actorName }) => ({
    revision,
    at,
    type,
    stepKey,
    attempt,
    actorName,
    same: fingerprint !== null && prints.get(revision) === fingerprint
  }));
}
const nothingWrong = (run) => ({
  runId: run.runId,
  status: run.status,
  first: null,
  followed: [],
  eventsAfter: 0,
  stopped: [],
  notSpentNanoUsd: "0",
  others: [],
  lastGood: null,
  differences: [],
  actions: [],
  elsewhere: elsewhereView(void 0)
});
export {
  RunFailures
};
//# sourceMappingURL=run-failures.js.map
