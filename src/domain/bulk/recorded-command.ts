import { isBlobRef } from '../kernel/payload.js';
import { Undecidable, type CommandEvents, type RecordedFacts } from '../kernel/redecide.js';
import { RunId } from '../kernel/ids.js';
import type { BulkCommand } from './commands.js';
import type { BulkEvent } from './events.js';

/** Only the number of items has a part in what is decided: a list that is stored beside the log stands for itself. */
const ANY_RUN = RunId.parse('00000000-0000-0000-0000-000000000000');

/** The command that gave these events, as they show it. */
export function recordedBulkCommand(
  [first]: CommandEvents<BulkEvent>,
  { now }: RecordedFacts,
): BulkCommand | Undecidable {
  const facts = { now, actor: first.metadata.actor };
  switch (first.type) {
    case 'BulkStarted': {
      const { bulkId, action, items, total, filter, position, reason, output, keyId } = first.data;
      const listed = Array.isArray(items) && !isBlobRef(items) ? items.length : total;
      return {
        name: 'StartBulk',
        payload: {
          bulkId,
          action,
          items: Array.from({ length: listed }, () => ({ runId: ANY_RUN })),
          filter,
          position,
          reason,
          output: output === undefined ? undefined : null,
          keyId,
        },
        facts: { ...facts, items, output },
      };
    }
    case 'BulkItemsDone':
      return { name: 'RecordBulkItems', payload: first.data, facts };
    case 'BulkPaused':
      return { name: 'PauseBulk', payload: first.data, facts };
    case 'BulkResumed':
      return { name: 'ResumeBulk', payload: first.data, facts };
    case 'BulkStopped':
      return { name: 'StopBulk', payload: first.data, facts };
    case 'BulkCompleted':
      // It stands behind the outcomes of its last item, by the same command.
      return new Undecidable('no command gives BulkCompleted alone');
  }
}
