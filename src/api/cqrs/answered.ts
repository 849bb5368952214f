import { Inject, type Type } from '@nestjs/common';
import { QueryHandler, type IQueryHandler, type Query } from '@nestjs/cqrs';
import { READS, type Reads } from '../ports.js';

/** The handler of a query: what the read models answer. */
export function answered<Q extends Query<unknown>>(
  query: new (...given: never[]) => Q,
  answer: (reads: Reads, query: Q) => Promise<unknown>,
): Type<IQueryHandler> {
  @QueryHandler(query)
  class Handler {
    constructor(@Inject(READS) private readonly reads: Reads) {}
    execute(given: Q): Promise<unknown> {
      return answer(this.reads, given);
    }
  }
  return Handler;
}
