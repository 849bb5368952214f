import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { ProjectionsQuery } from '../cqrs/queries.js';
import { Route } from '../http/route.js';
import type { Clock } from '../../domain/kernel/ports.js';
import { CLOCK, LOG, READS, type ApiLog, type Reads } from '../ports.js';
import { poisonView, projectionView } from '../views.js';

@Controller()
export class ProjectionsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(READS) private readonly reads: Reads,
    @Inject(LOG) private readonly log: ApiLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Route('getProjections')
  async status({ query: { group } }: InputOf<'getProjections'>): Promise<ReplyOf<'getProjections'>> {
    return projectionView(await this.queries.execute(new ProjectionsQuery(group)), this.clock.now());
  }

  @Route('rebuildProjections')
  async rebuild({ body }: InputOf<'rebuildProjections'>): Promise<ReplyOf<'rebuildProjections'>> {
    const { group = 'main', anew = false } = body ?? {};
    const { rebuilding } = await this.queries.execute(new ProjectionsQuery(group));
    if (rebuilding?.state === 'running') return { started: false, resumed: false };
    // It takes as long as the log is: the answer waits until it has begun, and the state shows the rest.
    await new Promise<void>((begun, refused) => {
      this.reads.rebuild({ anew, onProgress: () => begun() }, group).then(
        () => begun(),
        (error: unknown) => {
          this.log.error({ err: error, group }, 'rebuild of the read models failed');
          refused(error);
        },
      );
    });
    return { started: true, resumed: rebuilding !== null && !anew };
  }

  @Route('stopProjections')
  async stop({ body }: InputOf<'stopProjections'>): Promise<ReplyOf<'stopProjections'>> {
    const { group = 'main', discard = false } = body ?? {};
    return { stopped: await this.reads.stopRebuild({ discard }, group) };
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
