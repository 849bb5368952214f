import { Query } from "@nestjs/cqrs";
import { answered } from "./answered.js";
class FreezeQuery extends Query {
  constructor(question, limit) {
    super();
    this.question = question;
    this.limit = limit;
  }
  question;
  limit;
}
class BulksQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
class BulkQuery extends Query {
  constructor(bulkId) {
    super();
    this.bulkId = bulkId;
  }
  bulkId;
}
class BulkItemsQuery extends Query {
  constructor(filter) {
    super();
    this.filter = filter;
  }
  filter;
}
const bulkQueryHandlers = [
  answered(FreezeQuery, (reads, { question, limit }) => reads.freezeBulk(question, limit)),
  answered(BulksQuery, (reads, { filter }) => reads.listBulks(filter)),
  answered(BulkQuery, (reads, { bulkId }) => reads.getBulk(bulkId)),
  answered(BulkItemsQuery, (reads, { filter }) => reads.listBulkItems(filter))
];
export {
  BulkItemsQuery,
  BulkQuery,
  BulksQuery,
  FreezeQuery,
  bulkQueryHandlers
};
//# sourceMappingURL=bulk-queries.js.map
