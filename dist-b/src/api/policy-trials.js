var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { QueryBus } from "@nestjs/cqrs";
import { parseYaml } from "../commands/facts/yaml-source.js";
import { DomainError } from "../domain/kernel/errors.js";
import { zodProblems } from "../domain/kernel/zod-problems.js";
import { DayAccounts } from "../domain/policy/day-accounts.js";
import { findingText } from "../domain/policy/finding-text.js";
import { Policies } from "../domain/policy/policies.js";
import { rulesOfPlan, rulesOfPolicies } from "../domain/policy/rules.js";
import { NO_SUMS, withRun } from "../domain/policy/trial-sums.js";
import { TriedRun } from "../domain/policy/tried-run.js";
import { WorkflowDefinition } from "../domain/workflow/definition.js";
import { compilePlan } from "../domain/workflow/plan.js";
import { RunsQuery } from "./cqrs/run-queries.js";
import { WorkflowQuery } from "./cqrs/work-queries.js";
import { HISTORY } from "./ports.js";
const MOST_RUNS = 50, MOST_EVENTS = 2e4;
let PolicyTrials = class {
  constructor(history, queries) {
    this.history = history;
    this.queries = queries;
  }
  history;
  queries;
  /** The next runs. Rejects with POLICIES.INVALID, which lists every problem. */
  async page({ policies: source, since, workflow, cursor: from, soFar }) {
    const policies = source === void 0 ? void 0 : policiesOf(source), days = new DayAccounts((soFar?.days ?? []).map((day) => ({ ...day, nanoUsd: BigInt(day.nanoUsd) })));
    let sums = soFar ? sumsOf(soFar.sums) : NO_SUMS;
    const current = /* @__PURE__ */ new Map(), rulesFor = async (run, own) => policies ? rulesOfPolicies(policies, own) : (current.has(run.workflowId) || current.set(run.workflowId, await this.currentPlan(run.workflowId)), rulesOfPlan(current.get(run.workflowId) ?? own)), items = [], skipped = [];
    let cursor = from;
    for (let events = 0; items.length + skipped.length < MOST_RUNS && events < MOST_EVENTS; ) {
      const { items: found, next } = await this.queries.execute(
        new RunsQuery({
          startedFrom: since,
          sort: "startedAt",
          limit: 1,
          cursor,
          ...workflow === void 0 ? {} : { workflow: [workflow] }
        })
      ), [run] = found;
      if (run) {
        try {
          const tried = await this.tried(run, rulesFor, days);
          sums = withRun(sums, tried), items.push(triedView(run, tried));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          skipped.push({ runId: run.runId, reason: error.message });
        }
        events += run.revision + 1;
      }
      if (cursor = next, cursor === void 0) break;
    }
    return {
      items,
      skipped,
      soFar: {
        sums: sumsView(sums),
        days: days.list().map((day) => ({ ...day, nanoUsd: day.nanoUsd.toString() }))
      },
      ...cursor === void 0 ? {} : { next: cursor }
    };
  }
  async tried(row, rulesFor, days) {
    const { state } = await this.history.stateAt(row.runId, 0), plan = await this.history.planOf(state), run = new TriedRun(plan, await rulesFor(row, plan), days);
    for await (const event of this.history.events(row.runId)) run.tell(event);
    return run;
  }
  /** Undefined: it cannot be read, or is gone; then a run keeps its own. */
  async currentPlan(workflowId) {
    const row = await this.queries.execute(new WorkflowQuery(workflowId)), parsed = WorkflowDefinition.safeParse(row?.definition);
    return parsed.success ? compilePlan(parsed.data) : void 0;
  }
};
PolicyTrials = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(HISTORY)),
  __decorateParam(1, Inject(QueryBus))
], PolicyTrials);
function policiesOf(source) {
  const read = parseYaml(source);
  if (!read.ok) throw invalid(read.problems);
  const parsed = Policies.safeParse(read.value, { reportInput: !0 });
  if (!parsed.success) throw invalid(zodProblems(parsed.error));
  return parsed.data;
}
const invalid = (problems) => new DomainError(
  "POLICIES.INVALID",
  "invalid",
  "The policies cannot be tried; docs/policies.md shows how they are written.",
  {
    problems: problems.map(({ path, message }) => ({ path, message }))
  }
), triedView = (row, run) => ({
  runId: row.runId,
  workflowId: row.workflowId,
  workflowName: row.workflowName,
  version: row.workflowVersion,
  status: row.status,
  startedAt: row.startedAt,
  outcome: run.outcome,
  spentNanoUsd: run.spent.toString(),
  notSpentNanoUsd: run.notSpent.toString(),
  counts: Object.fromEntries(run.counts),
  findings: run.findings.map((finding) => ({
    kind: finding.kind,
    limit: finding.limit ?? null,
    stepKey: finding.stepKey ?? null,
    attempt: finding.attempt ?? null,
    revision: finding.revision,
    at: finding.at,
    notSpentNanoUsd: finding.notSpent.toString(),
    estimated: finding.estimated,
    text: findingText(finding)
  }))
}), sumsOf = ({ spentNanoUsd, notSpentNanoUsd, ...counts }) => ({
  ...counts,
  spent: BigInt(spentNanoUsd),
  notSpent: BigInt(notSpentNanoUsd)
}), sumsView = ({ spent, notSpent, runs, outcomes, findings }) => ({
  runs,
  outcomes: { ...outcomes },
  findings: { ...findings },
  spentNanoUsd: spent.toString(),
  notSpentNanoUsd: notSpent.toString()
});
export {
  PolicyTrials,
  policiesOf
};
//# sourceMappingURL=policy-trials.js.map
