import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { descendants, root, startProduct, type Product } from '../support/product.js';
import { seededRandom } from '../support/seeded-random.js';
import { AgentProcess } from './agents.js';
import { footprintOf, footprintOfTree, type Footprint } from './footprint.js';
import { Load } from './load.js';
import { verdictOn } from './verdict.js';

const minutes = Number(process.env['SOAK_MINUTES'] ?? '10');
const OPEN_RUNS = 6;
const SAMPLES = 30;
/** Of the samples the first ones are warm-up. */
const WARM_UP = SAMPLES / 5;
/** What may be more at the end than after the warm-up: caches that are not full yet, and what a collection leaves this time or that. */
const MORE_MEGABYTES = 16;
const MORE_PARTS = 0.15;
const MORE_FILES = 8;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

async function sample(product: Product, agent: AgentProcess, file: string): Promise<Map<string, Footprint>> {
  const found = new Map<string, Footprint>();
  for (const program of ['server', 'eventStore'] as const) {
    const pid = await product.pid(program);
    if (pid !== undefined) found.set(program, await footprintOf(pid, file));
  }
  if (agent.pid !== undefined) found.set('agent', await footprintOf(agent.pid, file));
  const postgres = await product.pid('postgres');
  if (postgres !== undefined)
    found.set('postgres', footprintOfTree([postgres, ...(await descendants(postgres)).map(({ pid }) => pid)]));
  return found;
}

/** The first and the last third after the warm-up, for each process. */
function growth(samples: readonly Map<string, Footprint>[]) {
  const warm = samples.slice(WARM_UP);
  const third = Math.floor(warm.length / 3);
  return [...(samples[0]?.keys() ?? [])].map((name) => {
    const of = (part: readonly Map<string, Footprint>[], key: keyof Footprint): number =>
      mean(part.map((one) => one.get(name)?.[key] ?? 0));
    const [first, last] = [warm.slice(0, third), warm.slice(-third)];
    return {
      name,
      megabytes: [of(first, 'megabytes'), of(last, 'megabytes')] as const,
      files: [of(first, 'files'), of(last, 'files')] as const,
    };
  });
}

it(
  `holds no more after ${minutes} minutes of a steady load than after a fifth of it`,
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'mc soak '));
    const file = path.join(folder, 'footprints');
    const NODE_OPTIONS = `--import=${new URL('memory-probe.mjs', import.meta.url).href}`;
    const measured = { NODE_OPTIONS, MC_SOAK_FILE: file };
    const product = await startProduct({ env: measured });
    const sdk = path.join(process.env['MC_TEST_DIST'] ?? path.join(root, 'dist'), 'sdk/typescript/src/index.js');
    const load = new Load(product, OPEN_RUNS, seededRandom(1));
    const agent = await AgentProcess.start(product, 'storm-1', sdk, measured);
    try {
      await load.start();
      const samples: Map<string, Footprint>[] = [];
      for (let i = 0; i < SAMPLES; i++) {
        await sleep((minutes * 60_000) / SAMPLES);
        samples.push(await sample(product, agent, file));
      }
      await load.drain(60_000);
      const report = await verdictOn(load, product);
      const grown = growth(samples);
      say(
        `${minutes} minutes, ${report.runs.ended} of ${report.runs.offered} runs ended, ${report.events} events, ${report.found} violations`,
      );
      say(
        `${''.padEnd(14)}${'MiB, then'.padStart(12)}${'at the end'.padStart(12)}${'files, then'.padStart(14)}${'at the end'.padStart(12)}`,
      );
      for (const { name, megabytes, files } of grown)
        say(
          `${name.padEnd(14)}${megabytes[0].toFixed(1).padStart(12)}${megabytes[1].toFixed(1).padStart(12)}${files[0].toFixed(0).padStart(14)}${files[1].toFixed(0).padStart(12)}`,
        );
      expect({ violations: report.violations, void: report.void }).toEqual({ violations: [], void: undefined });
      for (const { name, megabytes, files } of grown) {
        expect(megabytes[1], `memory of the ${name}, in MiB`).toBeLessThan(
          megabytes[0] * (1 + MORE_PARTS) + MORE_MEGABYTES,
        );
        expect(files[1], `open files of the ${name}`).toBeLessThanOrEqual(files[0] + MORE_FILES);
      }
    } finally {
      await load.stop();
      agent.close();
      await product.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  8 * 3_600_000,
);
