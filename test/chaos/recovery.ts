import type { Strike } from './killer.js';

export interface Recovery {
  readonly victim: string;
  readonly times: number;
  /** From the strike to the first dispatch after it, in ms; undefined when there was none. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly longest: number | undefined;
}

/** How long after each strike a step was dispatched again, by victim and as a whole. `dispatches` in any order. */
export function recoveries(strikes: readonly Strike[], dispatches: readonly number[]): Recovery[] {
  const sorted = dispatches.toSorted((a, b) => a - b);
  const after = ({ at }: Strike): number => (sorted.find((dispatch) => dispatch > at) ?? Infinity) - at;
  const groups = new Map<string, number[]>();
  for (const strike of strikes)
    for (const group of [`${strike.victim} ${strike.how}`, 'all'])
      groups.set(group, [...(groups.get(group) ?? []), after(strike)]);
  return [...groups]
    .map(([victim, times]) =>
      summary(
        victim,
        times.toSorted((a, b) => a - b),
      ),
    )
    .sort((a, b) => Number(a.victim === 'all') - Number(b.victim === 'all') || a.victim.localeCompare(b.victim));
}

function summary(victim: string, sorted: readonly number[]): Recovery {
  const at = (part: number): number | undefined => {
    const ms = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
    return ms === Infinity ? undefined : ms;
  };
  return { victim, times: sorted.length, p50: at(0.5), p95: at(0.95), longest: at(1) };
}

/** As lines for people. */
export function recoveryTable(table: readonly Recovery[]): string {
  const ms = (value: number | undefined): string => (value === undefined ? 'never' : `${value} ms`).padStart(10);
  return [
    `${'first dispatch after'.padEnd(24)}${'times'.padStart(6)}${'p50'.padStart(10)}${'p95'.padStart(10)}${'longest'.padStart(10)}`,
    ...table.map(
      ({ victim, times, p50, p95, longest }) =>
        `${victim.padEnd(24)}${String(times).padStart(6)}${ms(p50)}${ms(p95)}${ms(longest)}`,
    ),
  ].join('\n');
}
