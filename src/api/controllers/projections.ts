import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
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
  async status({ query: { group } }: InputOf<'getProjections'>): Promise<ReplyOf<'getProjections'>> {
    return projectionView(await this.queries.execute(new ProjectionsQuery(group)));
  }

  @Route('rebuildProjections')
  async rebuild({ body }: InputOf<'rebuildProjections'>): Promise<ReplyOf<'rebuildProjections'>> {
    const group = body?.group ?? 'main';
    const { rebuilding } = await this.queries.execute(new ProjectionsQuery(group));
    if (rebuilding !== null) return { started: false };
    // It takes as long as the log is: the answer does not wait for it, the state shows it.
    this.reads
      .rebuild({}, group)
      .catch((error: unknown) => this.log.error({ err: error, group }, 'rebuild of the read models failed'));
    return { started: true };
  }

  @Route('listPoisonEvents')
  async poison({ query: { group } }: InputOf<'listPoisonEvents'>): Promise<ReplyOf<'listPoisonEvents'>> {
    const { deadLettered } = await this.queries.execute(new ProjectionsQuery(group));
    return { items: deadLettered.map(poisonView) };
  }

  @Route('retryProjections')
  async retry({ body }: InputOf<'retryProjections'>): Promise<ReplyOf<'retryProjections'>> {
    return { ...(await this.reads.retryParked(body?.group ?? 'main')) };
  }
}
