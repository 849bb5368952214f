import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { listed } from '../../scripts/faults.mjs';
import { AgentProcess } from '../chaos/agents.js';
import { Load } from '../chaos/load.js';
import { verdictOn } from '../chaos/verdict.js';
import { buildWithFailpoints } from '../support/faults-build.js';
import { startProduct, until, type Product } from '../support/product.js';
import { seededRandom } from '../support/seeded-random.js';

/** What `npm run failpoints` asks for; without it each place fails once, one throws and the next is killed. */
const { FAILPOINT_TIMES = '1', FAILPOINT_NAMES = '', FAILPOINT_HOW = 'throw or kill' } = process.env;
const times = Number(FAILPOINT_TIMES);
const names = Object.keys(listed('failpoints')).filter(
  (name) => FAILPOINT_NAMES === '' || FAILPOINT_NAMES.split(',').includes(name),
);
const failures =
  FAILPOINT_HOW === 'throw or kill'
    ? names.map((name, i) => ({ name, how: i % 2 === 0 ? 'throw' : 'kill' }))
    : FAILPOINT_HOW.split(',').flatMap((how) => names.map((name) => ({ name, how })));
const OPEN_RUNS = 3;
/** A request that hangs stands still for so long before somebody (a probe, a person) ends the process. */
const HUNG_MS = 200;
const REACHED_WITHIN_MS = 120_000;
const PROVOKE_EVERY_MS = 5_000;
const LIMIT_MS = 8 * 3_600_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const isServing = (product: Product): Promise<boolean> =>
  product.api('GET', '/health/live').then(
    ({ status }) => status === 200,
    () => false,
  );

/** Makes happen what comes before a place, where the load alone does not. It may come at a wrong moment: then once more. */
async function provoke(name: string, product: Product, agents: readonly AgentProcess[]): Promise<void> {
  if (name.startsWith('leaseExpired.'))
    for (const { pid } of agents) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  // What a new process of the server does for runs that are under way.
  if (/^(leaseMoved|snapshotLoad)\./.test(name) && (await isServing(product))) await product.kill('server', 'SIGKILL');
}

/** One place that fails once: the list of armed ones in a file, which every life of the server reads. */
class Armed {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'mc failpoints '));
  readonly file = path.join(this.#folder, 'armed');

  arm(entry: string): void {
    writeFileSync(`${this.file}.new`, entry);
    renameSync(`${this.file}.new`, this.file);
  }

  async fired(what: string, provokeIt: () => Promise<void>): Promise<void> {
    const began = performance.now();
    for (let provoked = -Infinity; readFileSync(this.file, 'utf8') !== ''; await sleep(10)) {
      const now = performance.now();
      if (now > began + REACHED_WITHIN_MS) throw new Error(`${what} was not reached`);
      if (now < provoked + PROVOKE_EVERY_MS) continue;
      provoked = now;
      await provokeIt();
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

it(
  `is right and goes on, whichever of ${names.length} places in the server fails (${FAILPOINT_HOW}; ${times} times each)`,
  async () => {
    const dist = await buildWithFailpoints();
    const armed = new Armed();
    armed.arm('');
    const product = await startProduct({ dist, env: { MC_HEARTBEAT_MS: '300', MC_FAILPOINTS: `file:${armed.file}` } });
    const agents: AgentProcess[] = [];
    const load = new Load(product, OPEN_RUNS, seededRandom(times));
    let failed = 0;
    try {
      const sdk = path.join(dist, 'sdk/typescript/src/index.js');
      for (const name of ['storm-1', 'storm-2']) agents.push(await AgentProcess.start(product, name, sdk));
      await load.start();
      const began = performance.now();
      for (let round = 0; round < times; round++) {
        say(`round ${round + 1} of ${times}: ${failed} failures so far, ${load.ended} of ${load.offered} runs ended`);
        for (const { name, how } of failures) {
          armed.arm(`${name}=${how}`);
          await armed.fired(`${name}=${how}`, () => provoke(name, product, agents));
          failed++;
          if (how === 'hang') {
            await sleep(HUNG_MS);
            await product.kill('server', 'SIGKILL');
          }
          if (how !== 'throw') await until(async () => expect(await isServing(product)).toBe(true), REACHED_WITHIN_MS);
        }
      }
      await load.drain(60_000);
      const { violations, unchecked, runs, events } = await verdictOn(load, product);
      say(
        `${failed} failures at ${names.length} places in ${((performance.now() - began) / 1000).toFixed(0)} s; ${runs.ended} of ${runs.offered} runs ended, ${load.acknowledged.length} commands acknowledged, ${events} events, ${violations.length} violations`,
      );
      expect({ violations, unchecked, ended: runs.ended }).toEqual({
        violations: [],
        unchecked: [],
        ended: runs.offered,
      });
    } finally {
      await load.stop();
      for (const agent of agents) agent.close();
      await product.remove();
      armed.remove();
    }
  },
  LIMIT_MS,
);
