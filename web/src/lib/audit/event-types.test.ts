import { expect, test } from 'vitest';
// Only this test looks there: the list must keep up with what the log can hold.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import { CATALOG } from '../../../../src/domain/catalog.js';
import { eventTypeGroups } from './event-types.js';

test('every type of event that the log can hold can be chosen, once', () => {
  const offered = eventTypeGroups.flatMap(({ types }) => types);
  expect(offered.toSorted()).toEqual([...CATALOG.keys()].toSorted());
});
