import { setImmediate as turn } from 'node:timers/promises';
import { agentDecider } from '../domain/agent/decide.js';
import { recordedAgentCommand } from '../domain/agent/recorded-command.js';
import { bulkDecider } from '../domain/bulk/decide.js';
import { recordedBulkCommand } from '../domain/bulk/recorded-command.js';
import { CATALOG, kindOf, type StreamKind } from '../domain/catalog.js';
import { controlDecider } from '../domain/control/decide.js';
import { recordedControlCommand } from '../domain/control/recorded-command.js';
import { evidenceDecider } from '../domain/evidence/decide.js';
import { recordedEvidenceCommand } from '../domain/evidence/recorded-command.js';
import { exportDecider } from '../domain/export/decide.js';
import { recordedExportCommand } from '../domain/export/recorded-command.js';
import type { Decider } from '../domain/kernel/decider.js';
import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import {
  CommandBoundaries,
  Redecision,
  Undecidable,
  type CommandEvents,
  type RecordedFacts,
  type RedecisionDifference,
  type StateObserver,
  type StreamVerification,
} from '../domain/kernel/redecide.js';
import type { BlobStore, EventStore } from '../domain/kernel/ports.js';
import { operatorDecider } from '../domain/operator/decide.js';
import { recordedOperatorCommand } from '../domain/operator/recorded-command.js';
import { retentionDecider } from '../domain/retention/decide.js';
import { recordedRetentionCommand } from '../domain/retention/recorded-command.js';
import type { RunCommand } from '../domain/run/commands.js';
import { runDecider } from '../domain/run/decide.js';
import type { RunEvent } from '../domain/run/events.js';
import { recordedRunCommand } from '../domain/run/recorded-command.js';
import { planOfRun } from '../domain/run/run-plan.js';
import type { RunState } from '../domain/run/state.js';
import { workflowDecider } from '../domain/workflow/decide.js';
import { WorkflowDefinition } from '../domain/workflow/definition.js';
import type { Plan } from '../domain/workflow/plan.js';
import { recordedWorkflowCommand } from '../domain/workflow/recorded-command.js';
import type { Definitions } from './run/definitions.js';

/** Commands that are decided again before others get their turn. */
const AT_ONCE = 200;

type Made<Command> = Command | Undecidable;
/** How the commands of one kind of stream are made anew of their events. */
interface Recipe<State, Command, Event extends DomainEvent> {
  readonly decider: Decider<State, Command, Event>;
  /** Looks up what the events only refer to (the definition), once per command; what it answers is pure. */
  prepare(
    group: CommandEvents<Event>,
  ):
    | ((state: State, facts: RecordedFacts) => Made<Command>)
    | Promise<(state: State, facts: RecordedFacts) => Made<Command>>;
}

export interface ReplayVerifierDeps {
  readonly store: Pick<EventStore, 'read'>;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly definitions: Pick<Definitions, 'get'>;
}

/**
 * Decides every recorded command of a stream again with the code of today: the rules, the folds and the upcasters. Reads the log and the
 * definitions that it refers to; appends nothing, tells nobody. Rejects as `EventStore.read` does (STREAM.BROKEN_CHAIN, STREAM.NEWER, ...).
 */
export class ReplayVerifier {
  constructor(private readonly deps: ReplayVerifierDeps) {}

