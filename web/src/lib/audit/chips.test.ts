import { expect, test } from 'vitest';
import { chipsOf } from './chips.js';
import { eventTypeGroups } from './event-types.js';

test('a filter is said in words, and the text is not said twice', () => {
  const now = Date.parse('2026-11-25T12:00:00.000Z');
  const filter = {
    text: 'invoice',
    mark: 'failure,halt',
    type: eventTypeGroups[0]?.types.join(',') ?? '',
    run: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
    from: '2026-11-24T10:00:00.000Z',
    min: '1.50',
    status: 'failed,halted',
    maxRun: '2',
  };
  expect(chipsOf(filter, 'UTC', now).map(({ label, value }) => `${label} ${value}`)).toEqual([
    'what failures, orders to stop',
    'type decisions',
    'run …f90ae7',
    'from 24 Nov 10:00',
    'charged at least $1.50',
    'run is failed or halted',
    'run cost at most $2',
  ]);
});
