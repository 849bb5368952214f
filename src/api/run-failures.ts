import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Json } from '../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../domain/kernel/payload.js';
import { FAILURE_EVENTS } from '../domain/run/failure-events.js';
import { firstCause, stoppedBy, type Cause, type CauseFacts } from '../domain/run/first-cause.js';
import { remedies } from '../domain/run/remedies.js';
import type { GoodStep, RunEventEntry } from '../projections/queries.js';
import type { AttemptRow, RunSummary, StepRow } from '../projections/rows.js';
import type { RunFailure } from './contract/run-failure.js';
import { AttemptsQuery, GoodStepQuery, RunEventsQuery, SameFailureQuery } from './cqrs/run-queries.js';
import { actionView, differences, elsewhereView, failedAttemptView, goodRunView, saidBy } from './failure-views.js';
import { RunPayloads } from './run-payloads.js';
import { durationOf } from './run-views.js';

interface Found {
  readonly run: RunSummary;
  readonly steps: readonly StepRow[];
}
/** Everything that tells how a run came to stand still. */
const TOLD = [
  ...FAILURE_EVENTS,
  'StepRetryScheduled',
  'StepRedriven',
  'StepSkipped',
  'BudgetExceeded',
  'RunHalted',
  'RunCancelled',
];
const MOST_EVENTS = 5_000;
const MOST_FOLLOWED = 100;
/** Larger payloads are not compared. */
const COMPARED_BYTES = 1_048_576;
const ENDS = new Set(['RunFailed', 'RunHalted', 'RunCancelled']);

