import { agentDecider } from '../domain/agent/decide.js';
import type { AgentCommand, AgentRequest } from '../domain/agent/commands.js';
import type { AgentEvent } from '../domain/agent/events.js';
import type { Agent } from '../domain/agent/state.js';
import type { BulkCommand, BulkRequest } from '../domain/bulk/commands.js';
import type { BulkEvent } from '../domain/bulk/events.js';
import type { BulkState } from '../domain/bulk/state.js';
import { agentStream, CONTROL_STREAM, workflowStream } from '../domain/catalog.js';
import { controlDecider } from '../domain/control/decide.js';
import type { ControlCommand, ControlRequest } from '../domain/control/commands.js';
import type { ControlEvent } from '../domain/control/events.js';
import type { Control } from '../domain/control/state.js';
import { evidenceDecider } from '../domain/evidence/decide.js';
import type { EvidenceCommand, EvidenceRequest } from '../domain/evidence/commands.js';
import type { EvidenceEvent } from '../domain/evidence/events.js';
import type { EvidenceState } from '../domain/evidence/state.js';
import type { ExportCommand, ExportRequest } from '../domain/export/commands.js';
import { exportDecider } from '../domain/export/decide.js';
import type { ExportEvent } from '../domain/export/events.js';
import type { ExportState } from '../domain/export/state.js';
import type { AnyCommand, CommandGateway } from '../domain/command-gateway.js';
import { assertNever, type Problem } from '../domain/kernel/errors.js';
import type { BlobStore, CommandAnswer, CommandContext, KeyStore } from '../domain/kernel/ports.js';
import { operatorDecider } from '../domain/operator/decide.js';
import type { OperatorCommand, OperatorRequest } from '../domain/operator/commands.js';
import type { OperatorEvent } from '../domain/operator/events.js';
import type { Operator } from '../domain/operator/state.js';
import type { PriceTable } from '../domain/pricing/price-table.js';
import type { RetentionCommand, RetentionRequest } from '../domain/retention/commands.js';
import { retentionDecider } from '../domain/retention/decide.js';
import type { RetentionEvent } from '../domain/retention/events.js';
import type { Retention } from '../domain/retention/state.js';
import type { RunCommand, RunRequest } from '../domain/run/commands.js';
import type { RunEvent } from '../domain/run/events.js';
import type { RunHistory } from '../domain/run/history.js';
import type { RunState } from '../domain/run/state.js';
import type { WorkflowCommand, WorkflowRequest } from '../domain/workflow/commands.js';
import type { WorkflowDefinition } from '../domain/workflow/definition.js';
import type { WorkflowEvent } from '../domain/workflow/events.js';
import type { Workflow, WorkflowVersion } from '../domain/workflow/state.js';
import type { AgentPool } from './agent-pool.js';
import { BulkAggregate } from './bulk-aggregate.js';
import { plainAggregate } from './plain-aggregate.js';
import { Protector } from './protection/protector.js';
import { ReplayVerifier } from './replay-verifier.js';
import { ControlView } from './run/control-view.js';
import { Definitions } from './run/definitions.js';
import { PayloadBudget } from './run/payload-budget.js';
import { Payloads } from './run/payloads.js';
import { ReplayPlanner } from './run/replay-planner.js';
import { RunAggregate } from './run/run-aggregate.js';
import type { RunAux } from './run/run-aux.js';
import { runFolding } from './run/run-folding.js';
import { LoggedRunHistory } from './run/run-history.js';
import { WorkflowAggregate } from './workflow-aggregate.js';
import { Writer } from './writer.js';
import type { WriterDeps } from './writer-deps.js';

export interface CommandsDeps extends Omit<WriterDeps, 'protector'> {
  readonly keys: KeyStore;
  readonly blobs: BlobStore;
  readonly pool: AgentPool;
  readonly prices: PriceTable;
  /** What is questionable in a definition that has no problems. */
  warningsOf(definition: WorkflowDefinition): readonly Problem[];
  /** In [0, 1). */
  random(): number;
}

/** Inputs and outputs of open runs that are kept at hand, in all. */
const PAYLOAD_BYTES = 32 * 1024 * 1024;

/** The write side: one writer per kind of stream. */
export class Commands implements CommandGateway {
  readonly control = new ControlView();
  readonly definitions: Definitions;
  readonly protector: Protector;
  readonly payloads: Payloads;
  readonly runAggregate: RunAggregate;
  readonly runs: Writer<RunState, RunRequest, RunCommand, RunEvent, RunAux>;
  readonly workflows: Writer<Workflow, WorkflowRequest, WorkflowCommand, WorkflowEvent, null>;
  readonly controls: Writer<Control, ControlRequest, ControlCommand, ControlEvent, null>;
  readonly agents: Writer<Agent, AgentRequest, AgentCommand, AgentEvent, null>;
  readonly operators: Writer<Operator, OperatorRequest, OperatorCommand, OperatorEvent, null>;
  /** Runs as they were at any of their events. */
  readonly history: RunHistory;
  readonly verifier: ReplayVerifier;
  readonly replays: ReplayPlanner;
  readonly bulkAggregate: BulkAggregate;
  readonly bulks: Writer<BulkState, BulkRequest, BulkCommand, BulkEvent, null>;
  readonly exports: Writer<ExportState, ExportRequest, ExportCommand, ExportEvent, null>;
  readonly checkpoints: Writer<EvidenceState, EvidenceRequest, EvidenceCommand, EvidenceEvent, null>;
  readonly retention: Writer<Retention, RetentionRequest, RetentionCommand, RetentionEvent, null>;

