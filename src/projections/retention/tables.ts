import type { RunKeyRow } from '../rows.js';
import type { Table } from '../storage/table.js';

export const runKeys: Table<RunKeyRow> = {
  name: 'run_keys',
  columns: { runId: 'text', keyId: 'text', events: 'int' },
  key: ['keyId', 'runId'],
  sums: ['events'],
};
