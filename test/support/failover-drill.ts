import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { agent, type Agent } from '../../sdk/typescript/src/index.js';
import { runStream } from '../../src/domain/catalog.js';
import { Oracle, type Acknowledged, type Report } from '../../src/oracle/oracle.js';
import { readModelViolations } from '../../src/oracle/read-model-rules.js';
import { payloadsOf, wholeLog } from '../../src/oracle/sources.js';
import { LaunchedMember, StartedMember, type Member } from './failover-member.js';
import { CheckpointWatch, RunWatch } from './failover-watch.js';
import { callsTo, until, type Product, type ServerCalls } from './product.js';

/** A diamond, whose steps are for two kinds of agents in turn. */
export const DRILL = {
  id: 'drill',
  name: 'Drill',
  steps: [
    { id: 'first', agent: 'drill-left', output: true, heartbeat: '5s' },
    { id: 'second', agent: 'drill-right', output: true, heartbeat: '5s', dependsOn: ['first'] },
    { id: 'third', agent: 'drill-left', output: true, heartbeat: '5s', dependsOn: ['first'] },
    { id: 'fourth', agent: 'drill-right', output: true, heartbeat: '5s', dependsOn: ['second', 'third'] },
  ],
};
const CAPABILITIES = ['drill-left', 'drill-right'];
/** Over each of the two addresses. */
const RUNS_AT_ONCE = 3;
/** So long an agent works on a step. */
const WORK_MS = 40;
/** After this long without an answer a load balancer takes a server out; one that refuses connections, at once. */
const UNHEALTHY_AFTER_MS = 1_000;
const JUDGED_WITHIN_MS = 120_000;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** In milliseconds after the signal. */
export class Recoveries {
  /** Until the other server had committed rows. */
  readonly main: number[] = [];
  readonly audit: number[] = [];
  /** For each open run that the dead server had moved last: until the other one moved it on. */
  readonly runs: number[] = [];
}

/**
 * Two servers under load, with agents at both; whichever fills the read models is killed or frozen, again and again. What the other one
 * took over, and when, is measured; what the log then says is judged by the oracle.
 */
export class FailoverDrill {
  readonly watch: RunWatch;
  readonly #acknowledged: Acknowledged[] = [];
  readonly #agents: Agent[] = [];
  readonly #load: Promise<void>[] = [];
  #loading = true;

  private constructor(
    readonly product: Product,
    readonly databaseUrl: string,
    readonly members: readonly [LaunchedMember, StartedMember],
  ) {
    this.watch = new RunWatch(product.eventStoreUrl);
  }

  /** DRILL must have been saved, and the product have no second server. */
  static async begin(product: Product, env: Readonly<Record<string, string>>): Promise<FailoverDrill> {
    const members = [new LaunchedMember(product), await StartedMember.start(product, env)] as const;
    const drill = new FailoverDrill(product, await product.databaseUrl(), members);
    for (const member of members) {
      await member.serves();
      const url = await member.proxy.listen();
      for (const capability of CAPABILITIES) await drill.#employ(capability, url);
      const calls = callsTo(url, product.key);
      for (let i = 0; i < RUNS_AT_ONCE; i++) {
        const load = drill.#keepStarting(calls);
        // Told when it is judged.
        load.catch(() => undefined);
        drill.#load.push(load);
      }
    }
    return drill;
  }

  async #employ(capability: string, url: string): Promise<void> {
    const params = { agentId: `${capability}-${this.#agents.length}` };
    const { token } = await this.product.callUntilTaken('issueAgentToken', { params, body: { name: 'drill' } });
    const work = async (): Promise<string> => {
      await sleep(WORK_MS);
      return 'done';
    };
    const one = agent({ url, token, maxConcurrent: 20, log: silent, capabilities: { [capability]: work } });
    this.#agents.push(one);
    await one.started;
  }

  async #keepStarting(calls: ServerCalls): Promise<void> {
    while (this.#loading) {
      const body = { workflowId: DRILL.id, input: {} };
      const { runId, revision, position } = await calls.callUntilTaken('startRun', { body });
      const stream = runStream(runId);
      this.#acknowledged.push({ stream, revision, position });
      await until(() => Promise.resolve(expect(this.watch.ended).toContain(stream)), 60_000);
    }
  }

  /** Kills the server that projects, and starts it again when the other one has taken over everything. */
  async kill(measured: Recoveries): Promise<void> {
    const { victim, other } = await this.#roles();
    await this.#strike(victim, 'SIGKILL', measured, () => {
      victim.proxy.switchTo(other.port);
      return Promise.resolve();
    });
    await victim.restart();
  }

  /** Freezes the server that projects, and wakes it up when the other one has taken over everything. */
  async freeze(measured: Recoveries): Promise<void> {
    const { victim, other } = await this.#roles();
    await this.#strike(victim, 'SIGSTOP', measured, async () => {
      await sleep(UNHEALTHY_AFTER_MS);
      victim.proxy.switchTo(other.port);
    });
    await victim.signal('SIGCONT');
    await victim.serves();
    victim.proxy.switchTo(victim.port);
  }

  async #strike(
    victim: Member,
    signal: NodeJS.Signals,
    measured: Recoveries,
    balance: () => Promise<void>,
  ): Promise<void> {
    const main = await CheckpointWatch.begin(this.databaseUrl, 'main');
    const audit = await CheckpointWatch.begin(this.databaseUrl, 'audit');
    await victim.signal(signal);
    const since = performance.now();
    const recovered = [
      main.projectedAnew(since).then((ms) => measured.main.push(ms)),
      audit.projectedAnew(since).then((ms) => measured.audit.push(ms)),
      this.watch.takenOver(victim.bootId, since).then((ms) => measured.runs.push(...ms)),
    ];
    await balance();
    await Promise.all(recovered);
  }

  /** Once one of them projects and the other stands by. */
  async #roles(): Promise<{ readonly victim: Member; readonly other: Member }> {
    const [first, second] = this.members;
    return until(async () => {
      const [isFirst, isSecond] = [await first.projects(), await second.projects()];
      expect(isFirst).toBe(!isSecond);
      return isFirst ? { victim: first, other: second } : { victim: second, other: first };
    }, 60_000);
  }

  /** Ends the load, with every run ended. Answers what the oracle says of the whole log, and of the read models. */
  async judge(): Promise<Report> {
    this.#loading = false;
    await Promise.all(this.#load);
    const { reader, blobs, feed } = this.watch.connection;
    const oracle = new Oracle({
      acknowledged: this.#acknowledged,
      blobs: payloadsOf(blobs),
      now: 'lastEvent',
      minEnded: 1,
    });
    for await (const event of wholeLog(reader)) await oracle.add(event);
    const { databaseUrl } = this;
    const signal = AbortSignal.timeout(JUDGED_WITHIN_MS);
    return oracle.finish(await readModelViolations({ databaseUrl, feed, blobs, signal, pruned: oracle.pruned }));
  }

  /** Ends the agents and the second server, whatever became of them. */
  async end(): Promise<void> {
    this.#loading = false;
    for (const { proxy } of this.members) await proxy.close();
    for (const one of this.#agents) await one.close({ timeoutMs: 100 });
    await this.members[0].signal('SIGCONT');
    await this.members[1].stop();
    await Promise.allSettled(this.#load);
    await this.watch.stop();
  }
}
