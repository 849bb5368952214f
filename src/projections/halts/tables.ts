import type { HaltRow } from '../rows.js';
import type { Table } from '../storage/table.js';

export const halts: Table<HaltRow> = {
  name: 'halts',
  columns: {
    haltId: 'text',
    workflowId: 'text null',
    reason: 'text',
    orderedAt: 'timestamptz',
    orderedBy: 'text',
    liftedAt: 'timestamptz null',
    liftedBy: 'text null',
    liftReason: 'text null',
  },
  key: ['haltId'],
};
