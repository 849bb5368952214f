import { expect, test } from 'vitest';
import { compareAddress, compareHref, sideHref, swapped } from './address.js';

const A = '7c9e6679-7425-50de-944b-e07fc1f90ae7';
const B = '1b4e28ba-2fa1-51d2-883f-0016d3cca427';

test('an address that was written is read back; the other way round too', () => {
  const address = { a: A, b: B, aAt: 12, bAt: undefined, all: true };
  const read = (href: string) => compareAddress(new URL(href, 'http://console').searchParams);
  expect(read(compareHref(address))).toEqual(address);
  expect(read(compareHref(swapped(address)))).toEqual({ a: B, b: A, aAt: undefined, bAt: 12, all: true });
});

test('what cannot be read is left out: it is asked for, not guessed', () => {
  expect(compareAddress(new URLSearchParams({ a: 'last', b: B.toUpperCase(), aAt: '-1', bAt: '1e3' }))).toEqual({
    a: undefined,
    b: B,
    aAt: undefined,
    bAt: undefined,
    all: false,
  });
});

test('a side leads to its run, a step and an event of it, in the past when it is looked at there', () => {
  expect(sideHref({ runId: A, revision: 9, last: 9 })).toBe(`/runs/${A}`);
  expect(sideHref({ runId: A, revision: 9, last: 9 }, { step: 'parse[2]' })).toBe(`/runs/${A}?step=parse%5B2%5D`);
  expect(sideHref({ runId: A, revision: 4, last: 9 }, { event: 3 })).toBe(`/runs/${A}?tab=events&event=3&at=4`);
});
