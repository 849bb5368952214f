import { bulkStream, runStream } from '../../src/domain/catalog.js';
import { RunId } from '../../src/domain/kernel/ids.js';
import { uuidV5 } from '../../src/commands/hashing.js';
import type { RunRequest } from '../../src/domain/run/commands.js';
import { isEnded, type Run } from '../../src/domain/run/state.js';
import type { Chance } from './chance.js';
import type { LogView } from './run-views.js';
import type { SimOperators } from './sim-operators.js';
import type { Order } from './tally.js';

export const PEOPLE = ['ada', 'bob', 'cyd', 'dee'] as const;
const BUDGETS = [{}, { nanoUsd: '0' }, { nanoUsd: '300' }, { nanoUsd: '2000' }, { nanoUsd: '90000', tokens: 90_000 }];

const WEIGHTS: Readonly<Record<Exclude<Order, 'sameKeyAgain' | 'StartRun'>, number>> = {
  Approve: 10,
  Reject: 2,
  EditApproval: 2,
  PauseRun: 2,
  ResumeRun: 5,
  HaltRun: 1,
  CancelRun: 0.5,
  RetryStep: 3,
  SkipStep: 2,
  AbandonStep: 0.3,
  ChangeRunBudget: 3,
  ReplayRun: 0.7,
  emergencyStop: 0.7,
  liftHalt: 3,
  bulk: 1,
};

/** An emergency stop that was answered, and when it was lifted again: events of the log by then. */
export interface Stop {
  readonly haltId: string;
  readonly workflowId: string | undefined;
  readonly from: number;
}

/** What people order, and when nothing is amiss any more, what they are asked for. */
export class Orders {
  readonly stops: Stop[] = [];
  readonly offered: { readonly workflowId: string }[] = [];
  #count = 0;

  constructor(
    readonly chance: Chance,
    readonly view: LogView,
    readonly people: SimOperators,
    readonly workflows: readonly string[],
  ) {}

