import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { mintToken, type MintedToken } from '../../src/access/token.js';
import { agentStream, workflowStream } from '../../src/domain/catalog.js';
import { uuidV5 } from '../../src/commands/hashing.js';
import { isEnded } from '../../src/domain/run/state.js';
import { nextDue } from '../../src/domain/scheduling/due.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { compilePlan, type Plan } from '../../src/domain/workflow/plan.js';
import { MemoryLog } from '../../src/eventstore/memory-log.js';
import type { RecordedConnection } from '../../src/gateway/connection-record.js';
import type { Task } from '../../src/gateway/protocol.js';
import { MemoryKeyStore } from '../../src/keystore/memory-key-store.js';
import type { OpenWork } from '../../src/processes/scheduler.js';
import { definitions } from '../support/run-worlds.js';
import { Chance } from './chance.js';
import { Orders } from './orders.js';
import { LogView } from './run-views.js';
import { SimAgent, type AgentSpec, type AgentWorld } from './sim-agent.js';
import { SimDatabase } from './sim-database.js';
import { SimOperators, type OperatorWorld } from './sim-operators.js';
import { SimServer, type ServerWorld } from './sim-server.js';
import { Tally, type Counts } from './tally.js';
import { problemsOf } from './verdict.js';
import { START_MS, Timeline } from './virtual-time.js';

/** What became of one seed. */
export interface Outcome {
  readonly seed: number;
  /** Of every event in the log, but for its ids, which count what this process has done before: the same for the same seed. */
  readonly hash: string;
  /** What was wrong; empty when all is well. */
  readonly problems: readonly string[];
  readonly runs: { readonly offered: number; readonly ended: number };
  readonly events: number;
  readonly virtualMs: number;
  readonly faults: Counts;
  readonly orders: Counts;
  readonly trace: readonly string[];
}

const EVERYTHING_ENDS_WITHIN_MS = 20 * 60_000;
/** By then a call that was on its way when the last fault happened has been given up, sent again and answered. */
const SETTLED_AFTER_MS = 3_000;
const TRACED = 20_000;

/** Plays one world from its seed: people, agents and servers over one store, all of which fail; then nothing fails any more, everybody does what they are asked, and everything must hold. */
export async function simulate(seed: number, options: { readonly traced?: boolean } = {}): Promise<Outcome> {
  const world = new World(seed, options.traced === true);
  const restore = world.timeline.install(world.chance.next);
  try {
    return await world.play();
  } finally {
    world.release();
    restore();
  }
}

class World implements ServerWorld, AgentWorld, OperatorWorld {
  readonly timeline = new Timeline();
  readonly chance: Chance;
  readonly tally = new Tally();
  readonly log = new MemoryLog();
  readonly keys = new MemoryKeyStore();
  readonly inline: boolean;
  readonly database: SimDatabase | undefined;
  readonly problems: string[] = [];
  /** Tasks that agents were sent, by the boot that they were sent to. */
  readonly tasks: { readonly bootId: string; readonly task: Task }[] = [];
  readonly view: LogView;
  readonly people: SimOperators;
  readonly orders: Orders;
  servers: SimServer[] = [];
  agents: SimAgent[] = [];
  trouble = 0;
  connections = 0;
  readonly #plans = new Map<string, { readonly definition: WorkflowDefinition; readonly plan: Plan }>();
  readonly #specs: AgentSpec[] = [];
  /** All servers that there ever were. */
  readonly #booted: SimServer[] = [];
  readonly #trace: string[] = [];
  #boots = 0;
  #phase: 'prepare' | 'trouble' | 'heal' | 'over' = 'prepare';

