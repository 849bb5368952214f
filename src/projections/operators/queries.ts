import type { OperatorRow } from '../rows.js';
import type { Db } from '../storage/database.js';

export const listOperators = (db: Db): Promise<OperatorRow[]> =>
  db.selectFrom('operators').selectAll().orderBy('operatorId').execute();
