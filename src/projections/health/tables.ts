import type { DeadLetteredEventRow, SkippedTypeRow } from '../rows.js';
import type { Table } from '../storage/table.js';

/** Beside the event: the event before it in the log, from which the stream is read again when it is retried. */
export type StoredDeadLetteredEvent = Omit<DeadLetteredEventRow, 'parked'> & {
  afterPosition: string | null;
  afterEventId: string | null;
};
export interface ParkedEventRow {
  position: string;
  stream: string;
  revision: number;
  id: string;
  type: string;
}

export const deadLetteredEvents: Table<StoredDeadLetteredEvent> = {
  name: 'dead_lettered_events',
  columns: {
    position: 'numeric',
    stream: 'text',
    revision: 'bigint',
    id: 'text',
    type: 'text',
    reason: 'text',
    afterPosition: 'numeric null',
    afterEventId: 'text null',
  },
  key: ['position'],
  indexes: ['(stream)'],
};

export const parkedEvents: Table<ParkedEventRow> = {
  name: 'parked_events',
  columns: { position: 'numeric', stream: 'text', revision: 'bigint', id: 'text', type: 'text' },
  key: ['position'],
  indexes: ['(stream)'],
};

/** Events of a type that this version does not know, by type. */
export const skippedTypes: Table<SkippedTypeRow> = {
  name: 'skipped_types',
  columns: { type: 'text', count: 'bigint' },
  key: ['type'],
  sums: ['count'],
};
