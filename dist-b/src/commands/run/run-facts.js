import { DomainError } from "../../domain/kernel/errors.js";
import { derived } from "../../domain/kernel/ids.js";
import { keysIn } from "../../domain/kernel/encrypted.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { redact } from "../../domain/kernel/redaction.js";
import { priceCall } from "../../domain/pricing/price-table.js";
import { KeptResults } from "../../domain/run/kept-results.js";
import { leaseOf, pendingApproval, planStepOf, startedRun } from "../../domain/run/rejections.js";
import { latestVersion, versionOf } from "../../domain/workflow/state.js";
import { validateAgainst } from "../facts/schemas.js";
import { hashOf, saltedHash, uuidV5 } from "../hashing.js";
import { dispatchFacts, newNonce, summaryBefore } from "./dispatch-facts.js";
import { withChoices } from "./replay-planner.js";
class RunFactsGatherer {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  get payloads() {
    return this.deps.payloads;
  }
  /** Of a run that is to be started or replayed. */
  async definitionFor(request, gathering) {
    return request.name === "StartRun" ? (await this.#definitionFor(request.payload, gathering)).compiled : this.deps.replays.definitionOf(request.payload);
  }
  /** The version that a run is to be started with. */
  async #definitionFor({ workflowId, version: asked }, { aux }) {
    const versions = await this.deps.versions(workflowId), workflow = { id: workflowId, versions: [...versions] }, version = asked === void 0 ? latestVersion(workflow) : versionOf(workflow, asked);
    if (!version) throw noSuchVersion(workflowId, asked, versions.length);
    const compiled = await this.deps.definitions.get(version.hash, version.definition);
    return aux.compiled = compiled, { version, compiled };
  }
  gather(request, gathering, asked) {
    if (request.name === "StartRun") return this.#start(request.payload, gathering, asked);
    if (request.name === "ReplayRun") return this.#replay(request.payload, gathering, asked);
    const compiled = this.compiled(gathering.state, gathering.aux);
    return compiled instanceof Promise ? compiled.then((ready) => this.#withPlan(request, ready, gathering, asked)) : this.#withPlan(request, compiled, gathering, asked);
  }
  /** The run's definition, compiled, with the agents and models that were chosen for it. */
  compiled(state, aux) {
    if (aux.compiled) return aux.compiled;
    const { workflow, source } = startedRun(state), got = this.deps.definitions.get(workflow.hash, workflow.definition);
    return got instanceof Promise ? got.then((compiled) => aux.compiled = withChoices(compiled, source?.changes)) : aux.compiled = withChoices(got, source?.changes);
  }
  #withPlan(request, compiled, gathering, asked) {
    const { now, context } = gathering, facts = { now, actor: context.actor, plan: compiled.plan };
    switch (request.name) {
      case "CompleteStep":
        return this.#complete(request.payload, compiled, gathering, asked);
      case "FailStep":
        return this.#fail(request.payload, compiled, gathering);
      case "DispatchStep":
        return dispatchFacts(this.deps, request.payload, startedRun(gathering.state), compiled, gathering);
      case "ReportUsage":
        return {
          ...request,
          facts: { ...facts, random: this.deps.random(), priced: this.#priced(request.payload.usage, now) }
        };
      case "ReportProgress":
        return this.#withPayload(request.payload.data, (payload) => ({ ...request, facts: { ...facts, payload } }));
      case "RecordSideEffect":
        return this.#withPayload(request.payload.receipt, (payload) => ({ ...request, facts: { ...facts, payload } }));
      case "CarryOverResult":
        return this.#carryOver(request, facts, gathering);
      case "EditApproval":
        return this.#edit(request.payload, compiled, gathering);
      case "SkipStep":
        return this.#skip(request.payload, compiled, gathering, asked);
      case "LoseLease":
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case "TimeOutAttempt":
        return { ...request, facts: { ...facts, random: this.deps.random() } };
      case "ResumeRun":
        return this.#resume(request, facts, gathering);
      case "CancelRun":
        return { ...request, facts };
      case "HaltRun":
        return this.#refuseLifted(request.payload), { ...request, facts };
      case "PauseRun":
        return { ...request, facts };
      case "ChangeRunBudget":
        return { ...request, facts };
      case "Approve":
        return { ...request, facts };
      case "Reject":
        return { ...request, facts };
      case "RetryStep":
        return { ...request, facts };
      case "AbandonStep":
        return { ...request, facts };
      case "MoveLease":
        return { ...request, facts };
      case "ExpireApproval":
        return { ...request, facts };
      case "FailOnDeadline":
        return { ...request, facts };
      case "SettleReservation":
        return { ...request, facts };
    }
  }
  async #start(payload, gathering, asked) {
    const { now, context } = gathering, { version, compiled } = await this.#definitionFor(payload, gathering), input = asked.name === "StartRun" ? asked.payload.input : payload.input, errors = errorsOf(compiled.definition.input ?? !0, input);
    if (errors.length > 0)
      throw new DomainError(
        "RUN.INPUT_INVALID",
        "invalid",
        `The input does not fit the input schema of workflow "${payload.workflowId}" version ${version.version}.`,
        {
          problems: errors.map(({ path, message }) => ({
            path: path === "" ? "input" : path.startsWith("[") ? `input${path}` : `input.${path}`,
            message
          }))
        }
      );
    const stored = await this.deps.payloads.stored(payload.input), trigger = payload.trigger.context === void 0 ? void 0 : await this.deps.payloads.stored(payload.trigger.context), { control } = this.deps, haltedBecause = await control.haltedForSure(payload.workflowId);
    return {
      name: "StartRun",
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
          hash: version.hash
        },
        input: stored.payload,
        inputHash: stored.hash,
        context: trigger?.payload,
        controlRevision: control.revision,
        haltedBecause
      }
    };
  }
  async #replay(payload, { now, context, aux, protection }, asked) {
    const { replays, control } = this.deps, planned = await replays.plan(asked.name === "ReplayRun" ? asked.payload : payload, now), { input, inputHash, source } = await replays.prepare(planned, payload.changes);
    aux.compiled = planned.compiled, protection.keys = [.../* @__PURE__ */ new Set([...protection.keys, ...await this.#keysIn(input)])];
    const haltedBecause = await control.haltedForSure(planned.workflow.id);
    return {
      name: "ReplayRun",
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: planned.compiled.plan,
        workflow: planned.workflow,
        input,
        inputHash,
        context: void 0,
        source,
        controlRevision: control.revision,
        haltedBecause
      }
    };
  }
  async #carryOver(request, facts, { state, aux, protection }) {
    const { source } = startedRun(state);
    source && (aux.kept ??= KeptResults.parse(await this.deps.payloads.blobs.get(source.carried)));
    const kept = aux.kept?.[request.payload.index];
    if (!kept)
      throw new DomainError(
        "REPLAY.NO_SUCH_RESULT",
        "unavailable",
        `The run keeps no result ${request.payload.index}.`
      );
    return protection.keys = await this.#keysIn(kept.output), { ...request, facts: { ...facts, kept } };
  }
  /** Ids of the keys under which something in a payload stands: the envelope says them of what is taken over, too. */
  async #keysIn(payload) {
    return payload === void 0 ? [] : [...keysIn(await this.deps.payloads.value(payload))];
  }
  async #resume(request, facts, { state }) {
    const { control } = this.deps, { halt, workflow } = startedRun(state);
    halt && halt.scope.kind !== "run" && !control.wasLifted(halt.scope.haltId) && await control.refresh();
    const haltedBecause = await control.haltedForSure(workflow.id);
    return { ...request, facts: { ...facts, controlRevision: control.revision, haltedBecause } };
  }
  #complete(payload, compiled, { state, now, context }, asked) {
    const lease = leaseOf(startedRun(state), payload.leaseId, context.actor), planStep = planStepOf(compiled.plan, lease.stepKey), output = asked.name === "CompleteStep" ? asked.payload.output : payload.output, errors = errorsOf(planStep.outputSchema, output), finish = (stored2) => ({
      name: "CompleteStep",
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        random: this.deps.random(),
        priced: this.#priced(payload.usage, now),
        fingerprint: errors.length === 0 ? "" : fingerprintOf(
          "outputRejected",
          planStep,
          errors.map(({ path, message }) => `${path} ${message}`).join(`
`)
        ),
        output: stored2.payload,
        outputHash: stored2.hash,
        schemaHash: compiled.schemaHashes.get(planStep.id) ?? "",
        errors
      }
    }), stored = this.deps.payloads.stored(payload.output);
    return stored instanceof Promise ? stored.then(finish) : finish(stored);
  }
  /** Whoever is slow to carry an emergency stop out does not halt what was resumed when it was over. */
  #refuseLifted({ scope }) {
    if (!(scope.kind === "run" || !this.deps.control.wasLifted(scope.haltId)))
      throw new DomainError(
        "HALT.LIFTED",
        "conflict",
        `Emergency stop ${scope.haltId} was lifted: it halts nothing any more.`,
        {
          haltId: scope.haltId
        }
      );
  }
  #fail(payload, compiled, { state, now, context }) {
    const lease = leaseOf(startedRun(state), payload.leaseId, context.actor), planStep = planStepOf(compiled.plan, lease.stepKey), { error } = payload;
    return this.#withPayload(error.details, (details) => ({
      name: "FailStep",
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        random: this.deps.random(),
        priced: this.#priced(payload.usage, now),
        fingerprint: fingerprintOf(`${error.class}
${error.code}`, planStep, error.message),
        details
      }
    }));
  }
  async #edit(payload, compiled, { state, now, context }) {
    const { run, approval } = pendingApproval(state, payload.approvalId, now), planStep = planStepOf(compiled.plan, approval.stepKey), nonce = newNonce(), params = await this.deps.payloads.stored(payload.params), { personal } = this.deps.payloads, keys = await this.deps.keysOf(keysIn(payload.params)), given = keys.length === 0 ? params.canonical : canonicalize(await personal.open(payload.params));
    return {
      name: "EditApproval",
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        approvalId: derived.approvalId(uuidV5(context.commandId, "approval")),
        nonce: keys.length === 0 ? nonce : personal.sealText(keys, `${context.commandId}
nonce`, nonce),
        params: params.payload,
        paramsHash: saltedHash(nonce, given),
        previousSummary: summaryBefore(run, compiled.plan, planStep)
      }
    };
  }
  async #skip(payload, compiled, { now, context }, asked) {
    const planStep = planStepOf(compiled.plan, payload.stepKey), output = asked.name === "SkipStep" ? asked.payload.output : payload.output, stored = payload.output === void 0 ? void 0 : await this.deps.payloads.stored(payload.output), errors = output === void 0 ? [] : errorsOf(planStep.outputSchema, output);
    return {
      name: "SkipStep",
      payload,
      facts: {
        now,
        actor: context.actor,
        plan: compiled.plan,
        output: stored?.payload,
        outputHash: stored?.hash,
        errors
      }
    };
  }
  #withPayload(value, make) {
    if (value === void 0) return make(void 0);
    const stored = this.deps.payloads.stored(value);
    return stored instanceof Promise ? stored.then(({ payload }) => make(payload)) : make(stored.payload);
  }
  #priced(usage, now) {
    return usage.map((call) => priceCall(this.deps.prices, call, now));
  }
}
function errorsOf(schema, value) {
  const verdict = validateAgainst(schema, value);
  return verdict.valid ? [] : redact(verdict.errors).value;
}
function fingerprintOf(kind, planStep, message) {
  const steady = message.replace(/[0-9a-f]{8,}(-[0-9a-f]{4,})*/gi, "#").replace(/\d+/g, "#");
  return hashOf([kind, planStep.id, steady]).slice(0, 16);
}
function noSuchVersion(workflowId, version, known) {
  return known === 0 ? new DomainError(
    "WORKFLOW.NOT_FOUND",
    "notFound",
    `There is no workflow "${workflowId}". \`missionctl workflow list\` shows the ones there are.`
  ) : new DomainError(
    "WORKFLOW.VERSION_NOT_FOUND",
    "notFound",
    `Workflow "${workflowId}" has no version ${version}; the latest is ${known}.`
  );
}
export {
  RunFactsGatherer
};
//# sourceMappingURL=run-facts.js.map
