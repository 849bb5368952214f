import type { OperatorRow } from '../rows.js';
import type { Table } from '../storage/table.js';

export const operators: Table<OperatorRow> = {
  name: 'operators',
  columns: {
    operatorId: 'text',
    name: 'text',
    roles: 'json',
    createdAt: 'timestamptz',
    disabledAt: 'timestamptz null',
    disabledBecause: 'text null',
    keys: 'json',
    sessions: 'json',
    views: 'json',
    hints: 'json',
  },
  key: ['operatorId'],
};
