import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ReplyOf } from '../contract/endpoints.js';
import { ProjectionsQuery } from '../cqrs/queries.js';
import { Route } from '../http/route.js';
import { LOG, READS, type ApiLog, type Reads } from '../ports.js';
import { poisonView, projectionView } from '../views.js';

@Controller()
export class ProjectionsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(READS) private readonly reads: Reads,
    @Inject(LOG) private readonly log: ApiLog,
  ) {}

  @Route('getProjections')
  async status(): Promise<ReplyOf<'getProjections'>> {
    return projectionView(await this.queries.execute(new ProjectionsQuery()));
  }

  @Route('rebuildProjections')
  async rebuild(): Promise<ReplyOf<'rebuildProjections'>> {
    const { rebuilding } = await this.queries.execute(new ProjectionsQuery());
    if (rebuilding !== null) return { started: false };
    // It takes as long as the log is: the answer does not wait for it, the state shows it.
    this.reads.rebuild().catch((error: unknown) => this.log.error({ err: error }, 'rebuild of the read models failed'));
    return { started: true };
  }

  @Route('listPoisonEvents')
  async poison(): Promise<ReplyOf<'listPoisonEvents'>> {
    const { deadLettered } = await this.queries.execute(new ProjectionsQuery());
    return { items: deadLettered.map(poisonView) };
  }

  @Route('retryProjections')
  async retry(): Promise<ReplyOf<'retryProjections'>> {
    return { ...(await this.reads.retryParked()) };
  }
}
