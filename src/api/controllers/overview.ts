import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Clock } from '../../domain/kernel/ports.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { OverviewQuery } from '../cqrs/run-queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { overviewView } from '../overview-views.js';
import { CLOCK } from '../ports.js';

const DAY_MS = 86_400_000;
/** The longest day there is: the one on which clocks go back. */
const LONGEST_DAY_MS = 25 * 3_600_000;

@Controller()
export class OverviewController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Route('getOverview')
  async get({ query }: InputOf<'getOverview'>, caller: Caller): Promise<ReplyOf<'getOverview'>> {
    const now = this.clock.now();
    const window = {
      now: new Date(now).toISOString(),
      dayStart: query.dayStart === undefined ? midnight(now) : today(query.dayStart, now),
      failedFrom: new Date(now - DAY_MS).toISOString(),
    };
    return overviewView(await this.queries.execute(new OverviewQuery(window)), window, caller.operator);
  }
}

const midnight = (now: number): string => new Date(Math.floor(now / DAY_MS) * DAY_MS).toISOString();

/** Clocks of browsers differ from ours by a little. */
function today(dayStart: string, now: number): string {
  const age = now - Date.parse(dayStart);
  if (age > -3_600_000 && age <= LONGEST_DAY_MS) return dayStart;
  throw new DomainError(
    'REQUEST.INVALID',
    'invalid',
    'The request has a problem: ?dayStart: is not the start of today',
    {
      problems: [{ path: '?dayStart', message: 'must be the start of today: at most 25 hours ago' }],
    },
  );
}
