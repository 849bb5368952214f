import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, programOf, type Product } from '../support/product.js';
import type { AgentProcess } from './agents.js';

export type VictimName = 'server' | 'agent' | 'event store' | 'PostgreSQL';
export interface Strike {
  readonly victim: VictimName;
  readonly how: 'killed' | 'frozen';
  /** From when on it could come back, in milliseconds since 1970: when it was killed, or woke up. */
  readonly at: number;
}

/** How often each is struck, in parts of the whole. */
const WEIGHTS: readonly (readonly [VictimName, number])[] = [
  ['server', 0.4],
  ['agent', 0.25],
  ['event store', 0.2],
  ['PostgreSQL', 0.15],
];
const FROZEN = 0.15;
/** Longer than a lease and than an instance is taken for alive. */
const FREEZE_MS = 3_500;
const PAUSE_MS = { least: 250, most: 1_650 };

/** Kills and freezes processes of the product and its agents at random, one after the other. */
export class Killer {
  readonly strikes: Strike[] = [];
  readonly #thawing = new Map<number, Promise<void>>();

  constructor(
    readonly product: Product,
    readonly agents: readonly AgentProcess[],
    readonly random: () => number,
  ) {}

  /** Settles after so many strikes, each after `rest` of the one before, or when `until` (milliseconds of performance.now) has come; everything that it froze is awake then. */
  async strike(
    times: number,
    until: number,
    rest: (last: Strike | undefined) => Promise<void>,
    told: (done: number) => void,
  ): Promise<void> {
    while (this.strikes.length < times && performance.now() < until) {
      const before = this.strikes.length;
      await this.#one();
      if (this.strikes.length > before) told(this.strikes.length);
      await rest(this.strikes.at(-1));
      await sleep(PAUSE_MS.least + this.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
    await Promise.all(this.#thawing.values());
  }

  async #one(): Promise<void> {
    const victim = this.#pick();
    const freezes = this.random() < FROZEN;
    const chosen = this.random();
    const [pid, ...below] = await this.#pids(victim, chosen);
    // Between two lives, or still frozen: somebody else's turn.
    if (pid === undefined || this.#thawing.has(pid)) return;
    // One that is killed while it starts, again and again, never does anything.
    if (victim === 'server' && !(await this.#serves())) return;
    if (!freezes) {
      if (signalled(pid, 'SIGKILL')) this.strikes.push({ victim, how: 'killed', at: Date.now() });
      return;
    }
    const all = [pid, ...below];
    if (!all.map((one) => signalled(one, 'SIGSTOP')).includes(true)) return;
    const thawed = sleep(FREEZE_MS).then(() => {
      for (const one of all) signalled(one, 'SIGCONT');
      this.#thawing.delete(pid);
      this.strikes.push({ victim, how: 'frozen', at: Date.now() });
    });
    this.#thawing.set(pid, thawed);
  }

  #serves(): Promise<boolean> {
    return this.product.api('GET', '/health/live').then(
      ({ status }) => status === 200,
      () => false,
    );
  }

  #pick(): VictimName {
    let left = this.random();
    for (const [victim, weight] of WEIGHTS) if ((left -= weight) < 0) return victim;
    return 'server';
  }

  /** Its process, and those below it. */
  async #pids(victim: VictimName, chosen: number): Promise<number[]> {
    if (victim === 'agent') {
      const pid = this.agents[Math.floor(chosen * this.agents.length)]?.pid;
      return pid === undefined ? [] : [pid];
    }
    const program = victim === 'server' ? 'server' : victim === 'event store' ? 'eventStore' : 'postgres';
    const all = await descendants(this.product.launcherPid);
    const main = all.find(({ command }) => programOf(command) === program);
    if (!main) return [];
    return [main.pid, ...(await descendants(main.pid)).map(({ pid }) => pid)];
  }
}

/** False when there is no such process. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
