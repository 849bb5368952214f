import { expect, test } from 'vitest';
import { usdOf } from './start-again.js';

test.each([
  ['1500000000', '1.5'],
  ['2000000000', '2'],
  ['1', '0.000000001'],
  ['10000000000', '10'],
  ['0', '0'],
])('%s nano-dollars are %s dollars', (nano, usd) => expect(usdOf(nano)).toBe(usd));
