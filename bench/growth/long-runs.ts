import type { Product } from '../product.js';
import { chain, cpuNow, ownAgent, quantile, round, step, type Cpu } from './cost.js';

const SAMPLE_MS = 20;
/** Parts of a run that are compared: its first and its last tenth. */
const PARTS = 10;

/** One step, all others but one beside each other, one step. */
const wide = (steps: number): object => {
  const middle = Array.from({ length: steps - 2 }, (_, i) => `p${i}`);
  return {
    id: `wide-${steps}`,
    name: `Wide ${steps}`,
    limits: { parallelism: 1_000 },
    steps: [step('first'), ...middle.map((id) => step(id, ['first'])), step('last', middle)],
  };
};

export interface LongRun {
  readonly shape: string;
  readonly steps: number;
  readonly seconds: number;
  /** Between two entries of step bodies, of the first and of the last tenth. */
  readonly msAtBegin: number;
  readonly msAtEnd: number;
  /** CPU ms per step of all processes: of the whole run, and of the server in the first and in the last tenth. */
  readonly cpu: number;
  readonly serverAtBegin: number;
  readonly serverAtEnd: number;
}

/** Beyond so many steps a run is measured once, and none before it: it is long enough to say something by itself. */
const LONG = 1_000;

/** Runs of so many steps, deep and wide; medians of `runs` after one that is not counted. */
export async function longRuns(product: Product, sizes: readonly number[], runs: number): Promise<LongRun[]> {
  const measured: LongRun[] = [];
  for (const steps of sizes)
    for (const [shape, definition] of [
      ['deep', chain(steps)],
      ['wide', wide(steps)],
    ] as const) {
      await product.post('/api/workflows', { definition });
      const id = shape === 'deep' ? `chain-${steps}` : `wide-${steps}`;
      if (steps <= LONG) await product.run(id);
      const each: LongRun[] = [];
      for (let i = 0; i < (steps <= LONG ? runs : 1); i++) each.push(await one(product, id, shape, steps));
      const median = (of: (run: LongRun) => number): number => quantile(each.map(of), 0.5);
      measured.push({
        shape,
        steps,
        seconds: median(({ seconds }) => seconds),
        msAtBegin: median(({ msAtBegin }) => msAtBegin),
        msAtEnd: median(({ msAtEnd }) => msAtEnd),
        cpu: median(({ cpu }) => cpu),
        serverAtBegin: median(({ serverAtBegin }) => serverAtBegin),
        serverAtEnd: median(({ serverAtEnd }) => serverAtEnd),
      });
      console.log(JSON.stringify(measured.at(-1)));
    }
  return measured;
}

async function one(product: Product, id: string, shape: string, steps: number): Promise<LongRun> {
  const agents = ownAgent(product);
  await agents.marks();
  const samples: { readonly at: number; readonly cpu: Cpu }[] = [];
  const sample = (): void =>
    void samples.push({ at: performance.timeOrigin + performance.now(), cpu: cpuNow(product, agents) });
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  const { ms, runId } = await product.run(id);
  clearInterval(timer);
  sample();
  const marks = [...((await agents.marks())[runId] ?? [])].sort((a, b) => a - b);
  if (marks.length !== steps) throw new Error(`${marks.length} steps were done, not ${steps}`);
  /** CPU of the server between two marks, and milliseconds, per step. */
  const between = (from: number, to: number): { readonly ms: number; readonly server: number } => {
    const [begin, end] = [marks[from] ?? 0, marks[to] ?? 0];
    const serverAt = (time: number): number => {
      const after = samples.findIndex(({ at }) => at >= time);
      const [a, b] = [samples[after - 1] ?? samples[0], samples[after] ?? samples.at(-1)];
      if (!a || !b || a === b) return a?.cpu.server ?? 0;
      return a.cpu.server + ((b.cpu.server - a.cpu.server) * (time - a.at)) / (b.at - a.at);
    };
    return {
      ms: round((end - begin) / (to - from), 3),
      server: round(((serverAt(end) - serverAt(begin)) * 1_000) / (to - from), 3),
    };
  };
  const tenth = Math.floor(steps / PARTS);
  const first = between(0, tenth);
  const last = between(steps - 1 - tenth, steps - 1);
  const all = ({ server, eventStore, postgres, agent }: Cpu): number => server + eventStore + postgres + agent;
  const [before, after] = [samples[0], samples.at(-1)];
  return {
    shape,
    steps,
    seconds: round(ms / 1_000, 3),
    msAtBegin: first.ms,
    msAtEnd: last.ms,
    cpu: before && after ? round(((all(after.cpu) - all(before.cpu)) * 1_000) / steps, 3) : NaN,
    serverAtBegin: first.server,
    serverAtEnd: last.server,
  };
}
