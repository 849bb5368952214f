import type { Group } from '../batch/group.js';
import { AuditModel } from './model.js';
import { AUDIT_TABLES } from './tables.js';

/** So far behind it may be before it rests less, and before it rests least, in ms. */
const MAY_LAG = { some: 5_000, most: 30_000 };
/** It rests so many times as long as it has worked. */
const REST = { most: 4, least: 0.5 };

/** A fifth of the time while it is nearly there; two thirds when it is far behind. */
export function restOf(busyMs: number, ageMs: number): number {
  const far = (ageMs - MAY_LAG.some) / (MAY_LAG.most - MAY_LAG.some);
  return busyMs * (REST.most - (REST.most - REST.least) * Math.min(1, Math.max(0, far)));
}

/** The text of every event, and the record: searched by people, so it may be some moments late and leaves the machine to the others. */
export const AUDIT_GROUP: Group = {
  name: 'audit',
  title: 'audit',
  schemas: ['audit_1', 'audit_2'],
  format: 5,
  lock: 7_401_203,
  tables: AUDIT_TABLES,
  views: [],
  maxBatch: 1_000,
  gatherMs: 250,
  restMs: restOf,
  // What is searched stands in an index, whatever statistics say of a table that has just been filled.
  querySettings: '-c enable_seqscan=off -c jit=off -c statement_timeout=8000',
  model: (client, schema) => new AuditModel(client, schema),
};
