import { setImmediate as turn } from "node:timers/promises";
import { agentDecider } from "../domain/agent/decide.js";
import { recordedAgentCommand } from "../domain/agent/recorded-command.js";
import { bulkDecider } from "../domain/bulk/decide.js";
import { recordedBulkCommand } from "../domain/bulk/recorded-command.js";
import { CATALOG, kindOf } from "../domain/catalog.js";
import { controlDecider } from "../domain/control/decide.js";
import { recordedControlCommand } from "../domain/control/recorded-command.js";
import { evidenceDecider } from "../domain/evidence/decide.js";
import { recordedEvidenceCommand } from "../domain/evidence/recorded-command.js";
import { exportDecider } from "../domain/export/decide.js";
import { recordedExportCommand } from "../domain/export/recorded-command.js";
import {
  CommandBoundaries,
  Redecision,
  Undecidable
} from "../domain/kernel/redecide.js";
import { operatorDecider } from "../domain/operator/decide.js";
import { recordedOperatorCommand } from "../domain/operator/recorded-command.js";
import { retentionDecider } from "../domain/retention/decide.js";
import { recordedRetentionCommand } from "../domain/retention/recorded-command.js";
import { runDecider } from "../domain/run/decide.js";
import { recordedRunCommand } from "../domain/run/recorded-command.js";
import { planOfRun } from "../domain/run/run-plan.js";
import { workflowDecider } from "../domain/workflow/decide.js";
import { WorkflowDefinition } from "../domain/workflow/definition.js";
import { recordedWorkflowCommand } from "../domain/workflow/recorded-command.js";
const AT_ONCE = 200;
class ReplayVerifier {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  /** `observe` is told of the state after each event; it may look at it, not keep it. */
  verify(stream, observe) {
    const kind = kindOf(stream);
    switch (kind) {
      case "run":
        return this.#decideAgain(stream, kind, observe, this.#run());
      case "workflow":
        return this.#decideAgain(stream, kind, observe, {
          decider: workflowDecider,
          prepare: async (group) => {
            const { definition } = group[0].data, parsed = WorkflowDefinition.safeParse(await this.deps.blobs.get(definition));
            return parsed.success ? (_, facts) => recordedWorkflowCommand(group, facts, parsed.data, definition.$blob.sha256) : () => new Undecidable("its definition cannot be read by this version");
          }
        });
      case "control":
        return this.#decideAgain(stream, kind, observe, {
          decider: controlDecider,
          prepare: (group) => (_, facts) => recordedControlCommand(group, facts)
        });
      case "agent":
        return this.#decideAgain(stream, kind, observe, {
          decider: agentDecider,
          prepare: (group) => (_, facts) => recordedAgentCommand(group, facts)
        });
      case "operator":
        return this.#decideAgain(stream, kind, observe, {
          decider: operatorDecider,
          prepare: (group) => (state, facts) => recordedOperatorCommand(state, group, facts)
        });
      case "bulk":
        return this.#decideAgain(stream, kind, observe, {
          decider: bulkDecider,
          prepare: (group) => (_, facts) => recordedBulkCommand(group, facts)
        });
      case "checkpoints":
        return this.#decideAgain(stream, kind, observe, {
          decider: evidenceDecider,
          prepare: (group) => (_, facts) => recordedEvidenceCommand(group, facts)
        });
      case "export":
        return this.#decideAgain(stream, kind, observe, {
          decider: exportDecider,
          prepare: (group) => (_, facts) => recordedExportCommand(group, facts)
        });
      case "retention":
        return this.#decideAgain(stream, kind, observe, {
          decider: retentionDecider,
          prepare: (group) => (_, facts) => recordedRetentionCommand(group, facts)
        });
      default:
        return this.#decideAgain(stream, kind, observe, NO_RULES);
    }
  }
  /** By the run's own definition, which its first event names by hash: no look-up of what the workflow is today. */
  #run() {
    let plan;
    return {
      decider: runDecider,
      prepare: async (group) => {
        const [first] = group;
        if (first.type === "RunStarted") {
          const { hash, definition } = first.data.workflow;
          if (definition.$blob.sha256 !== hash)
            return () => new Undecidable("its definition is stored under another hash than its own");
          const compiled = await this.deps.definitions.get(hash, definition);
          plan = planOfRun(compiled.plan, first.data.source?.changes);
        }
        const known = plan;
        return known === void 0 ? () => new Undecidable("the run has no first event, which names its definition") : (state, facts) => recordedRunCommand(state, group, facts, known);
      }
    };
  }
  async #decideAgain(stream, kind, observe, { decider, prepare }) {
    const isOwn = (event) => CATALOG.get(event.type)?.stream === kind, redecision = new Redecision(decider, observe), boundaries = new CommandBoundaries();
    let revision = -1, difference, looked = 0;
    const check = async (group) => {
      if (!group) return;
      ++looked % AT_ONCE === 0 && await turn();
      const prepared = prepare(group);
      difference = redecision.check(group, prepared instanceof Promise ? await prepared : prepared), revision = (group.at(-1) ?? group[0]).revision;
    };
    for await (const event of this.deps.store.read(stream))
      if (!difference) {
        if (!isOwn(event)) throw new TypeError(`a ${event.type} does not belong in ${stream}`);
        await check(boundaries.add(event));
      }
    difference || await check(boundaries.end());
    const { commands, events, notDecided } = redecision;
    return { stream, revision, commands, events, notDecided, difference };
  }
}
const NO_RULES = {
  decider: { stateVersion: 1, initialState: () => null, decide: () => [], evolve: (state) => state },
  prepare: () => () => new Undecidable("no rules are known for this kind of stream")
};
export {
  ReplayVerifier
};
//# sourceMappingURL=replay-verifier.js.map
