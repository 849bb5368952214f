import { expect } from 'vitest';
import { CommandId } from '../../src/domain/kernel/ids.js';
import { DomainError } from '../../src/domain/kernel/errors.js';
import type { Actor, Foldable } from '../../src/domain/kernel/envelope.js';
import { LeaseId, TaskId } from '../../src/domain/kernel/ids.js';
import type { RunFacts, RunRequest } from '../../src/domain/run/commands.js';
import { runDecider } from '../../src/domain/run/decide.js';
import type { RunEvent, RunEventType } from '../../src/domain/run/events.js';
import type { Run, RunState } from '../../src/domain/run/state.js';
import { WorkflowDefinition } from '../../src/domain/workflow/definition.js';
import { compilePlan, type Plan } from '../../src/domain/workflow/plan.js';
import { approvalId, hash, keptResult, replaySource, T0 } from './run-events.js';

export const ADA: Actor = { kind: 'operator', id: 'ada', name: 'Ada' };
export const BOB: Actor = { kind: 'operator', id: 'bob', name: 'Bob' };
export const AGENT: Actor = { kind: 'agent', id: 'agent-one', name: 'Agent One' };
export const OFFER = {
  agent: { id: 'agent-one', name: 'Agent One', bootId: 'boot-1', gatewayId: 'gateway-1', single: false },
};

type AllFacts = RunFacts['ReplayRun'] &
  RunFacts['CarryOverResult'] &
  RunFacts['CompleteStep'] &
  RunFacts['FailStep'] &
  RunFacts['DispatchStep'] &
  RunFacts['EditApproval'] &
  RunFacts['SkipStep'] &
  RunFacts['ResumeRun'] &
  RunFacts['RecordSideEffect'] &
  RunFacts['ReportUsage'];

/** A type of event, or a part of what it must say. */
type Expected = RunEventType | { readonly type: RunEventType; readonly data: Readonly<Record<string, unknown>> };

/** A run of one workflow, told as given (what happened), when (what is asked), then (what follows). Steps get `output: true` and `agent: work`. */
export function runOf(
  steps: readonly ({ readonly id: string } & Record<string, unknown>)[],
  more: Record<string, unknown> = {},
): { plan: Plan; given(...events: RunEvent[]): Given } {
  const plan = compilePlan(
    WorkflowDefinition.parse({
      id: 'w',
      name: 'W',
      steps: steps.map((step) => ({ agent: 'work', output: true, ...step })),
      ...more,
    }),
  );
  return { plan, given: (...events) => new Given(plan, events) };
}

class Given {
  #now = T0;
  constructor(
    readonly plan: Plan,
    readonly events: readonly RunEvent[],
  ) {}

  /** So many milliseconds later. All that is given happened at T0. */
  after(ms: number): this {
    this.#now = T0 + ms;
    return this;
  }

  get state(): RunState {
    return this.events.reduce((state: RunState, event, i) => runDecider.evolve(state, foldable(event, i)), {
      status: 'none',
    });
  }
  get run(): Run {
    const { state } = this;
    if (state.status === 'none') throw new Error('given nothing, there is no run');
    return state;
  }

  when(request: RunRequest, facts: Partial<AllFacts> = {}): When {
    const all = { ...this.#facts(), ...facts };
    return new When(this, () => runDecider.decide(this.state, { ...request, facts: all }));
  }

  #facts(): AllFacts {
    return {
      now: this.#now,
      actor: ADA,
      plan: this.plan,
      workflow: {
        id: 'w',
        name: 'W',
        version: 1,
        definition: { $blob: { sha256: hash('d'), size: 1, mediaType: 'application/json' } },
        hash: hash('d'),
      },
      input: {},
      inputHash: hash('i'),
      context: undefined,
      controlRevision: -1,
      haltedBecause: undefined,
      random: 0.5,
      priced: [],
      fingerprint: 'f',
      output: {},
      outputHash: hash('e'),
      schemaHash: hash('b'),
      errors: [],
      details: undefined,
      leaseId: LeaseId.parse('00000000-0000-5000-8000-00000000000a'),
      taskId: TaskId.parse('00000000-0000-5000-8000-00000000000b'),
      approvalId: approvalId('new'),
      nonce: 'nonce',
      inputs: { ok: true, payload: {}, hash: hash('a'), paramsHash: hash('1'), from: [] },
      parentSummary: '',
      offer: OFFER,
      params: {},
      paramsHash: hash('2'),
      previousSummary: '',
      payload: undefined,
      source: replaySource(),
      kept: keptResult('a'),
    };
  }
}

class When {
  constructor(
    readonly from: Given,
    readonly decide: () => readonly RunEvent[],
  ) {}

  /** Exactly these events, in this order. Gives the story so far, to go on from. */
  then(...expected: readonly Expected[]): Given {
    const events = this.decide();
    expect(events.map(({ type }) => type)).toEqual(expected.map((one) => (typeof one === 'string' ? one : one.type)));
    for (const [i, one] of expected.entries()) if (typeof one !== 'string') expect(events[i]).toMatchObject(one);
    return new Given(this.from.plan, [...this.from.events, ...events]);
  }

  thenNothing(): Given {
    return this.then();
  }

  /** `details`: some of those that it must carry. */
  thenRefused(code: string, details: object = {}): void {
    let error: unknown;
    try {
      this.decide();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code, details });
  }
}

export function foldable(event: RunEvent, revision: number): Foldable<RunEvent> {
  return {
    ...structuredClone(event),
    revision,
    metadata: {
      v: 1,
      commandId: CommandId.parse('00000000-0000-5000-8000-00000000000c'),
      index: 0,
      correlationId: 'c',
      causationId: 'c',
      actor: ADA,
      at: new Date(T0).toISOString(),
      writer: { version: '0', bootId: 'b' },
    },
  };
}
