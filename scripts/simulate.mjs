// npm run simulate: worlds in which everything fails, from seeds; see test/simulation/README.md.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { faultConstants } from './faults.mjs';
import { ensureInstalled, root } from './install.mjs';

const PROGRESS_MS = 5_000;
/** A fault that did not happen in so many seeds never will. */
const ENOUGH = 500;

/**
 * The simulation as one file, which worker threads load.
 * @param {string | undefined} mutant a planted fault, for the proof that it is found
 */
export async function bundle(mutant) {
  ensureInstalled();
  const { build } = await import('esbuild');
  const folder = path.join(root, 'node_modules', '.cache', 'simulation');
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, `${mutant ?? 'simulation'}-${process.pid}.mjs`);
  await build({
    entryPoints: [path.join(root, 'test', 'simulation', 'worker.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    define: faultConstants({ mutant }),
  });
  return outfile;
}

/**
 * Plays seeds on several threads.
 * @param {string} file
 * @param {{ from: number, to: number, workers?: number, traced?: boolean, untilFailure?: boolean, onOutcome?: (outcome: object) => void }} options
 */
export async function playSeeds(
  file,
  { from, to, workers = availableParallelism(), traced = false, untilFailure = false, onOutcome = () => {} },
) {
  const outcomes = [];
  let failed = false;
  const threads = Array.from({ length: Math.min(workers, to - from) }, (_, i) => {
    const share = { from: from + i, to, step: workers, traced };
    const worker = new Worker(pathToFileURL(file), { workerData: share, execArgv: ['--enable-source-maps'] });
    return new Promise((resolve, reject) => {
      worker.on('message', (outcome) => {
        outcomes.push(outcome);
        onOutcome(outcome);
        if (outcome.problems.length > 0) failed = true;
        if (failed && untilFailure) void worker.terminate();
      });
      worker.on('error', reject);
      worker.on('exit', resolve);
    });
  });
  await Promise.all(threads);
  return outcomes.sort((a, b) => a.seed - b.seed);
}

/** Sums of what happened, over many seeds. */
export function summed(outcomes) {
  const sum = (part) => {
    const counts = {};
    for (const outcome of outcomes)
      for (const [name, count] of Object.entries(outcome[part])) counts[name] = (counts[name] ?? 0) + count;
    return counts;
  };
  const { faults, kinds } = { faults: sum('faults'), kinds: sum('orders') };
  return { faults, orders: kinds };
}

if (process.argv[1] === path.join(root, 'scripts', 'simulate.mjs')) process.exit(await main());

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      from: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '10000' },
      workers: { type: 'string' },
      mutant: { type: 'string' },
      'until-failure': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(
      'npm run simulate -- [--seeds 10000] [--from 1] [--workers N] [--until-failure] | --seed N        see test/simulation/README.md',
    );
    return 0;
  }
  const one = values.seed === undefined ? undefined : Number(values.seed);
  const from = one ?? Number(values.from);
  const to = one === undefined ? from + Number(values.seeds) : from + 1;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;
  let done = 0;
  let failures = 0;
  let told = performance.now();
  const onOutcome = (outcome) => {
    done++;
    if (outcome.problems.length > 0) {
      failures++;
      if (failures <= 10)
        console.log(
          `\nSeed ${outcome.seed} failed:\n${outcome.problems
            .slice(0, 5)
            .map((problem) => `  ${problem}`)
            .join('\n')}\n  Again: npm run simulate -- --seed ${outcome.seed}`,
        );
    }
    if (performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    console.log(`${done} of ${to - from} seeds, ${(done / seconds()).toFixed(1)} seeds/s, ${failures} failed`);
  };
  const outcomes = await playSeeds(await bundle(values.mutant), {
    from,
    to,
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
    traced: one !== undefined,
    untilFailure: values['until-failure'],
    onOutcome,
  });
  if (one !== undefined) for (const line of outcomes[0]?.trace ?? []) console.log(line);
  const { faults, orders } = summed(outcomes);
  const runs = { offered: 0, ended: 0 };
  let events = 0;
  for (const outcome of outcomes) {
    runs.offered += outcome.runs.offered;
    runs.ended += outcome.runs.ended;
    events += outcome.events;
  }
  console.log(
    `\n${outcomes.length} seeds in ${seconds().toFixed(1)} s (${(outcomes.length / seconds()).toFixed(1)}/s), ${events} events, ${runs.ended} of ${runs.offered} runs ended, ${failures} seeds failed`,
  );
  for (const [what, counts] of Object.entries({ faults, orders }))
    console.log(
      `${what}: ${Object.entries(counts)
        .sort()
        .map(([name, count]) => `${name} ${count}`)
        .join(', ')}`,
    );
  if (one !== undefined) console.log(`hash ${outcomes[0]?.hash}`);
  return failures > 0 ? 1 : 0;
}