  /** `observe` is told of the state after each event; it may look at it, not keep it. */
  verify(stream: string, observe?: StateObserver): Promise<StreamVerification> {
    const kind = kindOf(stream);
    switch (kind) {
      case 'run':
        return this.#decideAgain(stream, kind, observe, this.#run());
      case 'workflow':
        return this.#decideAgain(stream, kind, observe, {
          decider: workflowDecider,
          prepare: async (group) => {
            const { definition } = group[0].data;
            const parsed = WorkflowDefinition.safeParse(await this.deps.blobs.get(definition));
            if (!parsed.success) return () => new Undecidable('its definition cannot be read by this version');
            return (_, facts) => recordedWorkflowCommand(group, facts, parsed.data, definition.$blob.sha256);
          },
        });
      case 'control':
        return this.#decideAgain(stream, kind, observe, {
          decider: controlDecider,
          prepare: (group) => (_, facts) => recordedControlCommand(group, facts),
        });
      case 'agent':
        return this.#decideAgain(stream, kind, observe, {
          decider: agentDecider,
          prepare: (group) => (_, facts) => recordedAgentCommand(group, facts),
        });
      case 'operator':
        return this.#decideAgain(stream, kind, observe, {
          decider: operatorDecider,
          prepare: (group) => (state, facts) => recordedOperatorCommand(state, group, facts),
        });
      case 'bulk':
        return this.#decideAgain(stream, kind, observe, {
          decider: bulkDecider,
          prepare: (group) => (_, facts) => recordedBulkCommand(group, facts),
        });
      case 'checkpoints':
        return this.#decideAgain(stream, kind, observe, {
          decider: evidenceDecider,
          prepare: (group) => (_, facts) => recordedEvidenceCommand(group, facts),
        });
      case 'export':
        return this.#decideAgain(stream, kind, observe, {
          decider: exportDecider,
          prepare: (group) => (_, facts) => recordedExportCommand(group, facts),
        });
      case 'retention':
        return this.#decideAgain(stream, kind, observe, {
          decider: retentionDecider,
          prepare: (group) => (_, facts) => recordedRetentionCommand(group, facts),
        });
      default:
        return this.#decideAgain(stream, kind, observe, NO_RULES);
    }
  }

  /** By the run's own definition, which its first event names by hash: no look-up of what the workflow is today. */
  #run(): Recipe<RunState, RunCommand, RunEvent> {
    let plan: Plan | undefined;
    return {
      decider: runDecider,
      prepare: async (group) => {
        const [first] = group;
        if (first.type === 'RunStarted') {
          const { hash, definition } = first.data.workflow;
          if (definition.$blob.sha256 !== hash)
            return () => new Undecidable('its definition is stored under another hash than its own');
          const compiled = await this.deps.definitions.get(hash, definition);
          plan = planOfRun(compiled.plan, first.data.source?.changes);
        }
        const known = plan;
        if (known === undefined) return () => new Undecidable('the run has no first event, which names its definition');
        return (state, facts) => recordedRunCommand(state, group, facts, known);
      },
    };
  }

  async #decideAgain<State, Command, Event extends DomainEvent>(
    stream: string,
    kind: StreamKind | undefined,
    observe: StateObserver | undefined,
    { decider, prepare }: Recipe<State, Command, Event>,
  ): Promise<StreamVerification> {
    const isOwn = (event: Recorded): event is Recorded<Event> => CATALOG.get(event.type)?.stream === kind;
    const redecision = new Redecision(decider, observe);
    const boundaries = new CommandBoundaries<Event>();
    let revision = -1;
    let difference: RedecisionDifference | undefined;
    let looked = 0;
    const check = async (group: CommandEvents<Event> | undefined): Promise<void> => {
      if (!group) return;
      if (++looked % AT_ONCE === 0) await turn();
      const prepared = prepare(group);
      difference = redecision.check(group, prepared instanceof Promise ? await prepared : prepared);
      revision = (group.at(-1) ?? group[0]).revision;
    };
    for await (const event of this.deps.store.read(stream)) {
      // Read to its end all the same: reads that are given up early are resets, and too many of those close the connection.
      if (difference) continue;
      if (!isOwn(event)) throw new TypeError(`a ${event.type} does not belong in ${stream}`);
      await check(boundaries.add(event));
    }
    if (!difference) await check(boundaries.end());
    const { commands, events, notDecided } = redecision;
    return { stream, revision, commands, events, notDecided, difference };
  }
}

/** Streams whose events no decider of this list makes: what is in them is counted, and said not to be decided again. */
const NO_RULES: Recipe<null, never, DomainEvent> = {
  decider: { stateVersion: 1, initialState: () => null, decide: () => [], evolve: (state) => state },
  prepare: () => () => new Undecidable('no rules are known for this kind of stream'),
};
