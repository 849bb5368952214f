/** Money as the console shows it. Inside it is a decimal string of nano-dollars (1e-9 USD); it is never rounded away. */
export interface MoneyText {
  /** `$2.18`, or all of it when it is under one cent. */
  readonly dollars: string;
  /** The digits under a cent: exact, shown quieter. At least two when there are any. */
  readonly fraction: string;
  /** `2184700000 nano-dollars`. */
  readonly exact: string;
}

const NANO_PER_USD = 1_000_000_000n;
/** One for all: `toLocaleString` of a bigint makes one at each call, which takes longer than all else here. */
const grouped = new Intl.NumberFormat('en-US');

/** @param nanoUsd a whole number of nano-dollars */
export function moneyText(nanoUsd: string | bigint): MoneyText {
  const nano = BigInt(nanoUsd);
  const sign = nano < 0n ? '−' : '';
  const size = nano < 0n ? -nano : nano;
  const whole = grouped.format(size / NANO_PER_USD);
  const digits = (size % NANO_PER_USD).toString().padStart(9, '0');
  const rest = digits.slice(2).replace(/0+$/, '');
  const exact = `${grouped.format(nano)} nano-dollars`;
  const fraction = rest === '' ? '' : rest.length === 1 ? `${rest}0` : rest;
  if (size !== 0n && size < NANO_PER_USD / 100n) return { dollars: `${sign}$0.00${fraction}`, fraction: '', exact };
  return { dollars: `${sign}$${whole}.${digits.slice(0, 2)}`, fraction, exact };
}

/** The same in one string, for labels and titles: `$2.1847`. */
export function money(nanoUsd: string | bigint): string {
  const { dollars, fraction } = moneyText(nanoUsd);
  return dollars + fraction;
}

/** Cents are enough for axes and large sums: `$41.87`. Rounds half away from zero. */
export function moneyShort(nanoUsd: string | bigint): string {
  const nano = BigInt(nanoUsd);
  const size = nano < 0n ? -nano : nano;
  if (size !== 0n && size < NANO_PER_USD / 100n) return money(nano);
  const cents = (size + 5_000_000n) / 10_000_000n;
  return `${nano < 0n ? '−' : ''}$${grouped.format(cents / 100n)}.${(cents % 100n).toString().padStart(2, '0')}`;
}

/** A share between 0 and 1, safe for amounts of any size; 0 of 0 is 0. */
export function share(part: string | bigint, whole: string | bigint): number {
  const of = BigInt(whole);
  return of === 0n ? 0 : Number((BigInt(part) * 1_000_000n) / of) / 1_000_000;
}

/** Dollars as the API takes them: `1.5` of 1500000000. */
export function usdOf(nanoUsd: string): string {
  const digits = nanoUsd.padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}
