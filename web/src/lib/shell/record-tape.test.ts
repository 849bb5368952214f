import { describe, expect, test } from 'vitest';
import { placeOf } from '../run/past/position.js';
import { placeHref, recordScope } from './record-scope.js';
import { markOf, revisionLabels, tapeOf, thinned, type RecordMark } from './record-tape.js';

const bucket = (index: number, events: number, marks: Record<string, number> = {}) => ({
  index,
  at: '2026-11-24T14:32:07.000Z',
  position: '1',
  revision: null,
  lastRevision: null,
  events,
  nanoUsd: String(events * 10),
  marks,
});
const mark = (index: number, kind: RecordMark['kind'], type = 'StepFailed'): RecordMark => ({
  index,
  kind,
  type,
  position: '7',
  stream: 'run-1',
  revision: 3,
  at: '2026-11-24T14:32:07.000Z',
  label: '',
  runId: 'r',
  workflowId: null,
  stepKey: null,
});

describe('the record', () => {
  test('names events of a run under their own ticks, none twice and none past the last one', () => {
    const seven = revisionLabels(0, 6, 7);
    expect(seven.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
    for (const { x, revision } of seven) expect(x).toBeCloseTo(placeOf(revision, 7));
    expect(revisionLabels(0, 2, 10).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(revisionLabels(0, 9_999, 10_080).map(({ revision }) => revision)).toEqual([1667, 3334, 5001, 6668, 8335]);
  });
  test('the fullest slot is as high as the box, a failure has its own colour, one event still shows', () => {
    const tape = tapeOf(
      { buckets: [bucket(0, 1), bucket(3, 1_000, { failure: 1 })], maxEvents: 1_000, maxNanoUsd: '1' },
      'events',
    );
    expect(tape).toEqual({ plain: 'M0.5 100V94.0', bad: 'M3.5 100V0.0', you: '' });
  });
  test('by money a slot without a charge has no tick', () =>
    expect(tapeOf({ buckets: [{ ...bucket(1, 5), nanoUsd: '0' }], maxEvents: 5, maxNanoUsd: '9' }, 'money').plain).toBe(
      '',
    ));
  test('of marks on one another the most important stays', () =>
    expect(
      thinned([mark(10, 'start'), mark(11, 'failure'), mark(90, 'end')], 100, 0.05).map(({ kind }) => kind),
    ).toEqual(['failure', 'end']));
  test('a rejection is told from an approval', () => {
    expect(markOf(mark(1, 'decision', 'ApprovalGranted'))).toBe('approved');
    expect(markOf(mark(1, 'decision', 'ApprovalRejected'))).toBe('rejected');
  });
  test('its scope follows the page', () => {
    const at = (path: string, auditor = true) => recordScope(new URL(path, 'http://x'), auditor);
    expect(at('/runs/abc?tab=cost')).toEqual({ scope: 'run', id: 'abc' });
    expect(at('/runs')).toEqual({ scope: 'all' });
    expect(at('/workflows/invoice')).toEqual({ scope: 'workflow', id: 'invoice' });
    expect(at('/audit?type=RunFailed&sort=x')).toEqual({ scope: 'audit', filter: { type: 'RunFailed' } });
    expect(at('/audit?type=RunFailed', false)).toEqual({ scope: 'all' });
  });
  test('in the audit a place leads to its event beside the list, and the filter stays', () =>
    expect(placeHref({ position: '9', runId: 'r', revision: 4 }, new URL('/audit?text=x&event=1', 'http://x'))).toBe(
      '/audit?text=x&event=9',
    ));
  test('an amount in the address is asked for in nano-dollars', () =>
    expect(recordScope(new URL('/audit?min=0.5', 'http://x'), true).filter).toEqual({ minNanoUsd: '500000000' }));
  test('a place leads to its event', () => {
    expect(placeHref({ position: '9', runId: 'r', revision: 4 })).toBe('/runs/r?tab=events&event=4');
    expect(placeHref({ position: '9', runId: null, revision: 4 })).toBe('/audit?event=9');
  });
});
