import { describe, expect, test } from 'vitest';
import { runHref, tabOf } from './tabs.js';

describe('tabs of a run', () => {
  const url = new URL('http://x/runs/1?tab=events&step=collect&event=4');
  test('another tab keeps the selection', () =>
    expect(runHref(url, { tab: 'cost' })).toBe('/runs/1?tab=cost&step=collect&event=4'));
  test('the graph is the address without a tab', () =>
    expect(runHref(url, { tab: 'graph', event: null })).toBe('/runs/1?step=collect'));
  test('an unknown tab is the graph', () => expect(tabOf(new URLSearchParams('tab=magic'))).toBe('graph'));
});