/** Why a run does not go on: facts from the read models and the log, the verdict from the domain. */
@Injectable()
export class RunFailures {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(RunPayloads) private readonly payloads: RunPayloads,
  ) {}

  async of(found: Found): Promise<RunFailure> {
    const { run } = found;
    const events = await this.queries.execute(
      new RunEventsQuery({ runId: run.runId, types: TOLD, limit: MOST_EVENTS }),
    );
    const steps = found.steps.map((step) => ({ ...step, hasOutput: step.outputRevision !== null }));
    const ended = await this.endOf(run.runId, events);
    const causes = firstCause({ status: run.status, steps, events, ended });
    if (!causes) return nothingWrong(run);
    const { first } = causes;
    const step = found.steps.find(({ stepKey }) => stepKey === first.stepKey);
    const attempts = await this.attemptsOf(run.runId, first, events);
    const cause = await this.causeView(run.runId, first, step, attempts);
    const good = step
      ? await this.queries.execute(new GoodStepQuery(run.workflowId, step.stepKey, cause.at))
      : undefined;
    const stopped = stoppedBy(first, steps);
    const { fingerprint } = cause;
    const same = fingerprint === null ? undefined : await this.queries.execute(new SameFailureQuery(fingerprint));
    const failed = attempts.filter(({ outcome }) => outcome !== 'running');
    const likelyToFail =
      failed.length > 1 && failed.every((one) => one.fingerprint !== null && one.fingerprint === fingerprint);
    const estimate = good?.attempt.spentNanoUsd ?? step?.estimateNanoUsd ?? null;
    const shortOfBudget = found.steps.filter(({ status }) => status === 'awaitingBudget').map(({ stepKey }) => stepKey);
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
      actions: remedies({ status: run.status, cause: first, stepStatus: step?.status, shortOfBudget }).map((one) =>
        actionView(one, { nanoUsd: estimate, likelyToFail }),
      ),
      elsewhere: elsewhereView(same),
    };
  }

  private async endOf(runId: string, events: readonly RunEventEntry[]): Promise<CauseFacts['ended']> {
    const end = events.findLast(({ type }) => type === 'RunFailed');
    const event = end && (await this.payloads.event(runId, end.revision));
    if (event?.type !== 'RunFailed') return undefined;
    return { because: event.data.because, stepKey: event.data.step?.stepKey };
  }

  /** Of the step that it is about, since a person last had it tried again. */
  private async attemptsOf(
    runId: string,
    { stepKey }: Cause,
    events: readonly RunEventEntry[],
  ): Promise<readonly AttemptRow[]> {
    if (stepKey === null) return [];
    const again = events.findLast((event) => event.type === 'StepRedriven' && event.stepKey === stepKey);
    const attempts = await this.queries.execute(new AttemptsQuery(runId, stepKey));
    return attempts.filter(({ dispatchedRevision }) => dispatchedRevision > (again?.revision ?? -1));
  }

  private async causeView(
    runId: string,
    cause: Cause,
    step: StepRow | undefined,
    attempts: readonly AttemptRow[],
  ): Promise<NonNullable<RunFailure['first']>> {
    const event = await this.payloads.event(runId, cause.revision);
    const { fingerprint, ...said } = saidBy(event);
    return {
      kind: cause.kind,
      stepKey: cause.stepKey,
      stepName: step?.name ?? null,
      stepStatus: step?.status ?? null,
      revision: cause.revision,
      position: (event?.position ?? 0n).toString(),
      at: event?.metadata.at ?? new Date(0).toISOString(),
      type: event?.type ?? '',
      ...said,
      fingerprint: fingerprint ?? attempts.find((one) => one.fingerprint !== null)?.fingerprint ?? null,
      attempts: await Promise.all(
        attempts.map(async (one) => failedAttemptView(one, await this.schemaErrorsOf(runId, one))),
      ),
    };
  }

  private async schemaErrorsOf(runId: string, attempt: AttemptRow) {
    if (attempt.outcome !== 'outputRejected' || attempt.endedRevision === null) return [];
    const event = await this.payloads.event(runId, attempt.endedRevision);
    return event?.type === 'StepOutputRejected' ? [...event.data.errors] : [];
  }

  private async otherView({ run, steps }: Found, other: Cause): Promise<RunFailure['others'][number]> {
    const step = steps.find(({ stepKey }) => stepKey === other.stepKey);
    const event = await this.payloads.event(run.runId, other.revision);
    const { class: kind, code, message, fingerprint } = saidBy(event);
    return {
      stepKey: other.stepKey ?? '',
      stepName: step?.name ?? '',
      stepStatus: step?.status ?? 'pending',
      revision: other.revision,
      at: event?.metadata.at ?? run.startedAt,
      class: kind,
      code,
      message,
      fingerprint,
    };
  }

  private async compare(
    run: RunSummary,
    step: StepRow,
    attempts: readonly AttemptRow[],
    good: GoodStep,
    schemaErrors: NonNullable<RunFailure['first']>['schemaErrors'],
  ): Promise<RunFailure['differences']> {
    const last = attempts.at(-1);
    if (!last) return [];
    const side = async (of: StepRow, version: number, attempt: AttemptRow) => ({
      version,
      agent: attempt.agentName,
      model: attempt.model,
      attempts: of.attempt,
      durationMs: durationOf(of.startedAt ?? attempt.dispatchedAt, of.endedAt ?? attempt.endedAt),
      nanoUsd: of.spentNanoUsd,
      input: await this.inputOf(attempt),
      output: await this.outputOf(attempt),
    });
    return differences(
      await side(good.step, good.version, good.attempt),
      await side(step, run.workflowVersion, last),
      schemaErrors,
    );
  }

  private async inputOf({ runId, dispatchedRevision }: AttemptRow): Promise<Json | undefined> {
    const event = await this.payloads.event(runId, dispatchedRevision);
    return event?.type === 'StepDispatched' ? this.small(event.data.inputs) : undefined;
  }

  private async outputOf({ runId, endedRevision }: AttemptRow): Promise<Json | undefined> {
    const event = endedRevision === null ? undefined : await this.payloads.event(runId, endedRevision);
    const tells = event?.type === 'StepCompleted' || event?.type === 'StepOutputRejected';
    return tells ? this.small(event.data.output) : undefined;
  }

  private async small(payload: Payload): Promise<Json | undefined> {
    if (isBlobRef(payload) && payload.$blob.size > COMPARED_BYTES) return undefined;
    return this.payloads.value(payload);
  }
}

function followedBy(
  first: Cause,
  events: readonly RunEventEntry[],
  attempts: readonly AttemptRow[],
  fingerprint: string | null,
): RunFailure['followed'] {
  const prints = new Map(attempts.map((one) => [one.endedRevision, one.fingerprint]));
  return events
    .filter(
      ({ revision, stepKey, type }) =>
        revision > first.revision && (ENDS.has(type) || (stepKey !== null && stepKey === first.stepKey)),
    )
    .slice(0, MOST_FOLLOWED)
    .map(({ revision, at, type, stepKey, attempt, actorName }) => ({
      revision,
      at,
      type,
      stepKey,
      attempt,
      actorName,
      same: fingerprint !== null && prints.get(revision) === fingerprint,
    }));
}

const nothingWrong = (run: RunSummary): RunFailure => ({
  runId: run.runId,
  status: run.status,
  first: null,
  followed: [],
  eventsAfter: 0,
  stopped: [],
  notSpentNanoUsd: '0',
  others: [],
  lastGood: null,
  differences: [],
  actions: [],
  elsewhere: elsewhereView(undefined),
});
