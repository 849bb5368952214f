import { setTimeout as sleep } from 'node:timers/promises';
import { cpuOfTree, residentMb } from '../processes.js';
import type { Product } from '../product.js';

const NAMES = ['server', 'eventStore', 'postgres', 'agent'] as const;
type Name = (typeof NAMES)[number];
/** Seconds or milliseconds of CPU by process. */
export type Cpu = Readonly<Record<Name, number>>;

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
export const quantile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))] ?? NaN;

/** The agents' processes, where they are not the product's own one. */
export interface Agents {
  readonly pids: readonly number[];
  marks(): Promise<Readonly<Record<string, readonly number[]>>>;
}
export const ownAgent = (product: Product): Agents => ({ pids: [product.pids.agent], marks: () => product.marks() });

/** CPU seconds so far. */
export function cpuNow({ pids }: Product, agents: Agents): Cpu {
  const agent = agents.pids.reduce((sum, pid) => sum + cpuOfTree(pid), 0);
  return {
    server: cpuOfTree(pids.server),
    eventStore: cpuOfTree(pids.eventStore),
    postgres: cpuOfTree(pids.postgres),
    agent,
  };
}

/** `by` of the difference, rounded. */
function spent(before: Cpu, after: Cpu, by: number): Cpu {
  const of = (name: Name): number => round(((after[name] - before[name]) * 1_000) / by, 3);
  return { server: of('server'), eventStore: of('eventStore'), postgres: of('postgres'), agent: of('agent') };
}

/** CPU ms a second of each process while nothing is asked of them. */
export async function idleCpu(product: Product, agents: Agents, seconds: number): Promise<Cpu> {
  const before = cpuNow(product, agents);
  const from = performance.now();
  await sleep(seconds * 1_000);
  return spent(before, cpuNow(product, agents), (performance.now() - from) / 1_000);
}

export interface StepCost {
  readonly stepP50: number;
  readonly stepP99: number;
  /** CPU ms per step of each process, and of all. */
  readonly cpu: Cpu;
  readonly cpuAll: number;
  readonly serverMb: number | null;
}

export const CHAIN = 20;
export const step = (id: string, dependsOn: readonly string[] = []): object => ({
  id,
  agent: 'noop',
  output: { type: 'object' },
  ...(dependsOn.length ? { dependsOn } : {}),
});
/** Steps one after the other. */
export const chain = (length: number): object => ({
  id: `chain-${length}`,
  name: `Chain of ${length}`,
  steps: Array.from({ length }, (_, i) => step(`s${i}`, i === 0 ? [] : [`s${i - 1}`])),
});

/** What a step of a run of 20 costs, one run after the other: the warm-up runs first, then those that are measured. */
export async function chainCost(product: Product, agents: Agents, warm: number, runs: number): Promise<StepCost> {
  const id = `chain-${CHAIN}`;
  await product.post('/api/workflows', { definition: chain(CHAIN) });
  for (let i = 0; i < warm; i++) await product.run(id);
  await agents.marks();
  const before = cpuNow(product, agents);
  for (let i = 0; i < runs; i++) await product.run(id);
  const cpu = spent(before, cpuNow(product, agents), runs * CHAIN);
  const gaps: number[] = [];
  for (const entered of Object.values(await agents.marks())) {
    const marks = [...entered].sort((a, b) => a - b);
    for (let i = 1; i < marks.length; i++) gaps.push((marks[i] ?? 0) - (marks[i - 1] ?? 0));
  }
  if (gaps.length !== runs * (CHAIN - 1))
    throw new Error(`${gaps.length} steps followed another, not ${runs * (CHAIN - 1)}`);
  return {
    stepP50: round(quantile(gaps, 0.5)),
    stepP99: round(quantile(gaps, 0.99)),
    cpu,
    cpuAll: round(cpu.server + cpu.eventStore + cpu.postgres + cpu.agent),
    serverMb: residentMb(product.pids.server),
  };
}

/** Settles when both groups of read models have seen the whole log. */
export async function caughtUp(product: Product): Promise<void> {
  for (const group of ['main', 'audit'])
    for (;;) {
      const { state, lag } = await product.get(`/api/projections?group=${group}`);
      if (state === 'live' && lag === '0') break;
      await sleep(200);
    }
}
