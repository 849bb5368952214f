import { Controller, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DomainError } from '../../domain/kernel/errors.js';
import { auditEvent, auditLink } from '../audit-views.js';
import type { InputOf, ReplyOf } from '../contract/endpoints.js';
import { AuditCountQuery, AuditEntryQuery, AuditQuery } from '../cqrs/audit-queries.js';
import { EventBodies } from '../event-bodies.js';
import { Route } from '../http/route.js';

@Controller()
export class AuditController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventBodies) private readonly bodies: EventBodies,
  ) {}

  // Before the path of one event: Express takes the first that fits.
  @Route('countAudit')
  count({ query: { atLeast: _, ...filter } }: InputOf<'countAudit'>): Promise<ReplyOf<'countAudit'>> {
    return this.queries.execute(new AuditCountQuery(filter));
  }

  @Route('searchAudit')
  async search({ query: { atLeast: _, ...search } }: InputOf<'searchAudit'>): Promise<ReplyOf<'searchAudit'>> {
    const { items, next, head } = await this.queries.execute(new AuditQuery(search));
    return {
      items: items.map((row) => auditEvent(row, search.text)),
      ...(next === undefined ? {} : { next }),
      head,
    };
  }

  @Route('getAuditEvent')
  async get({ params: { position } }: InputOf<'getAuditEvent'>): Promise<ReplyOf<'getAuditEvent'>> {
    const entry = await this.queries.execute(new AuditEntryQuery(position));
    if (!entry) throw new DomainError('EVENT.NOT_FOUND', 'notFound', `There is no event at position ${position}.`);
    const { event, causes, sameCommand, effects, moreEffects } = entry;
    const { data, metadata, prev, hash } = await this.bodies.recorded(event.stream, event.revision);
    return {
      event: auditEvent(event),
      data,
      metadata,
      causes: causes.map(auditLink('cause')),
      sameCommand: sameCommand.map(auditLink('sameCommand')),
      effects: effects.map(auditLink('effect')),
      moreEffects,
      proof: { hash, prev },
    };
  }
}
