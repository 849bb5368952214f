import { describe, expect, test } from 'vitest';
import { AuditEvent, exampleAuditEvent } from '../../../../src/api/contract/audit.js';
import { newestFirst, placeOf } from './merge.js';

const event = (position: string): AuditEvent => AuditEvent.parse({ ...exampleAuditEvent, position });
const positions = (events: readonly AuditEvent[]): readonly string[] => events.map(({ position }) => position);

describe('events of the log, newest first', () => {
  const items = ['900', '100', '20'].map(event);
  test('what is new stands before what is there, and nothing twice; positions are numbers, not text', () => {
    expect(positions(newestFirst(['1000', '900'].map(event), items))).toEqual(['1000', '900', '100', '20']);
    expect(positions(newestFirst([event('7')], []))).toEqual(['7']);
  });
  test('a place is found at its event, between two, newer or older than all', () => {
    expect(placeOf('100', items, false)).toEqual({ kind: 'at', index: 1 });
    expect(placeOf('99', items, false)).toEqual({ kind: 'between', index: 2 });
    expect(placeOf('1000', items, false)).toEqual({ kind: 'newer' });
    expect(placeOf('3', items, false)).toEqual({ kind: 'older' });
  });
  test('when the list reaches to the beginning, nothing is older than it', () => {
    expect(placeOf('3', items, true)).toEqual({ kind: 'between', index: 3 });
    expect(placeOf('3', [], true)).toEqual({ kind: 'older' });
  });
});
