import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { stringify } from 'csv-stringify/sync';
import { DomainError } from '../../domain/kernel/errors.js';
import type { CostMatrix, CostMatrixFilter } from '../../projections/queries.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { bucketsOf, csvRows, estimateView, MAX_BUCKETS, runCostView, seriesView } from '../cost-views.js';
import { CostEstimatesQuery, CostMatrixQuery, CostsQuery, RunCostsQuery } from '../cqrs/work-queries.js';
import { Route } from '../http/route.js';
import { costFigures } from '../views.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DAYS = 14;

@Controller()
export class CostsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Route('getCosts')
  async get({ query: { by, from, to, run } }: InputOf<'getCosts'>): Promise<ReplyOf<'getCosts'>> {
    const { rows, total, incomplete } = await this.queries.execute(new CostsQuery({ by, from, to, runId: run }));
    const items = rows.map((row) => ({ key: row.key, ...costFigures(row) }));
    return { by, items, total: costFigures(total), incomplete };
  }

  @Route('getCostSeries')
  async series({ query }: InputOf<'getCostSeries'>): Promise<ReplyOf<'getCostSeries'>> {
    const { filter, matrix } = await this.matrix(query);
    return seriesView(filter, matrix, query.top);
  }

  @Route('getCostSeriesCsv')
  async csv({ query }: InputOf<'getCostSeriesCsv'>): Promise<ReplyOf<'getCostSeriesCsv'>> {
    const { matrix } = await this.matrix(query);
    return stringify(csvRows(matrix), {
      header: true,
      // What people named may begin like a formula; a spreadsheet must not take it for one.
      escape_formulas: true,
      columns: ['start', query.split, ...CSV_COLUMNS],
    });
  }

  @Route('listRunCosts')
  async runs({ query }: InputOf<'listRunCosts'>): Promise<ReplyOf<'listRunCosts'>> {
    const { workflow, limit } = query;
    const runs = await this.queries.execute(new RunCostsQuery({ ...rangeOf(query), workflow, limit }));
    return { items: runs.map(runCostView) };
  }

  @Route('listCostEstimates')
  async estimates({ query }: InputOf<'listCostEstimates'>): Promise<ReplyOf<'listCostEstimates'>> {
    const { by, workflow } = query;
    const estimates = await this.queries.execute(new CostEstimatesQuery({ ...rangeOf(query), by, workflow }));
    return { items: estimates.map(estimateView) };
  }

  private async matrix(
    query: Pick<InputOf<'getCostSeries'>['query'], 'by' | 'split' | 'from' | 'to'>,
  ): Promise<{ readonly filter: CostMatrixFilter; readonly matrix: CostMatrix }> {
    const filter = { by: query.by, split: query.split, ...wholeHours(rangeOf(query)) };
    if (bucketsOf(filter).length > MAX_BUCKETS)
      throw new DomainError(
        'REQUEST.RANGE',
        'invalid',
        `The range has more than ${MAX_BUCKETS} ${filter.by}s: choose a shorter one${filter.by === 'hour' ? ', or by=day' : ''}.`,
      );
    return { filter, matrix: await this.queries.execute(new CostMatrixQuery(filter)) };
  }
}

const CSV_COLUMNS = [
  'name',
  'usd',
  'nanoUsd',
  'charges',
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
];

interface Range {
  readonly from: string;
  readonly to: string;
}

/** The hours that a range touches: sums are kept by hour. */
const wholeHours = ({ from, to }: Range): Range => ({
  from: new Date(Math.floor(Date.parse(from) / HOUR_MS) * HOUR_MS).toISOString(),
  to: new Date(Math.ceil(Date.parse(to) / HOUR_MS) * HOUR_MS).toISOString(),
});

/** Default: today and the 13 days before it, UTC. Throws REQUEST.RANGE when it ends before it begins. */
function rangeOf(query: { readonly from?: string | undefined; readonly to?: string | undefined }): Range {
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const to = query.to === undefined ? midnight + DAY_MS : Date.parse(query.to);
  const from =
    query.from === undefined ? Math.min(midnight, to - 1) - (DEFAULT_DAYS - 1) * DAY_MS : Date.parse(query.from);
  if (from >= to)
    throw new DomainError('REQUEST.RANGE', 'invalid', 'The range ends before it begins: give from before to.', {
      problems: [{ path: '?from', message: 'must be before to' }],
    });
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
