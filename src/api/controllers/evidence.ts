import type { ServerResponse } from 'node:http';
import { Controller, Inject, StreamableFile } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { CHECKPOINTS_STREAM } from '../../domain/catalog.js';
import { DomainError } from '../../domain/kernel/errors.js';
import type { LogReader } from '../../domain/kernel/ports.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { RunsQuery } from '../cqrs/run-queries.js';
import { EvidenceExports, type EvidenceOrder } from '../evidence/evidence-exports.js';
import { checkpointView, evidenceView, keyView } from '../evidence/evidence-views.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { EVIDENCE, LOG_READER, type Evidence } from '../ports.js';
import { RunPayloads } from '../run-payloads.js';

const MAX_RUNS = 10_000;
const PAGE = 500;

@Controller()
export class EvidenceController {
  constructor(
    @Inject(EVIDENCE) private readonly evidence: Evidence,
    @Inject(EvidenceExports) private readonly exports: EvidenceExports,
    @Inject(RunPayloads) private readonly runs: RunPayloads,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(LOG_READER) private readonly log: LogReader,
  ) {}

  @Route('getRunEvidence')
  async ofRun(
    { params: { runId }, query }: InputOf<'getRunEvidence'>,
    caller: Caller,
    response: ServerResponse,
  ): Promise<StreamableFile> {
    const { data } = await this.runs.start(runId);
    const runs = [{ runId, workflowId: data.workflow.id }];
    const order = { runs, filter: { filter: { run: [runId] } }, gzip: query.compress === 'gzip' };
    return this.send(order, `evidence-${runId}`, caller, response);
  }

  @Route('getEvidence')
  async ofRuns(
    { query: { compress, ...filter } }: InputOf<'getEvidence'>,
    caller: Caller,
    response: ServerResponse,
  ): Promise<StreamableFile> {
    const runs: { readonly runId: string; readonly workflowId: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.queries.execute(new RunsQuery({ ...filter, sort: 'startedAt', limit: PAGE, cursor }));
      runs.push(...page.items.map(({ runId, workflowId }) => ({ runId, workflowId })));
      if (runs.length > MAX_RUNS) throw tooManyRuns();
      cursor = page.next;
    } while (cursor !== undefined);
    if (runs.length === 0)
      throw new DomainError('EVIDENCE.NO_RUNS', 'notFound', 'No run is like that: there is nothing to prove.');
    const runFilter = Object.fromEntries(
      Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    const order = { runs, filter: { filter: {}, runFilter }, gzip: compress === 'gzip' };
    return this.send(order, `evidence-${runs.length}-runs`, caller, response);
  }

  @Route('getEvidenceState')
  state(): Promise<ReplyOf<'getEvidenceState'>> {
    return evidenceView(this.evidence);
  }

  @Route('signCheckpoint')
  async sign(_: InputOf<'signCheckpoint'>, caller: Caller): Promise<ReplyOf<'signCheckpoint'>> {
    const checkpoint = await this.evidence.checkpoints.sign({ context: caller.context() });
    const { witness } = this.evidence;
    await witness.toFile(checkpoint);
    // Whoever asked for it does not wait for somebody else's machine.
    void witness.toWebhook(checkpoint);
    return { ...(await this.answer(checkpoint.revision)), checkpoint: checkpointView(checkpoint) };
  }

  @Route('rotateSigningKey')
  async rotate({ body }: InputOf<'rotateSigningKey'>, caller: Caller): Promise<ReplyOf<'rotateSigningKey'>> {
    const key = await this.evidence.checkpoints.rotate({ ...body, context: caller.context() });
    const state = await this.evidence.checkpoints.state();
    return { ...(await this.answer(state.revision)), key: keyView(key, state, true) };
  }

  private async answer(revision: number) {
    return { stream: CHECKPOINTS_STREAM, revision, position: String(await this.log.end()) };
  }

  private async send(order: EvidenceOrder, name: string, caller: Caller, to: ServerResponse): Promise<StreamableFile> {
    const { exportId, stream, size } = await this.exports.start(order, caller, to);
    caller.answerHeaders.set('x-export-id', exportId);
    return new StreamableFile(stream, {
      type: order.gzip ? 'application/gzip' : 'application/x-tar',
      disposition: `attachment; filename="${name}.tar${order.gzip ? '.gz' : ''}"`,
      ...(size === undefined ? {} : { length: size }),
    });
  }
}

const tooManyRuns = (): DomainError =>
  new DomainError(
    'EVIDENCE.TOO_MANY_RUNS',
    'invalid',
    `More than ${MAX_RUNS.toLocaleString('en')} runs are like that: narrow the filter, for example by startedFrom and startedTo, and make several bundles.`,
  );
