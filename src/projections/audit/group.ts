import type { Group } from '../batch/group.js';
import { AuditModel } from './model.js';
import { AUDIT_TABLES } from './tables.js';

/** The text of every event, and the record: searched by people, so it may be some moments late and leaves the machine to the others. */
export const AUDIT_GROUP: Group = {
  name: 'audit',
  title: 'audit',
  schemas: ['audit_1', 'audit_2'],
  format: 1,
  lock: 7_401_203,
  tables: AUDIT_TABLES,
  views: [],
  maxBatch: 2_000,
  gatherMs: 250,
  // What is searched stands in an index, whatever statistics say of a table that has just been filled.
  querySettings: '-c enable_seqscan=off -c jit=off',
  model: (client, schema) => new AuditModel(client, schema),
};
