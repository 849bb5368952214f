import { agentEvents } from "../../domain/agent/events.js";
import { bulkEvents } from "../../domain/bulk/events.js";
import { CATALOG, kindOf, STREAMS } from "../../domain/catalog.js";
import { controlEvents } from "../../domain/control/events.js";
import { operatorEvents } from "../../domain/operator/events.js";
import { runEvents } from "../../domain/run/events.js";
import { planOfRun } from "../../domain/run/run-plan.js";
import { workflowEvents } from "../../domain/workflow/events.js";
import { projectAgent } from "../agents/projection.js";
import { projectApprovals } from "../approvals/projection.js";
import { projectBulk } from "../bulk/projection.js";
import { projectCosts } from "../costs/projection.js";
import { projectDeadLetters } from "../dead-letters/projection.js";
import { projectHalt } from "../halts/projection.js";
import { projectOperator } from "../operators/projection.js";
import { projectRunEvent } from "../run-events/projection.js";
import { standAt } from "../runs/document.js";
import { projectRun } from "../runs/projection.js";
import { startRun } from "../runs/start.js";
import { projectWorkflow } from "../workflows/projection.js";
import { InconsistentEvent } from "./inconsistent.js";
function fold(event, position, working, definitions, changes) {
  if (isA(event, "run", runEvents)) return foldRun(event, String(position), working, definitions, changes);
  if (isA(event, "agent", agentEvents))
    projectAgent(working.registry.agents, event, String(position), changes);
  else if (isA(event, "workflow", workflowEvents))
    projectWorkflow(working.registry.workflows, event, definitions, changes);
  else if (isA(event, "control", controlEvents)) projectHalt(working.registry.halts, event, changes);
  else if (isA(event, "operator", operatorEvents))
    projectOperator(working.registry.operators, event, changes);
  else if (isA(event, "bulk", bulkEvents)) projectBulk(working.registry.bulks, event, changes);
  else if (CATALOG.get(event.type)?.stream !== kindOf(event.stream))
    throw new InconsistentEvent(`${event.type} does not belong in stream ${event.stream}`);
}
function isA(event, kind, schemas) {
  return event.stream.startsWith(STREAMS[kind]) && Object.hasOwn(schemas, event.type);
}
function foldRun(event, position, working, definitions, changes) {
  const runId = event.stream.slice(STREAMS.run.length);
  let doc = working.runs.get(runId);
  if (event.type === "RunStarted") {
    if (doc || event.data.runId !== runId) throw new InconsistentEvent(`run ${runId} cannot start here`);
    const { workflow, source } = event.data;
    doc = startRun(event, planOfRun(definitions.plan(workflow.definition), source?.changes), position, changes), working.runs.set(runId, doc);
  } else {
    if (!doc) throw new InconsistentEvent(`run ${runId} was never started`);
    projectCosts(doc, event, changes), projectApprovals(doc, event, position, changes), projectRun(doc, event, changes), projectDeadLetters(doc, event, position, changes);
  }
  return projectRunEvent(doc, event, position, changes), standAt(doc, event.revision, position, changes), doc;
}
export {
  fold
};
//# sourceMappingURL=fold.js.map
