import type { Recorded } from '../domain/kernel/envelope.js';
import { operatorIdOf } from '../domain/kernel/envelope.js';
import type { Payload } from '../domain/kernel/payload.js';
import type { Charge, TokensByClass } from '../domain/run/charge.js';
import { NO_TOKENS } from '../domain/run/charge.js';
import type { RunEvent, RunEventData } from '../domain/run/events.js';

/** Of each kind, for people: what is beyond is counted, and stands in the events. */
const MAX_LISTED = 2_000;

export interface StepStory {
  readonly stepKey: string;
  status: string;
  attempts: number;
  readonly agents: Set<string>;
  model: string | undefined;
  readonly tier: string;
  startedAt: string;
  endedAt: string | undefined;
  nanoUsd: bigint;
  summary: string;
}
export interface ApprovalStory {
  readonly request: RunEventData<'ApprovalRequested'>;
  readonly at: string;
  outcome: 'pending' | 'granted' | 'rejected' | 'expired' | 'withdrawn';
  decidedAt: string | undefined;
  readonly votes: {
    readonly by: string;
    readonly name: string;
    readonly verdict: string;
    readonly comment: string;
    readonly at: string;
  }[];
}
export interface ModelCost {
  nanoUsd: bigint;
  charges: number;
  tokens: TokensByClass;
  readonly sources: Set<string>;
}
interface Listed<T> {
  readonly rows: T[];
  count: number;
}
const listed = <T>(): Listed<T> => ({ rows: [], count: 0 });
function list<T>(into: Listed<T>, row: T): void {
  into.count++;
  if (into.rows.length < MAX_LISTED) into.rows.push(row);
}

/** What happened in one run, told from its events; holds no payload that is not in a request for approval. */
export class RunStory {
  readonly steps = new Map<string, StepStory>();
  readonly approvals = new Map<string, ApprovalStory>();
  readonly effects = listed<{
    at: string;
    stepKey: string;
    attempt: number;
    kind: string;
    target: string;
    receipt: Payload;
  }>();
  readonly failures = listed<{ at: string; stepKey: string; attempt: number; type: string; message: string }>();
  /** What people, deadlines and budgets did to the run as a whole. */
  readonly incidents = listed<{ at: string; type: string; by: string; detail: string }>();
  readonly models = new Map<string, ModelCost>();
  status = 'running';
  endedAt: string | undefined;
  nanoUsd = 0n;
  events = 0;

  constructor(
    readonly started: RunEventData<'RunStarted'>,
    readonly startedAt: string,
  ) {}

