import { describe, expect, test } from 'vitest';
import { money, moneyShort, moneyText, share, usdOf } from './money.js';

describe('money', () => {
  test('dollars and cents apart from the digits under a cent', () => {
    expect(moneyText('2184700000')).toEqual({ dollars: '$2.18', fraction: '47', exact: '2,184,700,000 nano-dollars' });
  });
  test('under one cent every digit is in the first part', () => {
    expect(moneyText('1')).toMatchObject({ dollars: '$0.000000001', fraction: '' });
    expect(moneyText('2145000')).toMatchObject({ dollars: '$0.002145', fraction: '' });
  });
  test('nothing is rounded away', () => expect(money('18240170000001')).toBe('$18,240.170000001'));
  test('whole cents have no further digits', () => expect(money('4000000000')).toBe('$4.00'));
  test('zero is $0.00', () => expect(money(0n)).toBe('$0.00'));
  test('a credit has a minus sign', () => expect(money('-1230000000')).toBe('−$1.23'));
  test('short sums are rounded to cents, but never to nothing', () => {
    expect(moneyShort('41874000000')).toBe('$41.87');
    expect(moneyShort('41875000000')).toBe('$41.88');
    expect(moneyShort('2145000')).toBe('$0.002145');
  });
  test('a share of nothing is nothing', () => {
    expect(share('5', '0')).toBe(0);
    expect(share('500', '2000')).toBe(0.25);
  });
});

test.each([
  ['1500000000', '1.5'],
  ['2000000000', '2'],
  ['1', '0.000000001'],
  ['10000000000', '10'],
  ['0', '0'],
])('%s nano-dollars are %s dollars', (nano, usd) => expect(usdOf(nano)).toBe(usd));
