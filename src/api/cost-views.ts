import { formatUsd } from '../domain/kernel/money.js';
import type {
  CostCell,
  CostEstimate as EstimateRow,
  CostMatrix,
  CostMatrixFilter,
  RunCost as RunCostRow,
} from '../projections/queries.js';
import type { CostEstimate, CostSeries, RunCost } from './contract/costs.js';
import { costFigures } from './views.js';

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;
export const MAX_BUCKETS = 1_000;

/** Starts of the hours or days that a range touches, `2026-11-24T14:00:00Z`. */
export function bucketsOf({ by, from, to }: Pick<CostMatrixFilter, 'by' | 'from' | 'to'>): string[] {
  const step = STEP_MS[by];
  const first = Math.floor(Date.parse(from) / step) * step;
  const buckets: string[] = [];
  for (let at = first; at < Date.parse(to) && buckets.length <= MAX_BUCKETS; at += step)
    buckets.push(`${new Date(at).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length)}Z`);
  return buckets;
}

/** A matrix as series: the dearest `top` keys, and the others as one. Every sum is a sum of the cells. */
export function seriesView(filter: CostMatrixFilter, matrix: CostMatrix, top: number): CostSeries {
  const buckets = bucketsOf(filter);
  const place = new Map(buckets.map((bucket, i) => [bucket, i]));
  const rows = new Map<string, Row>();
  const totals = new Row(buckets.length);
  for (const cell of matrix.cells) {
    const at = place.get(cell.bucket);
    if (at === undefined) continue;
    let row = rows.get(cell.key);
    if (!row) rows.set(cell.key, (row = new Row(buckets.length)));
    for (const one of [row, totals]) one.add(at, cell);
  }
  const sorted = [...rows].sort(([a, x], [b, y]) => (y.sum > x.sum ? 1 : y.sum < x.sum ? -1 : a < b ? -1 : 1));
  const others = sorted.slice(top);
  const rest = new Row(buckets.length);
  for (const [, row] of others) rest.addRow(row);
  return {
    by: filter.by,
    split: filter.split,
    from: filter.from,
    to: filter.to,
    buckets,
    series: sorted.slice(0, top).map(([key, row]) => ({
      key,
      name: matrix.names.get(key) ?? key,
      ...row.view(),
      runs: matrix.runs.get(key) ?? 0,
    })),
    rest: others.length === 0 ? null : { keys: others.length, ...rest.view() },
    totals: totals.view().values,
    total: { ...costFigures(sumOf(matrix.cells)), runs: matrix.runsInAll },
    incomplete: matrix.incomplete,
  };
}

/** What one key cost, bucket by bucket; exact. */
class Row {
  readonly values: bigint[];
  sum = 0n;
  charges = 0;

  constructor(buckets: number) {
    this.values = Array.from({ length: buckets }, () => 0n);
  }
  add(at: number, cell: Pick<CostCell, 'nanoUsd' | 'charges'>): void {
    const nanoUsd = BigInt(cell.nanoUsd);
    this.values[at] = (this.values[at] ?? 0n) + nanoUsd;
    this.sum += nanoUsd;
    this.charges += cell.charges;
  }
  addRow(row: Row): void {
    for (const [i, value] of row.values.entries()) this.values[i] = (this.values[i] ?? 0n) + value;
    this.sum += row.sum;
    this.charges += row.charges;
  }
  view(): { nanoUsd: string; charges: number; values: string[] } {
    return { nanoUsd: String(this.sum), charges: this.charges, values: this.values.map(String) };
  }
}

function sumOf(cells: readonly CostCell[]): Omit<CostCell, 'bucket' | 'key'> {
  let nanoUsd = 0n;
  const sum = {
    charges: 0,
    estimatedCharges: 0,
    unknownCharges: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
  };
  for (const cell of cells) {
    nanoUsd += BigInt(cell.nanoUsd);
    sum.charges += cell.charges;
    sum.estimatedCharges += cell.estimatedCharges;
    sum.unknownCharges += cell.unknownCharges;
    sum.inputTokens += cell.inputTokens;
    sum.cachedInputTokens += cell.cachedInputTokens;
    sum.cacheWriteTokens += cell.cacheWriteTokens;
    sum.outputTokens += cell.outputTokens;
    sum.reasoningTokens += cell.reasoningTokens;
  }
  return { ...sum, nanoUsd: String(nanoUsd) };
}

/** One line per bucket and key, for a table. */
export const csvRows = (matrix: CostMatrix): (string | number)[][] =>
  matrix.cells.map((cell) => [
    cell.bucket,
    cell.key,
    matrix.names.get(cell.key) ?? cell.key,
    formatUsd(BigInt(cell.nanoUsd)).replace('$', ''),
    cell.nanoUsd,
    cell.charges,
    cell.inputTokens,
    cell.cachedInputTokens,
    cell.cacheWriteTokens,
    cell.outputTokens,
    cell.reasoningTokens,
  ]);

export const runCostView = (run: RunCostRow): RunCost => ({
  runId: run.runId,
  workflowId: run.workflowId,
  workflowName: run.workflowName,
  version: run.workflowVersion,
  status: run.status,
  startedAt: run.startedAt,
  operatorId: run.operatorId,
  operatorName: run.operatorName,
  nanoUsd: run.nanoUsd,
  charges: run.charges,
  limitNanoUsd: run.limitNanoUsd,
  position: run.position,
});

export const estimateView = (estimate: EstimateRow): CostEstimate => ({
  ...estimate,
  deviation: deviationOf(BigInt(estimate.estimatedNanoUsd), BigInt(estimate.realNanoUsd)),
});

/** real / estimated - 1, to four digits. */
function deviationOf(estimated: bigint, real: bigint): number | null {
  return estimated === 0n ? null : Number(((real - estimated) * 10_000n) / estimated) / 10_000;
}