  add(event: Recorded<RunEvent>): void {
    const { at } = event.metadata;
    const by =
      event.metadata.actor.kind === 'operator' ? event.metadata.actor.name : operatorIdOf(event.metadata.actor);
    this.events++;
    if ('charges' in event.data) this.#charge(event.data.charges, 'step' in event.data ? event.data.step.stepKey : '');
    switch (event.type) {
      case 'StepDispatched': {
        const { step, attempt, agent, model, tier } = event.data;
        const known = this.steps.get(step.stepKey);
        const story: StepStory = known ?? {
          stepKey: step.stepKey,
          status: 'running',
          attempts: 0,
          agents: new Set(),
          model,
          tier,
          startedAt: at,
          endedAt: undefined,
          nanoUsd: 0n,
          summary: '',
        };
        Object.assign(story, { status: 'running', attempts: attempt, model, endedAt: undefined });
        story.agents.add(agent.name);
        this.steps.set(step.stepKey, story);
        return;
      }
      case 'StepCompleted':
        return this.#ended(event.data.step.stepKey, 'completed', at, event.data.summary);
      case 'StepCarriedOver':
        return this.#ended(event.data.step.stepKey, 'carried over', at, event.data.summary);
      case 'StepSkipped':
        return this.#ended(event.data.step.stepKey, 'skipped', at, event.data.reason);
      case 'StepAbandoned':
        return this.#ended(event.data.step.stepKey, 'abandoned', at, event.data.reason);
      case 'StepFailed':
        return this.#failed(event, `${event.data.class}: ${event.data.message}`);
      case 'StepOutputRejected':
        return this.#failed(
          event,
          event.data.errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; '),
        );
      case 'StepTimedOut':
        return this.#failed(event, `not done by ${event.data.deadlineAt}`);
      case 'LeaseLost':
        return this.#failed(event, `the agent was lost (${event.data.because})`);
      case 'StepStopped':
        return this.#failed(event, event.data.message);
      case 'StepDeadLettered':
        this.#ended(event.data.step.stepKey, 'dead letter', at, event.data.message);
        return this.#failed(event, `out of attempts after ${event.data.attempts}: ${event.data.message}`);
      case 'SideEffectRecorded': {
        const { step, attempt, kind, target, receipt } = event.data;
        return list(this.effects, { at, stepKey: step.stepKey, attempt, kind, target, receipt });
      }
      case 'ApprovalRequested':
        this.approvals.set(event.data.approvalId, {
          request: event.data,
          at,
          outcome: 'pending',
          decidedAt: undefined,
          votes: [],
        });
        return;
      case 'ApprovalVoted': {
        const { approvalId, operatorId, operatorName, comment } = event.data;
        this.approvals
          .get(approvalId)
          ?.votes.push({ by: operatorId, name: operatorName, verdict: 'approve', comment, at });
        return;
      }
      case 'ApprovalGranted':
        return this.#decided(event.data.approvalId, 'granted', at, { by, event, verdict: 'approve' });
      case 'ApprovalRejected':
        return this.#decided(event.data.approvalId, 'rejected', at, { by, event, verdict: 'reject' });
      case 'ApprovalExpired':
        return this.#decided(event.data.approvalId, 'expired', at);
      case 'ApprovalWithdrawn':
        return this.#decided(event.data.approvalId, 'withdrawn', at);
      case 'BudgetExceeded':
        return list(this.incidents, {
          at,
          type: event.type,
          by: 'the budget',
          detail: `${event.data.scope} budget, for ${event.data.step.stepKey}`,
        });
      case 'RunBudgetChanged':
      case 'RunPaused':
      case 'RunResumed':
        this.status = event.type === 'RunPaused' ? 'paused' : event.type === 'RunResumed' ? 'running' : this.status;
        return list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case 'RunHalted':
        this.status = 'halted';
        return list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case 'RunCancelled':
        this.#over('cancelled', at);
        return list(this.incidents, { at, type: event.type, by, detail: event.data.reason });
      case 'RunFailed':
        this.#over('failed', at);
        return list(this.incidents, { at, type: event.type, by, detail: event.data.message });
      case 'RunCompleted':
        return this.#over('completed', at);
      // Work as usual: it stands in the events.
      default:
    }
  }

  #over(status: string, at: string): void {
    this.status = status;
    this.endedAt = at;
  }

  #ended(stepKey: string, status: string, at: string, summary: string): void {
    const step = this.steps.get(stepKey);
    if (step) Object.assign(step, { status, endedAt: at, summary });
    else
      this.steps.set(stepKey, {
        stepKey,
        status,
        attempts: 0,
        agents: new Set(),
        model: undefined,
        tier: '',
        startedAt: at,
        endedAt: at,
        nanoUsd: 0n,
        summary,
      });
  }

  #failed(
    event: Recorded<
      Extract<
        RunEvent,
        {
          type: 'StepFailed' | 'StepOutputRejected' | 'StepTimedOut' | 'LeaseLost' | 'StepStopped' | 'StepDeadLettered';
        }
      >
    >,
    message: string,
  ): void {
    const { at } = event.metadata;
    const { step, attempt } = event.data;
    list(this.failures, { at, stepKey: step.stepKey, attempt, type: event.type, message });
    const story = this.steps.get(step.stepKey);
    if (story && event.type !== 'StepDeadLettered') Object.assign(story, { status: 'failed', endedAt: at });
  }

  #decided(
    approvalId: string,
    outcome: ApprovalStory['outcome'],
    at: string,
    vote?: {
      readonly by: string;
      readonly event: Recorded<Extract<RunEvent, { type: 'ApprovalGranted' | 'ApprovalRejected' }>>;
      readonly verdict: string;
    },
  ): void {
    const approval = this.approvals.get(approvalId);
    if (!approval) return;
    Object.assign(approval, { outcome, decidedAt: at });
    if (!vote) return;
    const { actor } = vote.event.metadata;
    // The last vote of several is the one that decides: it may have been recorded as a vote already.
    if (!approval.votes.some(({ by, verdict }) => by === operatorIdOf(actor) && verdict === vote.verdict))
      approval.votes.push({
        by: operatorIdOf(actor),
        name: vote.by,
        verdict: vote.verdict,
        comment: vote.event.data.comment,
        at,
      });
  }

  #charge(charges: readonly Charge[], stepKey: string): void {
    for (const { model, nanoUsd, tokens, source } of charges) {
      const amount = BigInt(nanoUsd);
      this.nanoUsd += amount;
      const step = this.steps.get(stepKey);
      if (step) step.nanoUsd += amount;
      let cost = this.models.get(model);
      if (!cost) this.models.set(model, (cost = { nanoUsd: 0n, charges: 0, tokens: NO_TOKENS, sources: new Set() }));
      cost.nanoUsd += amount;
      cost.charges++;
      cost.sources.add(source);
      cost.tokens = {
        input: cost.tokens.input + tokens.input,
        cachedInput: cost.tokens.cachedInput + tokens.cachedInput,
        cacheWrite: cost.tokens.cacheWrite + tokens.cacheWrite,
        output: cost.tokens.output + tokens.output,
        reasoning: cost.tokens.reasoning + tokens.reasoning,
      };
    }
  }
}
