import { formatUsd } from "../domain/kernel/money.js";
import { costFigures } from "./views.js";
const STEP_MS = { hour: 36e5, day: 864e5 }, MAX_BUCKETS = 1e3;
function bucketsOf({ by, from, to }) {
  const step = STEP_MS[by], first = Math.floor(Date.parse(from) / step) * step, buckets = [];
  for (let at = first; at < Date.parse(to) && buckets.length <= MAX_BUCKETS; at += step)
    buckets.push(`${new Date(at).toISOString().slice(0, 19)}Z`);
  return buckets;
}
function seriesView(filter, matrix, top) {
  const buckets = bucketsOf(filter), place = new Map(buckets.map((bucket, i) => [bucket, i])), rows = /* @__PURE__ */ new Map(), totals = new Row(buckets.length);
  for (const cell of matrix.cells) {
    const at = place.get(cell.bucket);
    if (at === void 0) continue;
    let row = rows.get(cell.key);
    row || rows.set(cell.key, row = new Row(buckets.length));
    for (const one of [row, totals]) one.add(at, cell);
  }
  const sorted = [...rows].sort(([a, x], [b, y]) => y.sum > x.sum ? 1 : y.sum < x.sum || a < b ? -1 : 1), others = sorted.slice(top), rest = new Row(buckets.length);
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
      runs: matrix.runs.get(key) ?? 0
    })),
    rest: others.length === 0 ? null : { keys: others.length, ...rest.view() },
    totals: totals.view().values,
    total: { ...costFigures(sumOf(matrix.cells)), runs: matrix.runsInAll },
    incomplete: matrix.incomplete
  };
}
class Row {
  values;
  sum = 0n;
  charges = 0;
  constructor(buckets) {
    this.values = Array.from({ length: buckets }, () => 0n);
  }
  add(at, cell) {
    const nanoUsd = BigInt(cell.nanoUsd);
    this.values[at] = (this.values[at] ?? 0n) + nanoUsd, this.sum += nanoUsd, this.charges += cell.charges;
  }
  addRow(row) {
    for (const [i, value] of row.values.entries()) this.values[i] = (this.values[i] ?? 0n) + value;
    this.sum += row.sum, this.charges += row.charges;
  }
  view() {
    return { nanoUsd: String(this.sum), charges: this.charges, values: this.values.map(String) };
  }
}
function sumOf(cells) {
  let nanoUsd = 0n;
  const sum = {
    charges: 0,
    estimatedCharges: 0,
    unknownCharges: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0
  };
  for (const cell of cells)
    nanoUsd += BigInt(cell.nanoUsd), sum.charges += cell.charges, sum.estimatedCharges += cell.estimatedCharges, sum.unknownCharges += cell.unknownCharges, sum.inputTokens += cell.inputTokens, sum.cachedInputTokens += cell.cachedInputTokens, sum.cacheWriteTokens += cell.cacheWriteTokens, sum.outputTokens += cell.outputTokens, sum.reasoningTokens += cell.reasoningTokens;
  return { ...sum, nanoUsd: String(nanoUsd) };
}
const csvRows = (matrix) => matrix.cells.map((cell) => [
  cell.bucket,
  cell.key,
  matrix.names.get(cell.key) ?? cell.key,
  formatUsd(BigInt(cell.nanoUsd)).replace("$", ""),
  cell.nanoUsd,
  cell.charges,
  cell.inputTokens,
  cell.cachedInputTokens,
  cell.cacheWriteTokens,
  cell.outputTokens,
  cell.reasoningTokens
]), runCostView = (run) => ({
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
  position: run.position
}), estimateView = (estimate) => ({
  ...estimate,
  deviation: deviationOf(BigInt(estimate.estimatedNanoUsd), BigInt(estimate.realNanoUsd))
});
function deviationOf(estimated, real) {
  return estimated === 0n ? null : Number((real - estimated) * 10000n / estimated) / 1e4;
}
export {
  MAX_BUCKETS,
  bucketsOf,
  csvRows,
  estimateView,
  runCostView,
  seriesView
};
//# sourceMappingURL=cost-views.js.map
