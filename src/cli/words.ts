import { formatUsd } from '../domain/kernel/money.js';

/** `1 run`, `3 runs`, `1,000 runs`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** An amount in nano-dollars, as digits. */
export const usd = (nano: string): string => formatUsd(BigInt(nano));
