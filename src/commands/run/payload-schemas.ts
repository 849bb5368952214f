import type { Json } from '../../domain/kernel/json.js';
import { runStream } from '../../domain/catalog.js';
import type { RunRequest } from '../../domain/run/commands.js';
import { leaseOf, planStepOf, startedRun } from '../../domain/run/rejections.js';
import type { RunState } from '../../domain/run/state.js';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import type { Gathering } from '../aggregate.js';
import type { PayloadSchema, PayloadSchemas } from '../protection/protector.js';
import type { Compiled } from './definitions.js';
import type { Payloads } from './payloads.js';
import { inputOf, paramsOf, type RunAux } from './run-aux.js';

type Context = Gathering<RunState, RunAux>;
type Answer = PayloadSchemas | undefined | Promise<PayloadSchemas | undefined>;

export interface SchemaSources {
  readonly payloads: Payloads;
  compiled(state: RunState, aux: RunAux): Compiled | Promise<Compiled>;
  /** Of a run that is to be started or replayed. */
  definitionFor(request: Extract<RunRequest, { name: 'StartRun' | 'ReplayRun' }>, context: Context): Promise<Compiled>;
}

/** What describes the parts of a request on a run that come from outside: its input, a step's output, edited parameters. */
export function payloadSchemas(sources: SchemaSources, request: RunRequest, context: Context): Answer {
  switch (request.name) {
    case 'StartRun':
      return sources
        .definitionFor(request, context)
        .then(({ definition: { input = true } }) => [
          bySchema(['input'], input, request.payload.runId, () => request.payload.input),
        ]);
    case 'ReplayRun':
      return replaySchemas(sources, request, context);
    case 'CompleteStep':
      return outputSchema(sources, context, ({ plan }) => {
        const lease = leaseOf(startedRun(context.state), request.payload.leaseId, context.context.actor);
        return planStepOf(plan, lease.stepKey).outputSchema;
      });
    case 'SkipStep':
      return outputSchema(sources, context, ({ plan }) => planStepOf(plan, request.payload.stepKey).outputSchema);
    case 'EditApproval':
      return editedParams(sources, context, request.payload.approvalId);
    default:
      return undefined;
  }
}

const bySchema = (
  path: PayloadSchema['path'],
  schema: JsonSchema,
  runId: string,
  runInput: PayloadSchema['runInput'],
): PayloadSchema => ({ path, schema, runInput, unnamed: `run ${runId}` });

function outputSchema(
  sources: SchemaSources,
  { state, aux, stream }: Context,
  of: (compiled: Compiled) => JsonSchema,
): Answer {
  const { runId } = startedRun(state);
  const { payloads } = sources;
  const runInput = async (): Promise<Json> =>
    payloads.value(aux.payloads.get(0) ?? (await payloads.at(stream, 0, inputOf)));
  const schemas = (ready: Compiled): PayloadSchemas => [bySchema(['output'], of(ready), runId, runInput)];
  const ready = sources.compiled(state, aux);
  return ready instanceof Promise ? ready.then(schemas) : schemas(ready);
}

async function replaySchemas(
  sources: SchemaSources,
  request: Extract<RunRequest, { name: 'ReplayRun' }>,
  context: Context,
): Promise<PayloadSchemas> {
  const { runId, changes, origin } = request.payload;
  const { definition, plan } = await sources.definitionFor(request, context);
  const { payloads } = sources;
  const runInput = async (): Promise<Json> =>
    changes.input ?? payloads.value(await payloads.at(runStream(origin.runId), 0, inputOf));
  return [
    bySchema(['changes', 'input'], definition.input ?? true, runId, runInput),
    ...Object.keys(changes.outputs).map((id) =>
      bySchema(['changes', 'outputs', id], plan.byId.get(id)?.outputSchema ?? true, runId, runInput),
    ),
  ];
}

/** No schema describes parameters: what was protected in those that were asked about stays so in the edited ones. */
async function editedParams(
  { payloads }: SchemaSources,
  { state, stream }: Context,
  approvalId: Extract<RunRequest, { name: 'EditApproval' }>['payload']['approvalId'],
): Promise<PayloadSchemas | undefined> {
  const run = startedRun(state);
  const approval = run.approvals.get(approvalId);
  if (!approval) return undefined;
  const asked = await payloads.value(await payloads.at(stream, approval.requestedAtRevision, paramsOf));
  return [{ ...bySchema(['params'], true, run.runId, () => null), like: asked }];
}
