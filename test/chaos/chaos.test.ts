import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { root, startProduct } from '../support/product.js';
import { seededRandom } from '../support/seeded-random.js';
import { AgentProcess } from './agents.js';
import { Killer, type Strike } from './killer.js';
import { Load } from './load.js';
import { recoveries, recoveryTable } from './recovery.js';
import { verdictOn } from './verdict.js';

/** What `npm run chaos` asks for; without it the short version. */
const { CHAOS_KILLS = '50', CHAOS_SEED = '6', CHAOS_MINUTES = '', CHAOS_KEEP = '', CHAOS_CALM = '' } = process.env;
const kills = Number(CHAOS_KILLS);
const seed = Number(CHAOS_SEED);
const minutes = CHAOS_MINUTES === '' ? Infinity : Number(CHAOS_MINUTES);
const OPEN_RUNS = 6;
const AGENTS = ['storm-1', 'storm-2', 'storm-3'];
const TOLD_EVERY = 25;
const LIMIT_MS = 8 * 3_600_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

it(
  `keeps every promise though its processes are killed and frozen ${kills} times (seed ${seed})`,
  async () => {
    const random = seededRandom(seed);
    const product = await startProduct({ env: { MC_HEARTBEAT_MS: '500' } });
    const sdk = path.join(process.env['MC_TEST_DIST'] ?? path.join(root, 'dist'), 'sdk/typescript/src/index.js');
    const agents: AgentProcess[] = [];
    const load = new Load(product, OPEN_RUNS, random);
    try {
      for (const name of AGENTS) agents.push(await AgentProcess.start(product, name, sdk));
      await load.start();
      const killer = new Killer(product, agents, random);
      // What keeps the others running must not end by what is done to them.
      const died = product.ended.then((code) => {
        throw new Error(`The launcher ended with ${code}:\n${product.output()}`);
      });
      died.catch(() => undefined);
      const began = performance.now();
      const rest = async (last: Strike | undefined): Promise<void> => {
        if (CHAOS_CALM === '' || last === undefined) return;
        while ((load.dispatches.at(-1) ?? 0) <= last.at) await sleep(20);
      };
      const striking = killer.strike(kills, began + minutes * 60_000, rest, (done) => {
        if (done % TOLD_EVERY === 0)
          say(
            `${done} of ${kills} kills, ${load.ended} of ${load.offered} runs ended, ${((performance.now() - began) / 1000).toFixed(0)} s`,
          );
      });
      await Promise.race([striking, died]);
      await load.drain(60_000);
      const report = await verdictOn(load, product);
      const { runs, events, found, streams } = report;
      say(
        `${killer.strikes.length} kills and freezes in ${((performance.now() - began) / 1000).toFixed(0)} s; ${runs.ended} of ${runs.offered} runs ended, ${load.acknowledged.length} commands acknowledged, ${events} events in ${streams} streams, ${found} violations`,
      );
      if (load.refused.size > 0)
        say(`refused: ${[...load.refused].map(([code, times]) => `${code} ${times}`).join(', ')}`);
      say(recoveryTable(recoveries(killer.strikes, load.dispatches)));
      expect({ violations: report.violations, unchecked: report.unchecked, void: report.void }).toEqual({
        violations: [],
        unchecked: [],
        void: undefined,
      });
    } finally {
      await load.stop();
      for (const agent of agents) agent.close();
      if (CHAOS_KEEP === '') await product.remove();
      else {
        await product.stop();
        say(`Data and logs are in ${product.dataFolder}`);
      }
    }
  },
  LIMIT_MS,
);
