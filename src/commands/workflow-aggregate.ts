import { CATALOG } from '../domain/catalog.js';
import type { Problem } from '../domain/kernel/errors.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { WorkflowCommand, WorkflowRequest } from '../domain/workflow/commands.js';
import { workflowDecider } from '../domain/workflow/decide.js';
import type { WorkflowDefinition } from '../domain/workflow/definition.js';
import type { WorkflowEvent } from '../domain/workflow/events.js';
import type { Workflow } from '../domain/workflow/state.js';
import type { Aggregate, Gathering } from './aggregate.js';
import type { Payloads } from './run/payloads.js';
import { canonicalize } from '../domain/kernel/json.js';
import { sha256 } from './hashing.js';
import { stateFromJson, stateToJson } from './state-json.js';

/** Versions of a workflow. The definition is written beside the log, under its hash, before the event that names it. */
export class WorkflowAggregate implements Aggregate<Workflow, WorkflowRequest, WorkflowCommand, WorkflowEvent, null> {
  readonly kind = 'workflow';
  readonly refusesSecrets = true;
  readonly decider = workflowDecider;

  constructor(
    readonly payloads: Payloads,
    readonly warningsOf: (definition: WorkflowDefinition) => readonly Problem[],
  ) {}

  newAux = (): null => null;

  isEvent(event: Recorded): event is Recorded<WorkflowEvent> {
    return CATALOG.get(event.type)?.stream === 'workflow';
  }

  async gather(request: WorkflowRequest, { now, context }: Gathering<Workflow, null>): Promise<WorkflowCommand> {
    const { definition } = request.payload;
    const canonical = canonicalize(definition);
    const hash = sha256(canonical);
    const blob = await this.payloads.blobs.put(canonical, hash);
    const warnings = this.warningsOf(definition);
    const { source } = request.payload;
    const text = source && (await this.payloads.stored(source.text)).payload;
    return {
      ...request,
      facts: {
        now,
        actor: context.actor,
        blob,
        hash,
        warnings,
        source: source && text !== undefined ? { format: source.format, text } : undefined,
      },
    };
  }

  recordedFacts({ facts }: WorkflowCommand): Json {
    return { now: facts.now };
  }

  correlationId(_: Workflow, context: CommandContext): string {
    return context.correlationId ?? context.commandId;
  }

  actor(_: Workflow, { actor }: CommandContext): CommandContext['actor'] {
    return actor;
  }

  stateToJson(state: Workflow): Json {
    return stateToJson(state);
  }

  stateFromJson(json: Json): Workflow {
    return stateFromJson(json) as Workflow;
  }
}