  constructor(
    readonly seed: number,
    readonly traced: boolean,
  ) {
    this.chance = new Chance(seed);
    this.inline = this.chance.happens(0.8);
    this.database = this.chance.happens(0.3) ? new SimDatabase() : undefined;
    for (const n of [1, 2].slice(0, 1 + this.chance.below(2))) {
      const definition = this.#definition(`world-${n}`);
      this.#plans.set(definition.id, { definition, plan: compilePlan(definition) });
    }
    this.view = new LogView(this.log.recorded, (id) => this.#plan(id));
    this.people = new SimOperators(this, () => this.log.recorded.length);
    this.orders = new Orders(this.chance, this.view, this.people, [...this.#plans.keys()]);
  }

  #plan(workflowId: string): Plan {
    const known = this.#plans.get(workflowId);
    if (!known) throw new Error(`there is no workflow ${workflowId}`);
    return known.plan;
  }

  /** One of the property tests' workflows, in times that fit into a short world. */
  #definition(id: string): WorkflowDefinition {
    const [sample] = fc.sample(definitions, { seed: this.chance.below(2 ** 31), numRuns: 1 });
    const text = JSON.stringify({ ...sample, id })
      .replaceAll('"timeout":"10m"', '"timeout":"15s","heartbeat":"3s"')
      .replaceAll('"expiresAfter":"10m"', '"expiresAfter":"25s"')
      .replaceAll('"deadline":"1h"', '"deadline":"2m"');
    return WorkflowDefinition.parse(JSON.parse(text));
  }

  trace(what: string): void {
    if (!this.traced) return;
    if (this.#trace.length >= TRACED) this.#trace.splice(0, TRACED / 2);
    this.#trace.push(`${((this.timeline.now - START_MS) / 1_000).toFixed(3)} ${what}`);
  }
  complain(problem: string): void {
    this.trace(`PROBLEM ${problem}`);
    if (this.problems.length < 20) this.problems.push(problem);
  }
  taskSeen(bootId: string, task: Task): void {
    this.tasks.push({ bootId, task });
  }

  openWork(): OpenWork {
    return {
      list: () => Promise.resolve(this.database?.openWork() ?? { runs: [], from: undefined }),
    };
  }

  recordedConnections(): readonly RecordedConnection[] {
    const open = new Map<string, RecordedConnection>();
    for (const { id } of this.#specs)
      for (const { type, data } of this.view.look().streams.get(agentStream(id)) ?? []) {
        const { bootId, gatewayId } = data as { readonly bootId: string; readonly gatewayId: string };
        if (type === 'AgentConnected') open.set(`${bootId} ${gatewayId}`, { agentId: id, bootId, gatewayId });
        if (type === 'AgentDisconnected') open.delete(`${bootId} ${gatewayId}`);
      }
    return [...open.values()];
  }

  async play(): Promise<Outcome> {
    const { timeline } = this;
    timeline.after(0, undefined, () => this.#prepare());
    await timeline.run(
      () => {
        return this.#phase === 'over' || this.problems.length > 0;
      },
      (error, owner) => {
        if (owner?.alive !== false)
          this.complain(`${owner?.name ?? 'somebody'} threw: ${error instanceof Error ? error.stack : String(error)}`);
      },
    );
    this.view.look();
    if (this.problems.length === 0) this.problems.push(...(await problemsOf(this)));
    const runs = [...this.view.runs.values()].map(({ run }) => run);
    const hash = createHash('sha256');
    for (const { position, stream, revision, type, data } of this.log.events)
      hash.update(`${position} ${stream} ${revision} ${type} ${data}\n`);
    return {
      seed: this.seed,
      hash: hash.digest('hex').slice(0, 16),
      problems: this.problems,
      runs: { offered: runs.length, ended: runs.filter((run) => run && isEnded(run)).length },
      events: this.log.recorded.length,
      virtualMs: timeline.now - START_MS,
      faults: this.tally.faults,
      orders: this.tally.orders,
      trace: this.#trace,
    };
  }

  /** Before anything fails: servers, workflows and agents' tokens are there. */
  #prepare(): void {
    const { chance, timeline } = this;
    this.#bootServer();
    if (chance.happens(0.5)) {
      this.tally.fault('twoServers');
      this.#bootServer();
    }
    const [first] = this.servers;
    if (!first) return;
    const { commands } = first.parts;
    const saved = [...this.#plans.values()].map(({ definition }) => {
      const commandId = uuidV5(first.bootId, definition.id);
      const context = {
        commandId,
        causationId: commandId,
        actor: { kind: 'operator', id: 'ada', name: 'ada' },
      } as const;
      return commands.workflows.execute(
        workflowStream(definition.id),
        { name: 'SaveVersion', payload: { definition } },
        context,
      );
    });
    const tokens = Array.from({ length: 1 + chance.below(3) }, async (_, i) => {
      const id = `agent-${i + 1}`;
      const commandId = uuidV5(first.bootId, id);
      const minted: MintedToken = mintToken('agent', id, commandId);
      const payload = { agentId: id, tokenId: minted.tokenId, secretHash: minted.secretHash, name: 'token' };
      const context = {
        commandId,
        causationId: commandId,
        actor: { kind: 'operator', id: 'ada', name: 'ada' },
      } as const;
      this.#specs.push({ id, token: minted.token, single: chance.happens(0.5), maxConcurrent: 1 + chance.below(4) });
      await commands.agents.execute(agentStream(id), { name: 'IssueAgentToken', payload }, context);
    });
    void Promise.all([...saved, ...tokens]).then(() => {
      timeline.after(10, undefined, () => this.#begin());
    });
  }

  #begin(): void {
    const { chance, timeline } = this;
    this.#phase = 'trouble';
    this.trouble = chance.among([0.3, 1, 1, 2]);
    for (const spec of this.#specs) this.#bootAgent(spec);
    const lasts = chance.between(10_000, 30_000);
    const often = (meanMs: number, what: () => void): void => {
      timeline.after(chance.wait(meanMs), undefined, () => {
        if (this.#phase !== 'trouble') return;
        what();
        often(meanMs, what);
      });
    };
    for (let runs = 1 + chance.below(4); runs > 0; runs--)
      timeline.after(chance.between(0, lasts / 2), undefined, () => this.orders.start());
    often(900, () => this.orders.random());
    often(6_000 / this.trouble, () => this.#hurtServer());
    often(8_000 / this.trouble, () => this.#hurtAgent());
    often(20_000 / this.trouble, () => this.#takeStoreDown());
    often(15_000 / this.trouble, () => this.#bendClock());
    timeline.after(lasts, undefined, () => this.#heal());
  }

  /** Node keeps what waits for a signal: ten thousand worlds would fill the memory. */
  release(): void {
    for (const { parts, process } of this.#booted) {
      process.kill();
      parts.release();
    }
  }

  #bootServer(): void {
    const bootId = uuidV5('6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60', `${this.seed}`, `${++this.#boots}`);
    const server = new SimServer(this, bootId);
    this.#booted.push(server);
    if (this.#phase === 'trouble') {
      server.process.slowness = 1 + this.chance.below(4);
      if (this.chance.happens(0.3)) {
        this.tally.fault('clockWrong');
        server.process.skew = this.chance.among([-60_000, -1_500, 900, 30_000]);
      }
    }
    this.servers.push(server);
    server.process.onDeath(() => {
      this.trace(`${server.process.name} died`);
      this.servers = this.servers.filter((one) => one !== server);
      // Something starts it again.
      this.timeline.after(this.chance.between(100, 3_000), undefined, () => this.#bootServer());
    });
    server.boot();
  }

  #bootAgent(spec: AgentSpec): void {
    const agent = new SimAgent(this, spec, ++this.#boots);
    this.agents.push(agent);
    agent.process.onDeath(() => {
      this.trace(`${agent.process.name} died`);
      this.agents = this.agents.filter((one) => one !== agent);
      this.timeline.after(this.chance.between(100, 3_000), undefined, () => this.#bootAgent(spec));
    });
    agent.boot();
  }

  #hurtServer(): void {
    if (this.servers.length === 0) return;
    const { chance, tally } = this;
    const server = chance.among(this.servers);
    const how = chance.weighted({ serverKilledAtPort: 4, serverKilled: 2, serverStopped: 1, serverFrozen: 2 });
    if (how === 'serverStopped' && !server.serving) return;
    tally.fault(how);
    this.trace(`${server.process.name}: ${how}`);
    switch (how) {
      case 'serverKilledAtPort':
        return server.process.dieSoon(chance, 60);
      case 'serverKilled':
        return server.process.kill();
      case 'serverStopped':
        return server.stop();
      case 'serverFrozen':
        server.process.frozenUntil = this.timeline.now + chance.between(200, 6_000);
    }
  }

  #hurtAgent(): void {
    if (this.agents.length === 0) return;
    const { chance, tally } = this;
    const agent = chance.among(this.agents);
    if (chance.happens(0.5)) return agent.cut();
    tally.fault('agentKilled');
    agent.process.kill();
  }

  #takeStoreDown(): void {
    if (this.log.down) return;
    this.tally.fault('storeDown');
    this.trace('the store is down');
    this.log.down = true;
    this.log.endSubscriptions(new Error('UNAVAILABLE: the store is down'));
    this.timeline.after(this.chance.between(200, 6_000), undefined, () => this.#storeIsBack());
  }

  #storeIsBack(): void {
    if (this.log.down) this.trace('the store is back');
    this.log.down = false;
  }

  #bendClock(): void {
    if (this.servers.length === 0) return;
    const { chance, tally } = this;
    const { process } = chance.among(this.servers);
    process.skew += chance.among([-10_000, -2_000, 1_500, 8_000, 45_000]);
    tally.fault('clockJump');
    this.trace(`${process.name}: its clock is ${process.skew} ms off`);
  }

  /** From here on nothing fails. */
  #heal(): void {
    const { timeline } = this;
    this.#phase = 'heal';
    this.trouble = 0;
    this.#storeIsBack();
    this.trace('nothing fails any more');
    for (const { process } of this.servers) {
      process.spare();
      process.slowness = 10;
    }
    // Who is frozen wakes up when it would have.
    const awake = Math.max(timeline.now, ...this.servers.map(({ process }) => process.frozenUntil));
    const until = timeline.now + EVERYTHING_ENDS_WITHIN_MS;
    const look = (): void => {
      if (timeline.now >= awake + SETTLED_AFTER_MS && this.#isOver()) return void (this.#phase = 'over');
      if (timeline.now > until) return this.#stuck();
      this.orders.tidyUp();
      timeline.after(1_000, undefined, look);
    };
    look();
  }

  /** Every run has ended, and nothing is due any more. */
  #isOver(): boolean {
    if (this.database && (this.database.position ?? 0n) < (this.log.recorded.at(-1)?.position ?? 0n)) return false;
    if (this.people.open.size > 0 || this.agents.some((agent) => !agent.idle)) return false;
    return [...this.view.look().runs.values()].every(({ run }) => run && isEnded(run) && nextDue(run) === undefined);
  }

  #stuck(): void {
    for (const key of this.people.open) this.complain(`${key} was never answered`);
    for (const { run } of this.view.look().runs.values()) {
      if (!run) continue;
      const steps = [...run.steps.values()].map(({ stepKey, status }) => `${stepKey} ${status}`).join(', ');
      if (!isEnded(run)) this.complain(`I7 run ${run.runId} does not end: ${run.status}; ${steps}`);
      else if (nextDue(run) !== undefined)
        this.complain(`I7 run ${run.runId} has ended, and something of it is still due`);
    }
    for (const agent of this.agents) if (!agent.idle) this.complain(`${agent.bootId} still has work`);
    this.#phase = 'over';
  }
}
