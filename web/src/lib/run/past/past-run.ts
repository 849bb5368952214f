import type { Approval } from '$contract/approvals.js';
import type { RunState, StepAt } from '$contract/run-state.js';
import type { StepDetail } from '$contract/run-steps.js';
import type { Run, Step, Wait } from '$contract/run-views.js';
import { endsBadly } from '../../models/event-look.js';
import type { Timeline } from '../timeline/lanes.js';

/** What never changes of a run comes from how it is now, everything else from its state at the event. */
export function pastRun(now: Run, state: RunState): Run {
  const known = new Map(now.steps.map((step) => [step.stepKey, step]));
  const steps = state.steps.flatMap((step) => {
    const present = known.get(step.stepKey) ?? known.get(step.stepId);
    return present ? [pastStep(present, step, state)] : [];
  });
  const waits = state.waits.filter((wait) => !followsAtOnce(wait, state.event));
  const running = steps.find(({ status }) => status === 'running');
  return {
    run: {
      ...now.run,
      status: state.status,
      endedAt: state.endedAt,
      durationMs: state.endedAt === null ? null : Date.parse(state.endedAt) - Date.parse(state.startedAt),
      limit: state.limit,
      spent: state.spent,
      reserved: state.reserved,
      steps: state.counts,
      pips: now.run.pips === null ? null : steps.map(({ status }) => status),
      current: running ? { stepKey: running.stepKey, name: running.name, percent: null, message: null } : null,
      waits,
      waitsForPerson: waits.some(({ kind }) => kind === 'approval' || kind === 'budget' || kind === 'deadLetter'),
      reason: state.halt?.reason ?? (state.endedAt === null ? null : now.run.reason),
      revision: state.revision,
      position: state.event.position,
      stateRevision: Math.min(now.run.stateRevision, state.revision),
    },
    steps,
  };
}

/** Between the failure of an attempt and the event after it, which says what follows, the step waits for nobody: both are of one append. */
const followsAtOnce = ({ kind, stepKey }: Wait, event: RunState['event']): boolean =>
  endsBadly(event.type) && stepKey === event.stepKey && (kind === 'agent' || kind === 'slot');

/** A step that is done stays as it is: when it ended is known. Of one that failed for good it is not, once it was tried again. */
function pastStep(now: Step, step: StepAt, { at }: RunState): Step {
  const ended = step.status === 'completed' || step.status === 'skipped' || step.status === 'abandoned';
  return {
    ...now,
    stepKey: step.stepKey,
    status: step.status,
    attempt: step.attempt,
    agentId: step.agentId,
    agentName: step.agentName,
    readyAt: now.readyAt !== null && now.readyAt <= at ? now.readyAt : null,
    startedAt: step.startedAt,
    endedAt: ended ? now.endedAt : null,
    retryAt: step.retryAt,
    approvalId: step.approvalId,
    spent: step.spent,
    reserved: step.reserved,
    limit: step.limit,
    progress: null,
    error: step.error,
    summary: step.summary,
    outputRevision: step.outputRevision,
  };
}

/** Bars as far as they had come: an attempt that ended later was running, a decision that was made later was open. */
export function pastTimeline(timeline: Timeline, state: RunState): Timeline {
  const spent = new Map(state.steps.map((step) => [step.stepKey, BigInt(step.spent.nanoUsd)]));
  const earlier = new Map<string, bigint>();
  const attempts = timeline.attempts
    .filter(({ dispatchedRevision }) => dispatchedRevision <= state.revision)
    .map((attempt) => {
      const before = earlier.get(attempt.stepKey) ?? 0n;
      earlier.set(attempt.stepKey, before + BigInt(attempt.nanoUsd));
      if (attempt.endedRevision !== null && attempt.endedRevision <= state.revision) return attempt;
      const rest = (spent.get(attempt.stepKey) ?? 0n) - before;
      return { ...attempt, ...OPEN, nanoUsd: String(rest > 0n ? rest : 0n) };
    });
  const asked = new Map(state.approvals.map((one) => [one.approvalId, one]));
  const waits = timeline.waits.flatMap((wait) => {
    const then = asked.get(wait.approvalId);
    if (!then) return [];
    return [then.status === 'pending' ? { ...wait, status: 'pending' as const, decidedAt: null } : wait];
  });
  return { ...timeline, attempts, waits };
}
const OPEN = { endedAt: null, endedRevision: null, outcome: 'running', late: false } as const;

/** What was known of a step at the event. */
export function pastDetail(detail: StepDetail, state: RunState, step: Step): StepDetail {
  const { revision } = state;
  const charges = detail.charges.filter((charge) => charge.revision <= revision);
  const attempts = detail.attempts
    .filter(({ dispatchedRevision }) => dispatchedRevision <= revision)
    .map((attempt) => {
      if (attempt.endedRevision !== null && attempt.endedRevision <= revision) return attempt;
      const own = charges.filter((charge) => charge.attempt === attempt.attempt);
      const tokens = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
      for (const charge of own)
        for (const name of ['input', 'cachedInput', 'cacheWrite', 'output', 'reasoning'] as const)
          tokens[name] += charge.tokens[name];
      return {
        ...attempt,
        ...OPEN,
        durationMs: Date.parse(state.at) - Date.parse(attempt.dispatchedAt),
        error: null,
        fingerprint: null,
        schemaErrors: [],
        summary: null,
        tokens,
        charges: own.length,
        spent: {
          nanoUsd: String(own.reduce((sum, { nanoUsd }) => sum + BigInt(nanoUsd), 0n)),
          tokens: Object.values(tokens).reduce((sum, one) => sum + one, 0),
        },
      };
    });
  const asked = new Map(state.approvals.map((one) => [one.approvalId, one]));
  return {
    ...detail,
    step,
    attempts,
    input: detail.input && detail.input.revision <= revision ? detail.input : null,
    parentSummary: detail.input && detail.input.revision <= revision ? detail.parentSummary : null,
    output: detail.output && detail.output.revision <= revision ? detail.output : null,
    approvals: detail.approvals.flatMap((approval) => {
      const then = asked.get(approval.approvalId);
      if (!then) return [];
      return [then.status === 'pending' ? { ...approval, ...UNDECIDED } : approval];
    }),
    charges,
    events: detail.events.filter((event) => event.revision <= revision),
  };
}
const UNDECIDED = { status: 'pending', decidedAt: null, decidedBy: [] as string[], comment: null } as const;

/** Requests that had been asked, as they stood; none can be decided there. */
export function pastApprovals(items: readonly Approval[], state: RunState): readonly Approval[] {
  const asked = new Map(state.approvals.map((one) => [one.approvalId, one]));
  return items.flatMap((item) => {
    const then = asked.get(item.approvalId);
    if (!then) return [];
    const mayDecide = { ...item.mayDecide, yes: false };
    if (then.status !== 'pending') return [{ ...item, mayDecide }];
    return [{ ...item, ...UNDECIDED, decidedByNames: [], stateRevision: then.requestedRevision, mayDecide }];
  });
}