  #key(): string {
    return `key-${++this.#count}`;
  }

  start(): void {
    const workflowId = this.chance.among(this.workflows);
    const budget = this.chance.happens(0.2) ? this.chance.among(BUDGETS) : undefined;
    this.offered.push({ workflowId });
    const input = { n: this.chance.below(10) };
    this.people.issue({
      order: 'StartRun',
      key: this.#key(),
      operatorId: this.chance.among(PEOPLE),
      request: { workflowId, input, budget },
      send: ({ parts }, caller) => {
        const runId = RunId.parse(uuidV5(caller.commandId, 'run'));
        const trigger = { kind: 'manual', id: 'api' } as const;
        const request = { name: 'StartRun', payload: { runId, workflowId, input, budget, trigger } } as const;
        return parts.commands.runs.execute(runStream(runId), request, caller.context());
      },
    });
  }

  /** Something, to somebody. */
  random(): void {
    const { chance } = this;
    const name = chance.weighted(WEIGHTS);
    if (name === 'emergencyStop') return this.#stopAll();
    if (name === 'liftHalt') return this.#lift();
    const open = this.#open();
    if (open.length === 0) return;
    if (name === 'bulk') return this.#bulk(open);
    const run = chance.among(open);
    if (name === 'ReplayRun') return this.#replay(run);
    const request = this.#requestFor(name, run);
    if (request) this.#give(name, run, request, chance.among(PEOPLE));
  }

  #open(): Run[] {
    const runs = [...this.view.look().runs.values()].map(({ run }) => run);
    return runs.filter((run) => run !== undefined && !isEnded(run)) as Run[];
  }

  #requestFor(
    name: Exclude<Order, 'StartRun' | 'ReplayRun' | 'emergencyStop' | 'liftHalt' | 'bulk' | 'sameKeyAgain'>,
    run: Run,
  ): RunRequest | undefined {
    const { chance } = this;
    const reason = 'so be it';
    const pending = [...run.approvals.values()].filter(({ status }) => status === 'pending');
    const letters = [...run.steps.values()].filter(({ status }) => status === 'deadLetter');
    switch (name) {
      case 'PauseRun':
      case 'CancelRun':
        return { name, payload: { reason } };
      case 'ResumeRun':
        return run.status === 'running' ? undefined : { name, payload: { reason } };
      case 'HaltRun':
        return { name, payload: { reason, scope: { kind: 'run' } } };
      case 'ChangeRunBudget': {
        const step = chance.happens(0.5) && run.steps.size > 0 ? chance.among([...run.steps.values()]) : undefined;
        return { name, payload: { budget: chance.among(BUDGETS), stepKey: step?.stepKey, reason } };
      }
      case 'Approve':
      case 'Reject':
      case 'EditApproval': {
        if (pending.length === 0) return undefined;
        const { approvalId } = chance.among(pending);
        const comment = name === 'Reject' ? 'no' : '';
        if (name === 'EditApproval')
          return { name, payload: { approvalId, comment: 'better so', params: { edited: chance.below(9) } } };
        return { name, payload: { approvalId, comment } };
      }
      case 'RetryStep':
      case 'SkipStep':
      case 'AbandonStep': {
        if (letters.length === 0) return undefined;
        const { stepKey } = chance.among(letters);
        return name === 'SkipStep'
          ? { name, payload: { stepKey, output: { ok: true }, reason } }
          : { name, payload: { stepKey, reason } };
      }
    }
  }

  #give(order: Order, { runId }: Run, request: RunRequest, operatorId: string, key = this.#key()): void {
    this.people.issue({
      order,
      key,
      operatorId,
      request: { runId, ...request },
      send: ({ parts }, caller) => parts.commands.runs.execute(runStream(runId), request, caller.context()),
    });
  }

  #replay(origin: Run): void {
    const { chance } = this;
    const revision = chance.below(this.view.eventsOf(origin.runId).length);
    const order = { origin: { runId: origin.runId, revision }, changes: { agents: {}, models: {}, outputs: {} } };
    const operatorId = chance.among(PEOPLE);
    this.offered.push({ workflowId: origin.workflow.id });
    this.people.issue({
      order: 'ReplayRun',
      key: this.#key(),
      operatorId,
      request: order,
      send: ({ parts }, caller) => {
        const runId = RunId.parse(uuidV5(caller.commandId, 'run'));
        const request = { name: 'ReplayRun', payload: { runId, ...order, operatorId } } as const;
        return parts.commands.runs.execute(runStream(runId), request, caller.context());
      },
    });
  }

  #stopAll(): void {
    const workflowId = this.chance.happens(0.5) ? this.chance.among(this.workflows) : undefined;
    const scope =
      workflowId === undefined ? ({ kind: 'everything' } as const) : ({ kind: 'workflow', id: workflowId } as const);
    let haltId = '';
    this.people.issue(
      {
        order: 'emergencyStop',
        key: this.#key(),
        operatorId: this.chance.among(PEOPLE),
        request: { scope },
        send: async ({ parts }, caller) => {
          const stopped = await parts.emergencyStop.order(caller, scope, 'fire');
          ({ haltId } = stopped);
          return stopped.answer;
        },
      },
      () => this.stops.push({ haltId, workflowId, from: this.people.logLength() }),
    );
  }

  /** Halts that are in force, as `control` says. */
  #inForce(): string[] {
    const halts = new Set<string>();
    for (const { type, data } of this.view.look().streams.get('control') ?? []) {
      const { haltId } = data as { readonly haltId: string };
      if (type === 'HaltOrdered') halts.add(haltId);
      else halts.delete(haltId);
    }
    return [...halts];
  }

  #lift(): void {
    for (const haltId of this.#inForce()) this.#liftOne(haltId, this.#key());
  }

  #liftOne(haltId: string, key: string): void {
    const resume = this.chance.happens(0.5);
    this.people.issue({
      order: 'liftHalt',
      key,
      operatorId: this.chance.among(PEOPLE),
      request: { haltId, resume },
      send: async ({ parts }, caller) => (await parts.emergencyStop.lift(caller, haltId, 'over', resume)).answer,
    });
  }

  #bulk(open: readonly Run[]): void {
    const action = this.chance.among(['pause', 'resume', 'halt'] as const);
    const items = open.map(({ runId }) => ({ runId }));
    this.people.issue({
      order: 'bulk',
      key: this.#key(),
      operatorId: this.chance.among(PEOPLE),
      request: { action, items },
      send: ({ parts }, caller) => {
        const bulkId = uuidV5(caller.commandId, 'bulk');
        const payload = { bulkId, action, items, position: String(this.view.log.length), reason: 'all of them' };
        return parts.commands.bulks.execute(bulkStream(bulkId), { name: 'StartBulk', payload }, caller.context());
      },
    });
  }

  /** Everybody does what they are asked, as soon as nobody else is at it. */
  tidyUp(): void {
    const round = ++this.#count;
    const once = (what: string): string | undefined => {
      const key = `tidy ${what}`;
      return [...this.people.open].some((open) => open.startsWith(key)) ? undefined : `${key} ${round}`;
    };
    for (const haltId of this.#inForce()) {
      const key = once(`lift ${haltId}`);
      if (key !== undefined) this.#liftOne(haltId, key);
    }
    for (const run of this.#open()) {
      const give = (what: string, request: RunRequest, operatorId: string = PEOPLE[0]): void => {
        const key = once(`${run.runId.slice(0, 8)} ${what}`);
        if (key !== undefined) this.#give(request.name as Order, run, request, operatorId, key);
      };
      if (run.status !== 'running') give('resume', { name: 'ResumeRun', payload: { reason: 'healed' } });
      for (const { approvalId, status, votes, requires } of run.approvals.values()) {
        const person = PEOPLE.find((id) => !votes.has(id) && !requires.not.includes(id));
        if (status === 'pending')
          give(`approve ${approvalId}`, { name: 'Approve', payload: { approvalId, comment: '' } }, person);
      }
      for (const { stepKey, status } of run.steps.values()) {
        if (status === 'deadLetter')
          give(`skip ${stepKey}`, { name: 'SkipStep', payload: { stepKey, output: { ok: true }, reason: '' } });
        if (status !== 'awaitingBudget') continue;
        give('budget', { name: 'ChangeRunBudget', payload: { budget: {}, reason: '' } });
        give(`budget ${stepKey}`, { name: 'ChangeRunBudget', payload: { budget: {}, stepKey, reason: '' } });
      }
    }
  }
}