  constructor(given: CommandsDeps) {
    this.protector = new Protector(given.keys);
    const deps = { ...given, protector: this.protector };
    const { blobs, pool, prices } = deps;
    this.payloads = new Payloads(deps.store, blobs, deps.protector.personal);
    this.definitions = new Definitions(blobs);
    this.workflows = new Writer(new WorkflowAggregate(this.payloads, deps.warningsOf), deps);
    this.controls = new Writer(
      plainAggregate<Control, ControlRequest, ControlCommand, ControlEvent>('control', controlDecider, {
        changed: (control, revision) => this.control.update(revision, control.open),
      }),
      deps,
    );
    this.agents = new Writer(
      plainAggregate<Agent, AgentRequest, AgentCommand, AgentEvent>('agent', agentDecider),
      deps,
    );
    this.operators = new Writer(
      plainAggregate<Operator, OperatorRequest, OperatorCommand, OperatorEvent>('operator', operatorDecider),
      deps,
    );
    this.bulkAggregate = new BulkAggregate(this.payloads);
    this.bulks = new Writer(this.bulkAggregate, deps);
    this.exports = new Writer(
      plainAggregate<ExportState, ExportRequest, ExportCommand, ExportEvent>('export', exportDecider),
      deps,
    );
    this.checkpoints = new Writer(
      plainAggregate<EvidenceState, EvidenceRequest, EvidenceCommand, EvidenceEvent>('checkpoints', evidenceDecider),
      deps,
    );
    this.retention = new Writer(
      plainAggregate<Retention, RetentionRequest, RetentionCommand, RetentionEvent>('retention', retentionDecider),
      deps,
    );
    this.history = new LoggedRunHistory(runFolding, { ...deps, definitions: this.definitions });
    this.verifier = new ReplayVerifier({ store: deps.store, blobs, definitions: this.definitions });
    const versions = (id: string): Promise<WorkflowVersion[]> =>
      this.workflows.look(workflowStream(id), ({ versions: saved }) => [...saved]);
    this.replays = new ReplayPlanner({
      history: this.history,
      definitions: this.definitions,
      payloads: this.payloads,
      prices,
      versions,
      isAgent: (id) => this.agents.look(agentStream(id), (agent) => agent.id !== undefined),
      haltedBecause: (workflowId) => this.control.haltedBecause(workflowId),
    });
    this.runAggregate = new RunAggregate({
      replays: this.replays,
      payloads: this.payloads,
      pool,
      keysOf: (ids) => this.protector.subjects.these(ids),
      control: this.control,
      atHand: new PayloadBudget(PAYLOAD_BYTES),
      definitions: this.definitions,
      prices,
      random: () => deps.random(),
      versions,
    });
    this.runs = new Writer(this.runAggregate, deps);
    this.control.refresh = () => this.confirmControl();
  }

  /** Reads what halts are in force. Nothing is started or dispatched before. */
  async start(): Promise<void> {
    await this.controls.look(CONTROL_STREAM, (control, { head }) => this.control.update(head.revision, control.open));
  }

  /** Asks the store whether that is still so. Rejects with STORE.UNAVAILABLE when it does not answer. */
  async confirmControl(): Promise<void> {
    if ((await this.runs.deps.store.readOne(CONTROL_STREAM, this.control.revision + 1)) === undefined) return;
    this.controls.forget(CONTROL_STREAM);
    await this.start();
  }

  close(): void {
    for (const writer of [
      this.runs,
      this.workflows,
      this.controls,
      this.agents,
      this.operators,
      this.bulks,
      this.checkpoints,
      this.exports,
      this.retention,
    ])
      writer.close();
  }

  execute(command: AnyCommand, context: CommandContext): Promise<CommandAnswer> {
    const { stream } = command;
    switch (command.aggregate) {
      case 'run':
        return this.runs.execute(stream, command, context);
      case 'workflow':
        return this.workflows.execute(stream, command, context);
      case 'control':
        return this.controls.execute(stream, command, context);
      case 'agent':
        return this.agents.execute(stream, command, context);
      case 'operator':
        return this.operators.execute(stream, command, context);
      case 'bulk':
        return this.bulks.execute(stream, command, context);
      case 'export':
        return this.exports.execute(stream, command, context);
      case 'checkpoints':
        return this.checkpoints.execute(stream, command, context);
      case 'retention':
        return this.retention.execute(stream, command, context);
      default:
        return assertNever(command);
    }
  }
}
