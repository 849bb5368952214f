import { expect, test } from 'vitest';
import { CATALOG } from '../../../src/domain/catalog.js';
import { eventTypeGroups } from '../../../web/src/lib/audit/event-types.js';

test('the console offers every type of event that the log can hold, once', () => {
  const offered = eventTypeGroups.flatMap(({ types }) => types);
  expect(offered.toSorted()).toEqual([...CATALOG.keys()].toSorted());
});
