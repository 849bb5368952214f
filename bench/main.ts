/**
 * npm run bench -- chain|fan|load: the three scenarios that other engines are measured by, on the whole product; console: its pages in headless Chromium. The last line is one line of JSON.
 * Environment: WORKFLOWS (load: runs at once, default 1000), QUICK=1 (a smoke test), WARM (chain: runs before it is timed, default 5), WORKDIR (where the data lies), PROFILE (a folder for CPU profiles), READS=off (load only: without read models).
 */
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchConsole } from './console.js';
import { cpuOfTree, peakMemoryMb } from './processes.js';
import { READS, startProduct, type Product } from './product.js';

const quick = process.env['QUICK'] === '1';
const step = (id: string, dependsOn: readonly string[] = []): unknown => ({
  id,
  agent: 'noop',
  output: { type: 'object' },
  ...(dependsOn.length ? { dependsOn } : {}),
});
const chain = (n: number): { id: string; steps: unknown[]; name: string } => ({
  id: `chain-${n}`,
  name: `Chain of ${n}`,
  steps: Array.from({ length: n }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`])),
});
const fan = (n: number): { id: string; steps: unknown[]; name: string } => {
  const middle = Array.from({ length: n }, (_, i) => `p${i}`);
  return {
    id: `fan-${n}`,
    name: `Fan of ${n}`,
    steps: [step('first'), ...middle.map((id) => step(id, ['first'])), step('last', middle)],
  };
};

const round = (value: number | undefined, digits = 3): number | null =>
  value === undefined ? null : Number(value.toFixed(digits));
const quantile = (values: readonly number[], p: number): number | undefined =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))];

/** CPU of the four processes since now: seconds of the server and of all others, milliseconds per step in all and of each. */
function cpuSince(product: Product): (steps: number) => Record<string, unknown> {
  const names = ['server', 'eventStore', 'postgres', 'agent'] as const;
  const seconds = (): number[] => names.map((name) => cpuOfTree(product.pids[name]));
  const before = seconds();
  return (steps) => {
    const used = seconds().map((value, i) => value - (before[i] ?? 0));
    const all = used.reduce((sum, value) => sum + value, 0);
    const server = used[0] ?? 0;
    return {
      cpuNode: round(server, 2),
      cpuStore: round(all - server, 2),
      cpuMsPerStep: round((all * 1_000) / steps),
      cpuSplit: Object.fromEntries(names.map((name, i) => [name, round(((used[i] ?? 0) * 1_000) / steps)])),
    };
  };
}

const scenarios: Record<string, (product: Product) => Promise<Record<string, unknown>>> = {
  console: benchConsole,
  async chain(product) {
    await product.post('/api/workflows', { definition: chain(20) });
    const warm = quick ? 1 : Number(process.env['WARM'] ?? 5);
    for (let i = 0; i < warm; i++) await product.run('chain-20');
    await product.marks();
    const runs = quick ? 2 : 20;
    const gaps: number[] = [];
    const totals: number[] = [];
    const first: number[] = [];
    const last: number[] = [];
    let bad: number | undefined;
    const cpu = cpuSince(product);
    for (let i = 0; i < runs; i++) {
      const { runId, ms, startedAt, seenAt } = await product.run('chain-20');
      const marks = (await product.marks())[runId] ?? [];
      if (marks.length !== 20) bad = marks.length;
      totals.push(ms);
      first.push((marks[0] ?? 0) - startedAt);
      last.push(seenAt - (marks.at(-1) ?? 0));
      for (let k = 1; k < marks.length; k++) gaps.push((marks[k] ?? 0) - (marks[k - 1] ?? 0));
    }
    return {
      runs,
      stepP50: round(quantile(gaps, 0.5)),
      stepP99: round(quantile(gaps, 0.99)),
      stepMean: round(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
      totalP50: round(quantile(totals, 0.5), 2),
      startP50: round(quantile(first, 0.5), 2),
      resultP50: round(quantile(last, 0.5), 2),
      ...cpu(runs * 20),
      ...(bad === undefined ? {} : { bad }),
    };
  },
  async fan(product) {
    await product.post('/api/workflows', { definition: fan(100) });
    for (let i = 0; i < (quick ? 1 : 2); i++) await product.run('fan-100');
    await product.marks();
    const runs = quick ? 2 : 5;
    const totals: number[] = [];
    const inner: number[] = [];
    let bad: number | undefined;
    const cpu = cpuSince(product);
    for (let i = 0; i < runs; i++) {
      const { runId, ms } = await product.run('fan-100');
      const marks = (await product.marks())[runId] ?? [];
      if (marks.length !== 102) bad = marks.length;
      totals.push(ms);
      inner.push((marks.at(-1) ?? 0) - (marks[0] ?? 0));
    }
    return {
      runs,
      totalP50: round(quantile(totals, 0.5), 2),
      totalMin: round(Math.min(...totals), 2),
      totalMax: round(Math.max(...totals), 2),
      firstToJoinP50: round(quantile(inner, 0.5), 2),
      ...cpu(runs * 102),
      ...(bad === undefined ? {} : { bad }),
    };
  },
  async load(product) {
    const steps = 10;
    const many = Number(process.env['WORKFLOWS'] ?? (quick ? 50 : 1_000));
    await product.post('/api/workflows', { definition: chain(steps) });
    /** The entries of all steps of n runs; without read models the last ones say that the runs are through. */
    const all = async (n: number): Promise<readonly number[]> => {
      await Promise.all(Array.from({ length: n }, () => product.run(`chain-${steps}`)));
      const entries: number[] = [];
      for (let looked = 0; looked === 0 || (!READS && entries.length < n * steps); looked++) {
        if (looked > 0) await sleep(20);
        entries.push(...Object.values(await product.marks()).flat());
      }
      return entries;
    };
    await all(quick ? 5 : 20);
    const cpu = cpuSince(product);
    const startedAt = performance.timeOrigin + performance.now();
    const marks = await all(many);
    const elapsed = performance.timeOrigin + performance.now() - startedAt;
    const used = cpu(many * steps);
    const lastStep = marks.reduce((latest, mark) => Math.max(latest, mark), 0) - startedAt;
    return {
      steps: marks.length,
      elapsedMs: round(elapsed, 1),
      stepsPerSec: round(((many * steps) / elapsed) * 1_000, 1),
      stepsPerSecToLastStep: round(((many * steps) / lastStep) * 1_000, 1),
      ...used,
      rssNodeMb: peakMemoryMb(product.pids.server),
      rssStoreMb: [peakMemoryMb(product.pids.eventStore), peakMemoryMb(product.pids.agent)],
      ...(marks.length === many * steps ? {} : { bad: marks.length }),
    };
  },
};

const name = process.argv[2] ?? 'chain';
const scenario = scenarios[name];
if (!scenario) {
  console.error(`"${name}" is no scenario. Use one of: ${Object.keys(scenarios).join(', ')}.`);
  process.exit(2);
}
if (!READS && name !== 'load') {
  console.error('READS=off is for load alone: chain and fan end when the read models say so.');
  process.exit(2);
}
const product = await startProduct();
try {
  const figures = await scenario(product);
  const line = {
    peer: 'mission-control',
    scenario: name,
    node: process.version,
    ...figures,
    load1: round(os.loadavg()[0], 2),
    durability: 'every append flushed before its acknowledgement (embedded node, LMDB)',
    config: `server, event store node, PostgreSQL with read models ${READS ? 'on' : 'off'}, one agent over socket.io, each in a process of its own; runs started over HTTP`,
  };
  for (const [key, value] of Object.entries(figures))
    console.log(`${key.padEnd(24)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`);
  console.log(JSON.stringify(line));
} finally {
  await product.stop();
}
process.exit(0);
