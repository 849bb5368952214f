import { randomBytes } from 'node:crypto';
import { DomainError } from '../../domain/kernel/errors.js';
import { derived } from '../../domain/kernel/ids.js';
import type { Json } from '../../domain/kernel/json.js';
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
import { leaseOf, pendingApproval, planStepOf, startedRun } from '../../domain/run/rejections.js';
import type { RunState } from '../../domain/run/state.js';
import { latestVersion, versionOf, type WorkflowVersion } from '../../domain/workflow/state.js';
import type { PlanStep } from '../../domain/workflow/plan.js';
import type { Gathering } from '../aggregate.js';
import { validateAgainst } from '../facts/schemas.js';
import { hashOf, saltedHash, uuidV5 } from '../hashing.js';
import { dispatchFacts, summaryBefore, type DispatchDeps } from './dispatch-facts.js';
import type { Compiled, Definitions } from './definitions.js';
import type { RunAux } from './run-aux.js';

export interface RunFactsDeps extends DispatchDeps {
  readonly definitions: Definitions;
  readonly prices: PriceTable;
  /** In [0, 1). */
  random(): number;
  /** Versions of a workflow, as its stream says. */
  versions(workflowId: string): Promise<readonly WorkflowVersion[]>;
}

type Context = Gathering<RunState, RunAux>;

/** Looks up what a run's decider wants to know. The only impure part of a decision. */
export class RunFactsGatherer {
  constructor(readonly deps: RunFactsDeps) {}

  gather(request: RunRequest, gathering: Context): RunCommand | Promise<RunCommand> {
    if (request.name === 'StartRun') return this.#start(request.payload, gathering);
    const compiled = this.compiled(gathering.state, gathering.aux);
    return compiled instanceof Promise
      ? compiled.then((ready) => this.#withPlan(request, ready, gathering))
      : this.#withPlan(request, compiled, gathering);
  }

  /** The run's definition, compiled. */
  compiled(state: RunState, aux: RunAux): Compiled | Promise<Compiled> {
    if (aux.compiled) return aux.compiled;
    const { workflow } = startedRun(state);
    const got = this.deps.definitions.get(workflow.hash, workflow.definition);
    if (!(got instanceof Promise)) return (aux.compiled = got);
    return got.then((compiled) => (aux.compiled = compiled));
  }

  #withPlan(
    request: Exclude<RunRequest, { name: 'StartRun' }>,
    compiled: Compiled,
    gathering: Context,
  ): RunCommand | Promise<RunCommand> {
    const { now, context } = gathering;
    const facts: Facts & { plan: Compiled['plan'] } = { now, actor: context.actor, plan: compiled.plan };
    switch (request.name) {
      case 'CompleteStep':
        return this.#complete(request.payload, compiled, gathering);
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
      case 'EditApproval':
        return this.#edit(request.payload, compiled, gathering);
      case 'SkipStep':
        return this.#skip(request.payload, compiled, gathering);
      case 'LoseLease':
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case 'TimeOutAttempt':
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case 'ResumeRun':
        return this.#resume(request, facts, gathering);
      case 'CancelRun':
        return { ...request, facts };
      case 'HaltRun':
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

  async #start(payload: RunPayloads['StartRun'], { now, context, aux }: Context): Promise<RunCommandOf<'StartRun'>> {
    const versions = await this.deps.versions(payload.workflowId);
    const workflow = { id: payload.workflowId, versions: [...versions] };
    const version = payload.version === undefined ? latestVersion(workflow) : versionOf(workflow, payload.version);
    if (!version) throw noSuchVersion(payload.workflowId, payload.version, versions.length);
    const compiled = await this.deps.definitions.get(version.hash, version.definition);
    aux.compiled = compiled;
    const errors = errorsOf(compiled.definition.input ?? true, payload.input);
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
    const input = await this.deps.payloads.stored(payload.input);
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
        input: input.payload,
        inputHash: input.hash,
        context: trigger?.payload,
        controlRevision: control.revision,
        haltedBecause,
      },
    };
  }

  async #resume(
    request: Extract<RunRequest, { name: 'ResumeRun' }>,
    facts: Facts & { readonly plan: Compiled['plan'] },
    { state }: Context,
  ): Promise<RunCommandOf<'ResumeRun'>> {
    const { control } = this.deps;
    const haltedBecause = await control.haltedForSure(startedRun(state).workflow.id);
    return { ...request, facts: { ...facts, controlRevision: control.revision, haltedBecause } };
  }

  #complete(
    payload: RunPayloads['CompleteStep'],
    compiled: Compiled,
    { state, now, context }: Context,
  ): RunCommand | Promise<RunCommand> {
    const lease = leaseOf(startedRun(state), payload.leaseId, context.actor);
    const planStep = planStepOf(compiled.plan, lease.stepKey);
    const errors = errorsOf(planStep.outputSchema, payload.output);
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
    const nonce = randomBytes(16).toString('hex');
    const params = await this.deps.payloads.stored(payload.params);
    return {
      name: 'EditApproval',
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        approvalId: derived.approvalId(uuidV5(context.commandId, 'approval')),
        nonce,
        params: params.payload,
        paramsHash: saltedHash(nonce, params.canonical),
        previousSummary: summaryBefore(run, compiled.plan, planStep),
      },
    };
  }

  async #skip(
    payload: RunPayloads['SkipStep'],
    compiled: Compiled,
    { now, context }: Context,
  ): Promise<RunCommandOf<'SkipStep'>> {
    const planStep = planStepOf(compiled.plan, payload.stepKey);
    const { output } = payload;
    const stored = output === undefined ? undefined : await this.deps.payloads.stored(output);
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
  return verdict.valid ? [] : verdict.errors;
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
