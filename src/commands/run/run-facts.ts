import { DomainError } from '../../domain/kernel/errors.js';
import { derived } from '../../domain/kernel/ids.js';
import { keysIn } from '../../domain/kernel/encrypted.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import type { Payload } from '../../domain/kernel/payload.js';
import { redact } from '../../domain/kernel/redaction.js';
import type { PriceTable } from '../../domain/pricing/price-table.js';
import { priceCall } from '../../domain/pricing/price-table.js';
import type { PricedCall } from '../../domain/run/charge.js';
import type {
  Facts,
  ReportedCall,
  RunCommand,
  RunCommandOf,
  RunPayloads,
  RunRequest,
} from '../../domain/run/commands.js';
import type { SchemaError } from '../../domain/run/events.js';
import { KeptResults } from '../../domain/run/kept-results.js';
import { leaseOf, pendingApproval, planStepOf, startedRun } from '../../domain/run/rejections.js';
import type { RunState } from '../../domain/run/state.js';
import { latestVersion, versionOf, type WorkflowVersion } from '../../domain/workflow/state.js';
import type { PlanStep } from '../../domain/workflow/plan.js';
import type { Gathering } from '../aggregate.js';
import { validateAgainst } from '../facts/schemas.js';
import { hashOf, saltedHash, uuidV5 } from '../hashing.js';
import { dispatchFacts, newNonce, summaryBefore, type DispatchDeps } from './dispatch-facts.js';
import type { Compiled, Definitions } from './definitions.js';
import { withChoices, type ReplayPlanner } from './replay-planner.js';
import type { Payloads } from './payloads.js';
import type { RunAux } from './run-aux.js';

export interface RunFactsDeps extends DispatchDeps {
  readonly definitions: Definitions;
  readonly prices: PriceTable;
  readonly replays: ReplayPlanner;
  /** In [0, 1). */
  random(): number;
  /** Versions of a workflow, as its stream says. */
  versions(workflowId: string): Promise<readonly WorkflowVersion[]>;
}

type Context = Gathering<RunState, RunAux>;

/** Looks up what a run's decider wants to know. The only impure part of a decision. */
export class RunFactsGatherer {
  constructor(readonly deps: RunFactsDeps) {}

  get payloads(): Payloads {
    return this.deps.payloads;
  }

  /** Of a run that is to be started or replayed. */
  async definitionFor(
    request: Extract<RunRequest, { name: 'StartRun' | 'ReplayRun' }>,
    gathering: Context,
  ): Promise<Compiled> {
    if (request.name === 'StartRun') return (await this.#definitionFor(request.payload, gathering)).compiled;
    return this.deps.replays.definitionOf(request.payload);
  }

  /** The version that a run is to be started with. */
  async #definitionFor(
    { workflowId, version: asked }: RunPayloads['StartRun'],
    { aux }: Context,
  ): Promise<{ readonly version: WorkflowVersion; readonly compiled: Compiled }> {
    const versions = await this.deps.versions(workflowId);
    const workflow = { id: workflowId, versions: [...versions] };
    const version = asked === undefined ? latestVersion(workflow) : versionOf(workflow, asked);
    if (!version) throw noSuchVersion(workflowId, asked, versions.length);
    const compiled = await this.deps.definitions.get(version.hash, version.definition);
    aux.compiled = compiled;
    return { version, compiled };
  }

