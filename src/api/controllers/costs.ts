import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { CostsQuery } from '../cqrs/queries.js';
import { Route } from '../http/route.js';
import { costFigures } from '../views.js';

@Controller()
export class CostsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Route('getCosts')
  async get({ query: { by, from, to, run } }: InputOf<'getCosts'>): Promise<ReplyOf<'getCosts'>> {
    const { rows, total, incomplete } = await this.queries.execute(new CostsQuery({ by, from, to, runId: run }));
    const items = rows.map((row) => ({ key: row.key, ...costFigures(row) }));
    return { by, items, total: costFigures(total), incomplete };
  }
}
