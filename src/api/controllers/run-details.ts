import { Controller, Header, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { RunChargesQuery, RunPayloadQuery, RunQuery, StepQuery, TimelineQuery } from '../cqrs/run-queries.js';
import { Route } from '../http/route.js';
import { RunFailures } from '../run-failures.js';
import { payloadView, RunPayloads } from '../run-payloads.js';
import { runChargesView, timelineView } from '../run-views.js';
import { RunStates } from '../run-states.js';
import { StepDetails } from '../step-details.js';
import { found } from './found.js';

/** Attempts that a timeline can show. */
const MOST = 20_000;

@Controller()
export class RunDetailsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(RunPayloads) private readonly payloads: RunPayloads,
    @Inject(StepDetails) private readonly steps: StepDetails,
    @Inject(RunFailures) private readonly failures: RunFailures,
    @Inject(RunStates) private readonly states: RunStates,
  ) {}

  @Route('getRunState')
  state({ params: { runId }, query }: InputOf<'getRunState'>): Promise<ReplyOf<'getRunState'>> {
    return this.states.at(runId, query.at, query.diff);
  }

  @Route('getRunTimeline')
  async timeline({ params: { runId } }: InputOf<'getRunTimeline'>): Promise<ReplyOf<'getRunTimeline'>> {
    const timeline = await this.queries.execute(new TimelineQuery(runId, MOST));
    if (timeline.attempts.length === 0) await this.run(runId);
    return timelineView(timeline);
  }

  @Route('getRunFailure')
  async failure({ params: { runId } }: InputOf<'getRunFailure'>): Promise<ReplyOf<'getRunFailure'>> {
    return this.failures.of(await this.run(runId));
  }

  @Route('getRunStep')
  async step({ params: { runId, stepKey } }: InputOf<'getRunStep'>): Promise<ReplyOf<'getRunStep'>> {
    const entry = await this.queries.execute(new StepQuery(runId, stepKey));
    if (entry) return this.steps.of(runId, entry);
    await this.run(runId);
    throw new DomainError('STEP.UNKNOWN', 'notFound', `Run ${runId} has no step "${stepKey}".`);
  }

  @Route('listRunCharges')
  async charges({ params: { runId }, query }: InputOf<'listRunCharges'>): Promise<ReplyOf<'listRunCharges'>> {
    const { run, steps } = await this.run(runId);
    const charges = await this.queries.execute(new RunChargesQuery(runId, query));
    return runChargesView(charges, steps, run.incomplete);
  }

  @Route('getRunInput')
  async input({ params: { runId }, query }: InputOf<'getRunInput'>): Promise<ReplyOf<'getRunInput'>> {
    const event = await this.payloads.start(runId);
    const { workflow, input, budget, priority, trigger } = event.data;
    const shown = payloadView(event, input);
    return {
      runId,
      workflowId: workflow.id,
      workflowName: workflow.name,
      version: workflow.version,
      priority,
      budget: { nanoUsd: budget.nanoUsd ?? null, tokens: budget.tokens ?? null },
      trigger: { kind: trigger.kind, id: trigger.id },
      input: query.payloads === 'inline' ? { ...shown, value: await this.payloads.value(input) } : shown,
    };
  }

  /** Never rendered by a browser: `nosniff` comes with the security headers. */
  @Header('content-disposition', 'attachment; filename="payload.json"')
  @Route('getRunPayload')
  async payload({ params: { runId, hash } }: InputOf<'getRunPayload'>): Promise<ReplyOf<'getRunPayload'>> {
    const payload = await this.queries.execute(new RunPayloadQuery(runId, hash));
    if (payload) return this.payloads.stored(payload);
    throw new DomainError('PAYLOAD.NOT_FOUND', 'notFound', `No event of run ${runId} refers to a payload ${hash}.`);
  }

  private async run(runId: string) {
    return found(await this.queries.execute(new RunQuery(runId)), 'run', runId);
  }
}
