import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { requireRole } from '../../access/principal.js';
import type { Clock } from '../../domain/kernel/ports.js';
import type { RecordRequest } from '../../projections/queries.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import type { RecordScope } from '../contract/record.js';
import { RunRecordQuery, TimedRecordQuery } from '../cqrs/audit-queries.js';
import type { Caller } from '../http/caller.js';
import { Route } from '../http/route.js';
import { CLOCK } from '../ports.js';
import { runRecord, timedRecord } from '../record-views.js';

const HOUR = 3_600_000;
/** How far back the record of a scope goes when nobody says; undefined: to its beginning. */
const BACK_MS: Readonly<Record<Exclude<RecordScope, 'run'>, number | undefined>> = {
  all: HOUR,
  charges: 24 * HOUR,
  approvals: 7 * 24 * HOUR,
  workflow: 30 * 24 * HOUR,
  audit: undefined,
};

@Controller()
export class RecordController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Route('getRecord')
  async get({ query }: InputOf<'getRecord'>, caller: Caller): Promise<ReplyOf<'getRecord'>> {
    const { scope, id = '', buckets, from, to, atLeast: _, ...filter } = query;
    if (scope === 'run') return runRecord(await this.queries.execute(new RunRecordQuery(id, buckets)));
    // What is in an event is for auditors; how many there were is for everybody.
    if (scope === 'audit') requireRole(caller.operator, 'auditor');
    const end = to === undefined ? this.clock.now() : Date.parse(to);
    const back = BACK_MS[scope];
    const request: RecordRequest = {
      scope: scopeOf(scope, id, filter),
      from: from !== undefined ? Date.parse(from) : back === undefined ? undefined : end - back,
      to: end,
      buckets,
    };
    return timedRecord(scope, await this.queries.execute(new TimedRecordQuery(request)));
  }
}

function scopeOf(
  scope: Exclude<RecordScope, 'run'>,
  id: string,
  filter: Extract<RecordRequest['scope'], { kind: 'audit' }>['filter'],
): RecordRequest['scope'] {
  switch (scope) {
    case 'workflow':
      return { kind: scope, workflowId: id };
    case 'audit':
      return { kind: scope, filter };
    default:
      return { kind: scope };
  }
}
