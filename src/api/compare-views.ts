import type { ComparedSide } from '../domain/run/compared-side.js';
import type { ComparedStep, ComparedStepSide, RunComparison } from '../domain/run/compare.js';
import type { Amount } from '../domain/run/state.js';
import type { Comparison, PayloadDifference } from './contract/compare.js';
import { amountView } from './run-state-view.js';

/** Differences of payloads and definitions as they are shown: of single steps, of the runs' input, of the definitions themselves. */
export interface ShownDifferences {
  readonly input: PayloadDifference | null;
  readonly workflow: Comparison['workflow'];
  readonly steps: readonly Pick<Comparison['steps'][number], 'inputs' | 'output' | 'fields'>[];
}

export const comparisonView = (
  { a, b }: { readonly a: ComparedSide & { last: number }; readonly b: ComparedSide & { last: number } },
  { same, relation, sameWorkflow, parting, steps }: RunComparison,
  shown: ShownDifferences,
): Comparison => ({
  a: sideView(a),
  b: sideView(b),
  same,
  relation:
    relation.kind === 'replay'
      ? { kind: relation.kind, of: relation.of, revision: relation.revision }
      : { kind: relation.kind, of: null, revision: null },
  sameWorkflow,
  parting: parting ? { ...parting, reasons: [...parting.reasons], a: parting.a ?? null, b: parting.b ?? null } : null,
  input: shown.input,
  workflow: shown.workflow,
  steps: steps.map((step, i) => stepView(step, shown.steps[i] ?? NOTHING_SHOWN)),
});

const NOTHING_SHOWN = { inputs: null, output: null, fields: [] };

function sideView({ run, story, plan, revision, at, last }: ComparedSide & { last: number }): Comparison['a'] {
  const work = [...story.work.values()];
  const kept = [...run.steps.values()].flatMap(({ carriedCost }) => carriedCost ?? []);
  return {
    runId: run.runId,
    workflowId: run.workflow.id,
    workflowName: run.workflow.name,
    version: run.workflow.version,
    status: run.status,
    reason: story.reason ?? null,
    revision,
    last,
    startedAt: new Date(run.startedAt).toISOString(),
    endedAt: run.endedAt === undefined ? null : new Date(run.endedAt).toISOString(),
    durationMs: (run.endedAt ?? at) - run.startedAt,
    workedMs: work.reduce((sum, { workedMs }) => sum + workedMs, 0),
    spent: amountView(run.budget.spent),
    kept: { steps: kept.length, had: amountView(kept.reduce(plus, NOTHING)) },
    attempts: work.reduce((sum, { attempts }) => sum + attempts, 0),
    steps: { total: plan.steps.length, done: run.done },
  };
}

const stepView = (
  { stepKey, name, differs, first, a, b }: ComparedStep,
  shown: ShownDifferences['steps'][number],
): Comparison['steps'][number] => ({
  stepKey,
  name,
  differs: [...differs],
  first,
  ...shown,
  a: a ? stepSideView(a) : null,
  b: b ? stepSideView(b) : null,
});

function stepSideView({ status, state, work }: ComparedStepSide): NonNullable<Comparison['steps'][number]['a']> {
  const took = work?.startedAt === undefined || work.endedAt === undefined ? null : work.endedAt - work.startedAt;
  return {
    status,
    attempts: work?.attempts ?? 0,
    agentName: work?.agentName ?? null,
    model: work?.model ?? null,
    spent: amountView(state?.spent ?? NOTHING),
    workedMs: work?.workedMs ?? 0,
    tookMs: took,
    error: state?.lastCause && status !== 'completed' ? { ...state.lastCause } : null,
    summary: state?.summary ?? null,
    keptFrom: work?.keptFrom ? { ...work.keptFrom } : null,
    revision: work?.revision ?? null,
    inputsRevision: work?.inputs?.revision ?? null,
    outputRevision: work?.output?.revision ?? null,
  };
}

const NOTHING: Amount = { nanoUsd: 0n, tokens: 0 };
const plus = (sum: Amount, one: Amount): Amount => ({
  nanoUsd: sum.nanoUsd + one.nanoUsd,
  tokens: sum.tokens + one.tokens,
});
