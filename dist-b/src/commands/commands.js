import { agentDecider } from "../domain/agent/decide.js";
import { agentStream, CONTROL_STREAM, workflowStream } from "../domain/catalog.js";
import { controlDecider } from "../domain/control/decide.js";
import { evidenceDecider } from "../domain/evidence/decide.js";
import { exportDecider } from "../domain/export/decide.js";
import { assertNever } from "../domain/kernel/errors.js";
import { operatorDecider } from "../domain/operator/decide.js";
import { retentionDecider } from "../domain/retention/decide.js";
import { BulkAggregate } from "./bulk-aggregate.js";
import { plainAggregate } from "./plain-aggregate.js";
import { Protector } from "./protection/protector.js";
import { ReplayVerifier } from "./replay-verifier.js";
import { ControlView } from "./run/control-view.js";
import { Definitions } from "./run/definitions.js";
import { PayloadBudget } from "./run/payload-budget.js";
import { Payloads } from "./run/payloads.js";
import { ReplayPlanner } from "./run/replay-planner.js";
import { RunAggregate } from "./run/run-aggregate.js";
import { runFolding } from "./run/run-folding.js";
import { LoggedRunHistory } from "./run/run-history.js";
import { WorkflowAggregate } from "./workflow-aggregate.js";
import { Writer } from "./writer.js";
const PAYLOAD_BYTES = 32 * 1024 * 1024;
class Commands {
  control = new ControlView();
  definitions;
  protector;
  payloads;
  runAggregate;
  runs;
  workflows;
  controls;
  agents;
  operators;
  /** Runs as they were at any of their events. */
  history;
  verifier;
  replays;
  bulkAggregate;
  bulks;
  exports;
  checkpoints;
  retention;
  constructor(given) {
    this.protector = new Protector(given.keys);
    const deps = { ...given, protector: this.protector }, { blobs, pool, prices } = deps;
    this.payloads = new Payloads(deps.store, blobs, deps.protector.personal), this.definitions = new Definitions(blobs), this.workflows = new Writer(new WorkflowAggregate(this.payloads, deps.warningsOf), deps), this.controls = new Writer(
      plainAggregate("control", controlDecider, {
        changed: (control, revision) => this.control.update(revision, control.open)
      }),
      deps
    ), this.agents = new Writer(
      plainAggregate("agent", agentDecider),
      deps
    ), this.operators = new Writer(
      plainAggregate("operator", operatorDecider),
      deps
    ), this.bulkAggregate = new BulkAggregate(this.payloads), this.bulks = new Writer(this.bulkAggregate, deps), this.exports = new Writer(
      plainAggregate("export", exportDecider),
      deps
    ), this.checkpoints = new Writer(
      plainAggregate("checkpoints", evidenceDecider),
      deps
    ), this.retention = new Writer(
      plainAggregate("retention", retentionDecider),
      deps
    ), this.history = new LoggedRunHistory(runFolding, { ...deps, definitions: this.definitions }), this.verifier = new ReplayVerifier({ store: deps.store, blobs, definitions: this.definitions });
    const versions = (id) => this.workflows.look(workflowStream(id), ({ versions: saved }) => [...saved]);
    this.replays = new ReplayPlanner({
      history: this.history,
      definitions: this.definitions,
      payloads: this.payloads,
      prices,
      versions,
      isAgent: (id) => this.agents.look(agentStream(id), (agent) => agent.id !== void 0),
      haltedBecause: (workflowId) => this.control.haltedBecause(workflowId)
    }), this.runAggregate = new RunAggregate({
      replays: this.replays,
      payloads: this.payloads,
      pool,
      keysOf: (ids) => this.protector.subjects.these(ids),
      control: this.control,
      atHand: new PayloadBudget(PAYLOAD_BYTES),
      definitions: this.definitions,
      prices,
      random: () => deps.random(),
      versions
    }), this.runs = new Writer(this.runAggregate, deps), this.control.refresh = () => this.confirmControl();
  }
  /** Reads what halts are in force. Nothing is started or dispatched before. */
  async start() {
    await this.controls.look(CONTROL_STREAM, (control, { head }) => this.control.update(head.revision, control.open));
  }
  /** Asks the store whether that is still so. Rejects with STORE.UNAVAILABLE when it does not answer. */
  async confirmControl() {
    await this.runs.deps.store.readOne(CONTROL_STREAM, this.control.revision + 1) !== void 0 && (this.controls.forget(CONTROL_STREAM), await this.start());
  }
  close() {
    for (const writer of [
      this.runs,
      this.workflows,
      this.controls,
      this.agents,
      this.operators,
      this.bulks,
      this.checkpoints,
      this.exports,
      this.retention
    ])
      writer.close();
  }
  execute(command, context) {
    const { stream } = command;
    switch (command.aggregate) {
      case "run":
        return this.runs.execute(stream, command, context);
      case "workflow":
        return this.workflows.execute(stream, command, context);
      case "control":
        return this.controls.execute(stream, command, context);
      case "agent":
        return this.agents.execute(stream, command, context);
      case "operator":
        return this.operators.execute(stream, command, context);
      case "bulk":
        return this.bulks.execute(stream, command, context);
      case "export":
        return this.exports.execute(stream, command, context);
      case "checkpoints":
        return this.checkpoints.execute(stream, command, context);
      case "retention":
        return this.retention.execute(stream, command, context);
      default:
        return assertNever(command);
    }
  }
}
export {
  Commands
};
//# sourceMappingURL=commands.js.map
