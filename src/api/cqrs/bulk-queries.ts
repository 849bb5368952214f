import { Query } from '@nestjs/cqrs';
import type {
  BulkFilter,
  BulkItemFilter,
  BulkItemRow,
  BulkQuestion,
  BulkRow,
  Frozen,
} from '../../projections/queries.js';
import type { Page } from '../../projections/rows.js';
import { answered } from './answered.js';

/** What a bulk action would be done to at this moment. */
export class FreezeQuery extends Query<Frozen> {
  constructor(
    readonly question: BulkQuestion,
    readonly limit: number,
  ) {
    super();
  }
}
export class BulksQuery extends Query<Page<BulkRow>> {
  constructor(readonly filter: BulkFilter) {
    super();
  }
}
export class BulkQuery extends Query<BulkRow | undefined> {
  constructor(readonly bulkId: string) {
    super();
  }
}
export class BulkItemsQuery extends Query<readonly BulkItemRow[]> {
  constructor(readonly filter: BulkItemFilter) {
    super();
  }
}

export const bulkQueryHandlers = [
  answered(FreezeQuery, (reads, { question, limit }) => reads.freezeBulk(question, limit)),
  answered(BulksQuery, (reads, { filter }) => reads.listBulks(filter)),
  answered(BulkQuery, (reads, { bulkId }) => reads.getBulk(bulkId)),
  answered(BulkItemsQuery, (reads, { filter }) => reads.listBulkItems(filter)),
];
