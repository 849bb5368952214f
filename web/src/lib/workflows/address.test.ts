import { expect, test } from 'vitest';
import { addressOf, addressTo } from './address.js';

test('what the page shows can be linked to, and read back', () => {
  const address = { tab: 'versions', from: 2, to: 5, view: 'text' } as const;
  const href = addressTo('a', address);
  expect(href).toBe('/workflows/a?tab=versions&from=2&to=5&view=text');
  expect(addressOf(new URL(href, 'http://x').searchParams)).toMatchObject(address);
});
test('what is the default is not in it', () => {
  expect(addressTo('a', { tab: 'graph', view: 'steps' })).toBe('/workflows/a');
  expect(addressTo('a', { tab: 'editor', step: 'x', from: 1 })).toBe('/workflows/a?tab=editor');
});
test('an address that makes no sense shows the latest version', () =>
  expect(addressOf(new URLSearchParams('tab=x&version=-1&from=1e3'))).toMatchObject({
    tab: 'graph',
    version: undefined,
    from: undefined,
  }));
