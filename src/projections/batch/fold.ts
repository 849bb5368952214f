import { agentEvents, type AgentEvent } from '../../domain/agent/events.js';
import { bulkEvents, type BulkEvent } from '../../domain/bulk/events.js';
import { CATALOG, kindOf, STREAMS, type StreamKind } from '../../domain/catalog.js';
import { controlEvents, type ControlEvent } from '../../domain/control/events.js';
import type { DomainEvent, Recorded } from '../../domain/kernel/envelope.js';
import { operatorEvents, type OperatorEvent } from '../../domain/operator/events.js';
import { runEvents, type RunEvent } from '../../domain/run/events.js';
import { planOfRun } from '../../domain/run/run-plan.js';
import { workflowEvents, type WorkflowEvent } from '../../domain/workflow/events.js';
import { projectAgent } from '../agents/projection.js';
import { projectApprovals } from '../approvals/projection.js';
import { projectBulk } from '../bulk/projection.js';
import { projectCosts } from '../costs/projection.js';
import { projectDeadLetters } from '../dead-letters/projection.js';
import { projectHalt } from '../halts/projection.js';
import { projectOperator } from '../operators/projection.js';
import { projectRunEvent } from '../run-events/projection.js';
import { standAt, type RunDocument } from '../runs/document.js';
import { projectRun } from '../runs/projection.js';
import { startRun } from '../runs/start.js';
import { projectWorkflow } from '../workflows/projection.js';
import type { Changes } from './changes.js';
import type { Definitions } from './definitions.js';
import { InconsistentEvent } from './inconsistent.js';
import type { WorkingSet } from './working-set.js';

/**
 * Folds one event of the log into the rows. The feed has parsed its data; what is left to be wrong is its place: an error here
 * means that this event cannot be projected after what its stream said before. Answers the run that changed, if one did.
 */
export function fold(
  event: Recorded,
  position: bigint,
  working: WorkingSet,
  definitions: Definitions,
  changes: Changes,
): RunDocument | undefined {
  if (isA<RunEvent>(event, 'run', runEvents)) return foldRun(event, String(position), working, definitions, changes);
  if (isA<AgentEvent>(event, 'agent', agentEvents))
    projectAgent(working.registry.agents, event, String(position), changes);
  else if (isA<WorkflowEvent>(event, 'workflow', workflowEvents))
    projectWorkflow(working.registry.workflows, event, definitions, changes);
  else if (isA<ControlEvent>(event, 'control', controlEvents)) projectHalt(working.registry.halts, event, changes);
  else if (isA<OperatorEvent>(event, 'operator', operatorEvents))
    projectOperator(working.registry.operators, event, changes);
  else if (isA<BulkEvent>(event, 'bulk', bulkEvents)) projectBulk(working.registry.bulks, event, changes);
  // Other kinds of stream have no rows here.
  else if (CATALOG.get(event.type)?.stream !== kindOf(event.stream))
    throw new InconsistentEvent(`${event.type} does not belong in stream ${event.stream}`);
  return undefined;
}

function isA<E extends DomainEvent>(
  event: Recorded,
  kind: StreamKind,
  schemas: Readonly<Record<E['type'], unknown>>,
): event is Recorded<E> {
  return event.stream.startsWith(STREAMS[kind]) && Object.hasOwn(schemas, event.type);
}

function foldRun(
  event: Recorded<RunEvent>,
  position: string,
  working: WorkingSet,
  definitions: Definitions,
  changes: Changes,
): RunDocument {
  const runId = event.stream.slice(STREAMS.run.length);
  let doc = working.runs.get(runId);
  if (event.type === 'RunStarted') {
    if (doc || event.data.runId !== runId) throw new InconsistentEvent(`run ${runId} cannot start here`);
    const { workflow, source } = event.data;
    doc = startRun(event, planOfRun(definitions.plan(workflow.definition), source?.changes), position, changes);
    working.runs.set(runId, doc);
  } else {
    if (!doc) throw new InconsistentEvent(`run ${runId} was never started`);
    projectCosts(doc, event, changes);
    projectApprovals(doc, event, position, changes);
    projectRun(doc, event, changes);
    projectDeadLetters(doc, event, position, changes);
  }
  projectRunEvent(doc, event, position, changes);
  standAt(doc, event.revision, position, changes);
  return doc;
}
