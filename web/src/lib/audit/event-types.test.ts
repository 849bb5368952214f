import { expect, test } from 'vitest';
import { CATALOG } from '../../../../src/domain/catalog.js';
import { eventTypeGroups } from './event-types.js';

test('every type of event that the log can hold can be chosen, once', () => {
  const offered = eventTypeGroups.flatMap(({ types }) => types);
  expect(offered.toSorted()).toEqual([...CATALOG.keys()].toSorted());
});
