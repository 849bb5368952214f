import type { CostEstimate, CostSeries } from '$contract/costs.js';

/** A row of the table: what one workflow, agent, model or operator cost. */
export interface SeriesRow {
  readonly key: string;
  readonly name: string;
  readonly nanoUsd: string;
  readonly runs: number;
  readonly charges: number;
  readonly values: readonly string[];
  /** Part of the total, 0 to 1. */
  readonly share: number;
  /** Rounded as averages are; null without a run. */
  readonly perRunNanoUsd: bigint | null;
}

/** Where the charges that a row sums up are listed: events of the audit that charged something. */
export function chargesHref({ split, from, to }: Pick<CostSeries, 'split' | 'from' | 'to'>, key: string): string {
  const params = new URLSearchParams({ min: '0.000000001', from, to });
  // A model is no filter of the audit: its name stands in the text of a charge.
  params.set(split === 'model' ? 'text' : split, split === 'model' ? `"${key}"` : key);
  return `/audit?${params.toString()}`;
}

const sum = (values: readonly string[]): bigint => values.reduce((total, value) => total + BigInt(value), 0n);

/** An average in nano-dollars, rounded to four digits that mean something; null of none. Sums are never rounded, this is no sum. */
export function average(nanoUsd: string, count: number): bigint | null {
  if (count === 0) return null;
  const exact = BigInt(nanoUsd) / BigInt(count);
  let unit = 1n;
  while (exact / unit >= 10_000n) unit *= 10n;
  return ((exact + unit / 2n) / unit) * unit;
}

export function rowsOf({ series, total }: CostSeries): readonly SeriesRow[] {
  const all = BigInt(total.nanoUsd);
  return series.map((one) => ({
    ...one,
    share: all === 0n ? 0 : Number((BigInt(one.nanoUsd) * 1_000_000n) / all) / 1_000_000,
    perRunNanoUsd: average(one.nanoUsd, one.runs),
  }));
}

/** Whether rows, columns and the total of what was read say the same, to the nano-dollar. */
export function agrees({ series, rest, totals, total }: CostSeries): boolean {
  const lines = rest ? [...series, rest] : series;
  return (
    lines.every(({ values, nanoUsd }) => sum(values) === BigInt(nanoUsd)) &&
    totals.every((value, index) => BigInt(value) === sum(lines.map(({ values }) => values[index] ?? '0'))) &&
    sum(lines.map(({ nanoUsd }) => nanoUsd)) === BigInt(total.nanoUsd)
  );
}

/** The series in ink: the one that is asked for, else the dearest. */
export function focusOf({ series }: CostSeries, focus: string | undefined): CostSeries['series'][number] | undefined {
  return series.find(({ key }) => key === focus) ?? series[0];
}

/** `+24 %`, `−5 %`, `0 %`, `4.2 times`; empty when nothing was estimated. */
export function deviationText(deviation: number | null): string {
  if (deviation === null) return '';
  if (deviation >= 1) return `${(deviation + 1).toFixed(1)} times`;
  const percent = Math.round(deviation * 100);
  return percent === 0 ? '0 %' : `${percent > 0 ? '+' : '−'}${Math.abs(percent)} %`;
}
/** From here on an estimate is worth a look. */
export const isOver = (deviation: number | null): boolean => deviation !== null && deviation > 0.2;

/** What was estimated per run of each workflow. */
export const estimateOf = (estimates: readonly CostEstimate[], workflowId: string): CostEstimate | undefined =>
  estimates.find((one) => one.workflowId === workflowId && one.stepId === null);

/** `25.2 %`; `<0.1 %` for what is little and not nothing. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1 %';
  return share === 1 ? '100 %' : `${(share * 100).toFixed(1)} %`;
}