  gather(request: RunRequest, gathering: Context, asked: RunRequest): RunCommand | Promise<RunCommand> {
    if (request.name === 'StartRun') return this.#start(request.payload, gathering, asked);
    if (request.name === 'ReplayRun') return this.#replay(request.payload, gathering, asked);
    const compiled = this.compiled(gathering.state, gathering.aux);
    return compiled instanceof Promise
      ? compiled.then((ready) => this.#withPlan(request, ready, gathering, asked))
      : this.#withPlan(request, compiled, gathering, asked);
  }

  /** The run's definition, compiled, with the agents and models that were chosen for it. */
  compiled(state: RunState, aux: RunAux): Compiled | Promise<Compiled> {
    if (aux.compiled) return aux.compiled;
    const { workflow, source } = startedRun(state);
    const got = this.deps.definitions.get(workflow.hash, workflow.definition);
    if (!(got instanceof Promise)) return (aux.compiled = withChoices(got, source?.changes));
    return got.then((compiled) => (aux.compiled = withChoices(compiled, source?.changes)));
  }

  #withPlan(
    request: Exclude<RunRequest, { name: 'StartRun' | 'ReplayRun' }>,
    compiled: Compiled,
    gathering: Context,
    asked: RunRequest,
  ): RunCommand | Promise<RunCommand> {
    const { now, context } = gathering;
    const facts: Facts & { plan: Compiled['plan'] } = { now, actor: context.actor, plan: compiled.plan };
    switch (request.name) {
      case 'CompleteStep':
        return this.#complete(request.payload, compiled, gathering, asked);
      case 'FailStep':
        return this.#fail(request.payload, compiled, gathering);
      case 'DispatchStep':
        return dispatchFacts(this.deps, request.payload, startedRun(gathering.state), compiled, gathering);
      case 'ReportUsage':
        return {
          ...request,
          facts: { ...facts, random: this.deps.random(), priced: this.#priced(request.payload.usage, now) },
        };
      case 'ReportProgress':
        return this.#withPayload(request.payload.data, (payload) => ({ ...request, facts: { ...facts, payload } }));
      case 'RecordSideEffect':
        return this.#withPayload(request.payload.receipt, (payload) => ({ ...request, facts: { ...facts, payload } }));
      case 'CarryOverResult':
        return this.#carryOver(request, facts, gathering);
      case 'EditApproval':
        return this.#edit(request.payload, compiled, gathering);
      case 'SkipStep':
        return this.#skip(request.payload, compiled, gathering, asked);
      case 'LoseLease':
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case 'TimeOutAttempt':
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case 'ResumeRun':
        return this.#resume(request, facts, gathering);
      case 'CancelRun':
        return { ...request, facts };
      case 'HaltRun':
        this.#refuseLifted(request.payload);
        return { ...request, facts };
      case 'PauseRun':
        return { ...request, facts };
      case 'ChangeRunBudget':
        return { ...request, facts };
      case 'Approve':
        return { ...request, facts };
      case 'Reject':
        return { ...request, facts };
      case 'RetryStep':
        return { ...request, facts };
      case 'AbandonStep':
        return { ...request, facts };
      case 'MoveLease':
        return { ...request, facts };
      case 'ExpireApproval':
        return { ...request, facts };
      case 'FailOnDeadline':
        return { ...request, facts };
      case 'SettleReservation':
        return { ...request, facts };
    }
  }

  async #start(
    payload: RunPayloads['StartRun'],
    gathering: Context,
    asked: RunRequest,
  ): Promise<RunCommandOf<'StartRun'>> {
    const { now, context } = gathering;
    const { version, compiled } = await this.#definitionFor(payload, gathering);
    const input = asked.name === 'StartRun' ? asked.payload.input : payload.input;
    const errors = errorsOf(compiled.definition.input ?? true, input);
    if (errors.length > 0) {
      throw new DomainError(
        'RUN.INPUT_INVALID',
        'invalid',
        `The input does not fit the input schema of workflow "${payload.workflowId}" version ${version.version}.`,
        {
          problems: errors.map(({ path, message }) => ({
            path: path === '' ? 'input' : path.startsWith('[') ? `input${path}` : `input.${path}`,
            message,
          })),
        },
      );
    }
    const stored = await this.deps.payloads.stored(payload.input);
    const trigger =
      payload.trigger.context === undefined ? undefined : await this.deps.payloads.stored(payload.trigger.context);
    const { control } = this.deps;
    const haltedBecause = await control.haltedForSure(payload.workflowId);
    return {
      name: 'StartRun',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        workflow: {
          id: payload.workflowId,
          name: version.name,
          version: version.version,
          definition: version.definition,
          hash: version.hash,
        },
        input: stored.payload,
        inputHash: stored.hash,
        context: trigger?.payload,
        controlRevision: control.revision,
        haltedBecause,
      },
    };
  }

  async #replay(
    payload: RunPayloads['ReplayRun'],
    { now, context, aux, protection }: Context,
    asked: RunRequest,
  ): Promise<RunCommandOf<'ReplayRun'>> {
    const { replays, control } = this.deps;
    const planned = await replays.plan(asked.name === 'ReplayRun' ? asked.payload : payload, now);
    const { input, inputHash, source } = await replays.prepare(planned, payload.changes);
    aux.compiled = planned.compiled;
    protection.keys = [...new Set([...protection.keys, ...(await this.#keysIn(input))])];
    const haltedBecause = await control.haltedForSure(planned.workflow.id);
    return {
      name: 'ReplayRun',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: planned.compiled.plan,
        workflow: planned.workflow,
        input,
        inputHash,
        context: undefined,
        source,
        controlRevision: control.revision,
        haltedBecause,
      },
    };
  }

  async #carryOver(
    request: Extract<RunRequest, { name: 'CarryOverResult' }>,
    facts: Facts & { readonly plan: Compiled['plan'] },
    { state, aux, protection }: Context,
  ): Promise<RunCommandOf<'CarryOverResult'>> {
    const { source } = startedRun(state);
    if (source) aux.kept ??= KeptResults.parse(await this.deps.payloads.blobs.get(source.carried));
    const kept = aux.kept?.[request.payload.index];
    if (!kept)
      throw new DomainError(
        'REPLAY.NO_SUCH_RESULT',
        'unavailable',
        `The run keeps no result ${request.payload.index}.`,
      );
    protection.keys = await this.#keysIn(kept.output);
    return { ...request, facts: { ...facts, kept } };
  }

  /** Ids of the keys under which something in a payload stands: the envelope says them of what is taken over, too. */
  async #keysIn(payload: Payload | undefined): Promise<string[]> {
    return payload === undefined ? [] : [...keysIn(await this.deps.payloads.value(payload))];
  }

  async #resume(
    request: Extract<RunRequest, { name: 'ResumeRun' }>,
    facts: Facts & { readonly plan: Compiled['plan'] },
    { state }: Context,
  ): Promise<RunCommandOf<'ResumeRun'>> {
    const { control } = this.deps;
    const { halt, workflow } = startedRun(state);
    // Another server may have halted it upon an order that has not been heard of here: nothing would halt it again.
    if (halt && halt.scope.kind !== 'run' && !control.wasLifted(halt.scope.haltId)) await control.refresh();
    const haltedBecause = await control.haltedForSure(workflow.id);
    return { ...request, facts: { ...facts, controlRevision: control.revision, haltedBecause } };
  }

  #complete(
    payload: RunPayloads['CompleteStep'],
    compiled: Compiled,
    { state, now, context }: Context,
    asked: RunRequest,
  ): RunCommand | Promise<RunCommand> {
    const lease = leaseOf(startedRun(state), payload.leaseId, context.actor);
    const planStep = planStepOf(compiled.plan, lease.stepKey);
    const output = asked.name === 'CompleteStep' ? asked.payload.output : payload.output;
    const errors = errorsOf(planStep.outputSchema, output);
    const finish = (stored: {
      readonly payload: RunCommandOf<'CompleteStep'>['facts']['output'];
      readonly hash: string;
    }): RunCommand => ({
      name: 'CompleteStep',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        random: this.deps.random(),
        priced: this.#priced(payload.usage, now),
        fingerprint:
          errors.length === 0
            ? ''
            : fingerprintOf(
                'outputRejected',
                planStep,
                errors.map(({ path, message }) => `${path} ${message}`).join('\n'),
              ),
        output: stored.payload,
        outputHash: stored.hash,
        schemaHash: compiled.schemaHashes.get(planStep.id) ?? '',
        errors,
      },
    });
    const stored = this.deps.payloads.stored(payload.output);
    return stored instanceof Promise ? stored.then(finish) : finish(stored);
  }

  /** Whoever is slow to carry an emergency stop out does not halt what was resumed when it was over. */
  #refuseLifted({ scope }: RunPayloads['HaltRun']): void {
    if (scope.kind === 'run' || !this.deps.control.wasLifted(scope.haltId)) return;
    throw new DomainError(
      'HALT.LIFTED',
      'conflict',
      `Emergency stop ${scope.haltId} was lifted: it halts nothing any more.`,
      {
        haltId: scope.haltId,
      },
    );
  }

  #fail(
    payload: RunPayloads['FailStep'],
    compiled: Compiled,
    { state, now, context }: Context,
  ): RunCommand | Promise<RunCommand> {
    const lease = leaseOf(startedRun(state), payload.leaseId, context.actor);
    const planStep = planStepOf(compiled.plan, lease.stepKey);
    const { error } = payload;
    return this.#withPayload(error.details, (details) => ({
      name: 'FailStep',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        random: this.deps.random(),
        priced: this.#priced(payload.usage, now),
        fingerprint: fingerprintOf(`${error.class}\n${error.code}`, planStep, error.message),
        details,
      },
    }));
  }

  async #edit(
    payload: RunPayloads['EditApproval'],
    compiled: Compiled,
    { state, now, context }: Context,
  ): Promise<RunCommandOf<'EditApproval'>> {
    const { run, approval } = pendingApproval(state, payload.approvalId, now);
    const planStep = planStepOf(compiled.plan, approval.stepKey);
    const nonce = newNonce();
    const params = await this.deps.payloads.stored(payload.params);
    const { personal } = this.deps.payloads;
    const keys = await this.deps.keysOf(keysIn(payload.params));
    const given = keys.length === 0 ? params.canonical : canonicalize(await personal.open(payload.params));
    return {
      name: 'EditApproval',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        approvalId: derived.approvalId(uuidV5(context.commandId, 'approval')),
        nonce: keys.length === 0 ? nonce : personal.sealText(keys, `${context.commandId}\nnonce`, nonce),
        params: params.payload,
        paramsHash: saltedHash(nonce, given),
        previousSummary: summaryBefore(run, compiled.plan, planStep),
      },
    };
  }

  async #skip(
    payload: RunPayloads['SkipStep'],
    compiled: Compiled,
    { now, context }: Context,
    asked: RunRequest,
  ): Promise<RunCommandOf<'SkipStep'>> {
    const planStep = planStepOf(compiled.plan, payload.stepKey);
    const output = asked.name === 'SkipStep' ? asked.payload.output : payload.output;
    const stored = payload.output === undefined ? undefined : await this.deps.payloads.stored(payload.output);
    const errors = output === undefined ? [] : errorsOf(planStep.outputSchema, output);
    return {
      name: 'SkipStep',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        output: stored?.payload,
        outputHash: stored?.hash,
        errors,
      },
    };
  }

  #withPayload<T>(
    value: Json | undefined,
    make: (payload: RunCommandOf<'FailStep'>['facts']['details']) => T,
  ): T | Promise<T> {
    if (value === undefined) return make(undefined);
    const stored = this.deps.payloads.stored(value);
    return stored instanceof Promise ? stored.then(({ payload }) => make(payload)) : make(stored.payload);
  }

  #priced(usage: readonly ReportedCall[], now: number): PricedCall[] {
    return usage.map((call) => priceCall(this.deps.prices, call, now));
  }
}

function errorsOf(schema: PlanStep['outputSchema'], value: Json): readonly SchemaError[] {
  const verdict = validateAgainst(schema, value);
  // What it says of a value names the members of it, which may be secrets themselves.
  return verdict.valid ? [] : redact(verdict.errors).value;
}

/** Equal failures have equal fingerprints: what varies (numbers, ids, quoted names) is taken out of the message. */
function fingerprintOf(kind: string, planStep: PlanStep, message: string): string {
  const steady = message.replace(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/gi, '#').replace(/\d+/g, '#');
  return hashOf([kind, planStep.id, steady]).slice(0, 16);
}

function noSuchVersion(workflowId: string, version: number | undefined, known: number): DomainError {
  if (known === 0)
    return new DomainError(
      'WORKFLOW.NOT_FOUND',
      'notFound',
      `There is no workflow "${workflowId}". \`missionctl workflow list\` shows the ones there are.`,
    );
  return new DomainError(
    'WORKFLOW.VERSION_NOT_FOUND',
    'notFound',
    `Workflow "${workflowId}" has no version ${version}; the latest is ${known}.`,
  );
}
