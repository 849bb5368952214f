import { z } from 'zod';

/** Money is an integer of nano-dollars (1e-9 USD): a bigint in memory, a decimal string in JSON. */
export const NanoUsd = z
  .string()
  // What compares amounts makes numbers of them: it must not see one that is none.
  .regex(/^-?(0|[1-9]\d{0,27})$/, { error: 'must be a whole number of nano-dollars as a decimal string', abort: true });
export type NanoUsd = z.infer<typeof NanoUsd>;

const NANO = 1_000_000_000n;

/** An amount of dollars as people write it ("1.50", 0.25) in nano-dollars, exactly. Throws a RangeError below one nano-dollar or on anything that is not a plain decimal. */
export function nanoFromUsd(usd: string | number): bigint {
  const text = typeof usd === 'number' ? plainDecimal(usd) : usd.trim();
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match)
    throw new RangeError(`"${usd}" is not an amount of dollars with at most nine decimals, for example "1.50"`);
  const [, sign, whole = '0', fraction = ''] = match;
  const nano = BigInt(whole) * NANO + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nano : nano;
}

/** Dollars as people read them: two decimals at least, and every further digit that is not zero. */
export function formatUsd(nano: bigint): string {
  const abs = nano < 0n ? -nano : nano;
  const fraction = (abs % NANO).toString().padStart(9, '0');
  const digits = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `${nano < 0n ? '-' : ''}$${abs / NANO}.${digits}`;
}

export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const sum = (amounts: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

/** 1e-7 and its like, which String(number) writes with an exponent. */
function plainDecimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(9).replace(/\.?0+$/, '') : text;
}
