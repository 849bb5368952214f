import type { Decider } from '../kernel/decider.js';
import { assertNever, DomainError } from '../kernel/errors.js';
import type { BulkCommand, BulkPayloads } from './commands.js';
import type { BulkEvent } from './events.js';
import { isOpen, type BulkState, type StartedBulk } from './state.js';

/** One action on many items: their outcomes are recorded in their order, each once, whoever carries the job out, and however often. */
export const bulkDecider: Decider<BulkState, BulkCommand, BulkEvent> = {
  stateVersion: 2,
  initialState: () => ({ status: 'none' }),
  decide(state, command) {
    switch (command.name) {
      case 'StartBulk': {
        if (state.status !== 'none')
          throw new DomainError('BULK.EXISTS', 'conflict', 'This bulk action was started already.');
        const { items, output, ...order } = command.payload;
        const { facts } = command;
        return [
          {
            type: 'BulkStarted',
            data: {
              bulkId: order.bulkId,
              action: order.action,
              items: facts.items,
              total: items.length,
              ...(order.filter === undefined ? {} : { filter: order.filter }),
              position: order.position,
              reason: order.reason,
              ...(output === undefined || facts.output === undefined ? {} : { output: facts.output }),
              operatorId: facts.actor.id,
              operatorName: facts.actor.name,
              ...(order.keyId === undefined ? {} : { keyId: order.keyId }),
            },
          },
        ];
      }
      case 'PauseBulk': {
        const bulk = openBulk(state);
        if (bulk.status === 'paused')
          throw new DomainError('BULK.NOT_RUNNING', 'conflict', 'The bulk action is paused already.');
        return [{ type: 'BulkPaused', data: { bulkId: bulk.order.bulkId, reason: command.payload.reason } }];
      }
      case 'ResumeBulk': {
        const bulk = openBulk(state);
        if (bulk.status === 'running')
          throw new DomainError(
            'BULK.NOT_PAUSED',
            'conflict',
            'The bulk action is running; there is nothing to resume.',
          );
        return [{ type: 'BulkResumed', data: { bulkId: bulk.order.bulkId, reason: command.payload.reason } }];
      }
      case 'StopBulk': {
        const bulk = openBulk(state);
        return [{ type: 'BulkStopped', data: { bulkId: bulk.order.bulkId, reason: command.payload.reason } }];
      }
      case 'RecordBulkItems':
        return recordItems(startedBulk(state), command.payload);
      default:
        return assertNever(command);
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'BulkStarted': {
        const { bulkId, action, total, reason, operatorId, keyId } = event.data;
        const order = { bulkId, action, total, reason, operatorId, ...(keyId === undefined ? {} : { keyId }) };
        return { status: 'running', order, next: 0 };
      }
      case 'BulkItemsDone':
        return state.status === 'none' ? state : { ...state, next: event.data.from + event.data.outcomes.length };
      case 'BulkPaused':
        return state.status === 'none' ? state : { ...state, status: 'paused' };
      case 'BulkResumed':
        return state.status === 'none' ? state : { ...state, status: 'running' };
      case 'BulkStopped':
        return state.status === 'none' ? state : { ...state, status: 'stopped' };
      case 'BulkCompleted':
        return state.status === 'none' ? state : { ...state, status: 'completed' };
      default:
        return assertNever(event);
    }
  },
};

/**
 * What was done is recorded, also after a pause or a stop: those items were in flight. Two processes, or one before and after its death,
 * may report the same items: the first report stands.
 */
function recordItems(bulk: StartedBulk, { from, outcomes }: BulkPayloads['RecordBulkItems']): readonly BulkEvent[] {
  const { next, order } = bulk;
  if (from > next || from + outcomes.length > order.total)
    throw new DomainError(
      'BULK.OUT_OF_ORDER',
      'conflict',
      `The next outcome is that of item ${next} of ${order.total}, not ${from} to ${from + outcomes.length - 1}.`,
    );
  const fresh = outcomes.slice(next - from);
  if (fresh.length === 0) return [];
  const { bulkId } = order;
  const done: BulkEvent = { type: 'BulkItemsDone', data: { bulkId, from: next, outcomes: fresh } };
  const last = next + fresh.length === order.total && isOpen(bulk);
  return last ? [done, { type: 'BulkCompleted', data: { bulkId } }] : [done];
}

function startedBulk(state: BulkState): StartedBulk {
  if (state.status === 'none')
    throw new DomainError(
      'BULK.NOT_FOUND',
      'notFound',
      'There is no such bulk action. `missionctl bulk list` shows those there are.',
    );
  return state;
}

function openBulk(state: BulkState): StartedBulk {
  const bulk = startedBulk(state);
  if (!isOpen(bulk))
    throw new DomainError('BULK.ENDED', 'conflict', `The bulk action is ${bulk.status}; it does nothing any more.`, {
      bulkStatus: bulk.status,
    });
  return bulk;
}
