import { Inject, Injectable } from '@nestjs/common';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { RunEvent } from '../domain/run/events.js';
import type { AttemptEntry, StepEntry } from '../projections/queries.js';
import type { StepDetail } from './contract/run-steps.js';
import { payloadView, RunPayloads } from './run-payloads.js';
import { attemptDetailView, chargeView, indexedEvent, stepView } from './run-views.js';

type Dispatched = Recorded<Extract<RunEvent, { type: 'StepDispatched' }>>;
type Output = StepDetail['output'];

/** A step with everything that was said about it: rows from the read models, payloads from the log. */
@Injectable()
export class StepDetails {
  constructor(@Inject(RunPayloads) private readonly payloads: RunPayloads) {}

  async of(runId: string, found: StepEntry): Promise<StepDetail> {
    const { step, attempts } = found;
    const ends = new Map(await Promise.all(attempts.map(async (one) => [one.attempt, await this.endOf(one)] as const)));
    const last = attempts.at(-1);
    const given = last && (await this.payloads.event(runId, last.dispatchedRevision));
    const dispatched = given?.type === 'StepDispatched' ? given : undefined;
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
        comment: approval.comment,
      })),
      charges: found.charges.map(chargeView),
      events: found.events.map(indexedEvent),
      moreEvents: found.moreEvents,
    };
  }

  /** The event that ended an attempt, where it says more than its row. */
  private async endOf(attempt: AttemptEntry): Promise<Recorded<RunEvent> | undefined> {
    const tells = attempt.outcome === 'outputRejected' || attempt.outcome === 'completed';
    if (!tells || attempt.endedRevision === null) return undefined;
    return this.payloads.event(attempt.runId, attempt.endedRevision);
  }

  /** The accepted output; else the one that the last attempt offered and the schema refused. */
  private async outputOf(
    runId: string,
    { step }: StepEntry,
    lastEnd: Recorded<RunEvent> | undefined,
    dispatched: Dispatched | undefined,
  ): Promise<Output> {
    const event =
      step.outputRevision === null
        ? lastEnd
        : lastEnd?.revision === step.outputRevision
          ? lastEnd
          : await this.payloads.event(runId, step.outputRevision);
    switch (event?.type) {
      case 'StepCompleted': {
        const { output, attempt, verdict } = event.data;
        const { schemaHash } = verdict;
        return {
          ...payloadView(event, output),
          attempt,
          substitute: false,
          verdict: { valid: true, schemaHash, errors: [] },
        };
      }
      case 'StepOutputRejected': {
        const { output, attempt, schemaHash, errors } = event.data;
        return {
          ...payloadView(event, output),
          attempt,
          substitute: false,
          verdict: { valid: false, schemaHash, errors: [...errors] },
        };
      }
      case 'StepCarriedOver': {
        const { output, outcome, verdict } = event.data;
        if (output === undefined) return null;
        return {
          ...payloadView(event, output),
          attempt: null,
          substitute: outcome !== 'completed',
          verdict: { valid: true, schemaHash: verdict?.schemaHash ?? '', errors: [] },
        };
      }
      case 'StepSkipped': {
        if (event.data.output === undefined) return null;
        // A substitute is recorded only when the schema takes it.
        const schemaHash = dispatched?.data.constraints.outputSchema.hash ?? '';
        return {
          ...payloadView(event, event.data.output),
          attempt: null,
          substitute: true,
          verdict: { valid: true, schemaHash, errors: [] },
        };
      }
      default:
        return null;
    }
  }
}

function said(end: Recorded<RunEvent> | undefined) {
  return {
    schemaErrors: end?.type === 'StepOutputRejected' ? [...end.data.errors] : [],
    summary: end?.type === 'StepCompleted' ? end.data.summary : null,
  };
}
