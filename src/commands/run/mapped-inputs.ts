import type { Recorded } from '../../domain/kernel/envelope.js';
import { ERASED, holdsEncrypted, isEncrypted, keysIn } from '../../domain/kernel/encrypted.js';
import { formatPath } from '../../domain/kernel/edge-json.js';
import type { StepKey } from '../../domain/kernel/ids.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import type { Payload } from '../../domain/kernel/payload.js';
import { redact } from '../../domain/kernel/redaction.js';
import { stepKeyOf } from '../../domain/run/readiness.js';
import type { Run, RunState } from '../../domain/run/state.js';
import type { PlanStep } from '../../domain/workflow/plan.js';
import type { Gathering } from '../aggregate.js';
import { checkExpression, evaluateInputs, type Scope } from '../facts/expressions.js';
import { memberOf } from '../protection/schema-marks.js';
import type { SubjectKey } from '../protection/subject-keys.js';
import type { Compiled } from './definitions.js';
import type { PayloadBudget } from './payload-budget.js';
import type { Payloads } from './payloads.js';
import { inputOf, outputOf, paramsOf, type RunAux } from './run-aux.js';

export interface MappingDeps {
  readonly payloads: Payloads;
  /** Payloads of all runs that are kept at hand. */
  readonly atHand: PayloadBudget;
  /** Keys of persons, by the ids that stand in the log; those that are gone are left out. */
  keysOf(ids: Iterable<string>): Promise<SubjectKey[]>;
}
type Context = Gathering<RunState, RunAux>;

export type Mapped =
  | {
      readonly ok: true;
      /** What the agent gets. */
      readonly value: Json;
      /** The same as it is stored: what is about persons encrypted. */
      readonly kept: Json;
      /** Of those persons. */
      readonly keys: readonly SubjectKey[];
      readonly from: readonly { readonly stepKey: StepKey; readonly revision: number }[];
    }
  | { readonly ok: false; readonly message: string };

/** A step's inputs: its mappings evaluated on the run's input and the outputs before it, or the parameters that a person has edited. */
export function mapInputs(
  deps: MappingDeps,
  run: Run,
  planStep: PlanStep,
  compiled: Compiled,
  context: Context,
): Mapped | Promise<Mapped> {
  const step = run.steps.get(stepKeyOf(planStep));
  if (step?.editedAt !== undefined) return editedInputs(deps, step.editedAt, context);
  const values = new Map<number, Json>();
  const reading: Promise<unknown>[] = [];
  const want = (revision: number, field: (event: Recorded) => Payload | undefined): void => {
    const value = valueAt(deps, context, revision, field);
    if (value instanceof Promise) reading.push(value.then((read) => values.set(revision, read)));
    else values.set(revision, value);
  };
  want(0, inputOf);
  const from: { stepKey: StepKey; revision: number }[] = [];
  for (const id of compiled.sources.get(planStep.id) ?? []) {
    const source = compiled.plan.byId.get(id);
    const before = source && run.steps.get(stepKeyOf(source));
    if (before?.outputAt === undefined) continue;
    from.push({ stepKey: before.stepKey, revision: before.outputAt });
    want(before.outputAt, outputOf);
  }
  const evaluate = (): Mapped | Promise<Mapped> => {
    const steps: Record<string, { output: Json }> = {};
    for (const { stepKey, revision } of from) steps[stepKey] = { output: values.get(revision) ?? null };
    const scope = { input: values.get(0) ?? null, steps };
    for (const value of values.values())
      if (holdsEncrypted(value)) return personalInputs(deps, planStep.inputs, scope, from, context);
    const evaluated = evaluateInputs(planStep.inputs, scope);
    if (!evaluated.ok) return failed(evaluated.problems);
    return { ok: true, value: evaluated.inputs, kept: evaluated.inputs, keys: [], from };
  };
  return reading.length === 0 ? evaluate() : Promise.all(reading).then(evaluate);
}

const failed = (problems: readonly { readonly path: string; readonly message: string }[]): Mapped => ({
  ok: false,
  message: problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
});

async function editedInputs({ payloads, keysOf }: MappingDeps, editedAt: number, { stream }: Context): Promise<Mapped> {
  const kept = await payloads.value(await payloads.at(stream, editedAt, paramsOf));
  const keys = await keysOf(keysIn(kept));
  return { ok: true, value: payloads.personal.openWith(keys, kept), kept, keys, from: [] };
}

/**
 * Expressions see what is about persons as it is. A result that is only taken from there, as a whole or as a part, is stored as it stood: each
 * person's part under that person's key. A result that was computed is stored encrypted as a whole, for all persons whose data its expression could see.
 * The keys are taken up once: one that is destroyed meanwhile must not leave something that was read with it and can no more be encrypted.
 */
async function personalInputs(
  { payloads: { personal }, keysOf }: MappingDeps,
  mappings: Readonly<Record<string, string>>,
  stored: Scope,
  from: Extract<Mapped, { ok: true }>['from'],
  { context: { commandId } }: Context,
): Promise<Mapped> {
  const held = await keysOf(keysIn(Object.values(stored.steps), keysIn(stored.input)));
  const those = (ids: ReadonlySet<string>): SubjectKey[] => held.filter(({ id }) => ids.has(id));
  const steps: Record<string, { output: Json }> = {};
  for (const [id, { output }] of Object.entries(stored.steps)) steps[id] = { output: personal.openWith(held, output) };
  const plain: Scope = { input: personal.openWith(held, stored.input), steps };
  const evaluated = evaluateInputs(mappings, plain);
  if (!evaluated.ok)
    // What an engine says of a value may hold the value.
    return failed(
      evaluated.problems.map(({ path }) => ({ path, message: 'cannot be evaluated on this personal data' })),
    );
  const { value } = redact(evaluated.inputs);
  const kept: Record<string, Json> = {};
  const used = new Set<string>();
  for (const [name, result] of Object.entries(value)) {
    const text = mappings[name] ?? '';
    const taken = evaluateInputs({ [name]: text }, stored);
    const copy = taken.ok ? taken.inputs[name] : undefined;
    if (copy !== undefined && canonicalize(personal.openWith(held, copy)) === canonicalize(result)) kept[name] = copy;
    else {
      const keys = those(keysSeenBy(text, stored));
      const place = `${commandId}\n${formatPath(['inputs', name])}`;
      // Every key is gone: there is nothing of anybody in it but that it was erased.
      kept[name] = keys.length === 0 ? ERASED : personal.seal(keys, place, result);
    }
    keysIn(kept[name], used);
  }
  return { ok: true, value, kept, keys: those(used), from };
}

/** Of everything that an expression refers to: of an output in whole, of the input the part that it names. */
function keysSeenBy(text: string, { input, steps }: Scope): Set<string> {
  const keys = new Set<string>();
  const checked = checkExpression(text);
  if (!checked.ok) return keys;
  for (const id of checked.stepRefs) keysIn(steps[id]?.output, keys);
  for (const path of checked.inputPaths) {
    let part: Json | undefined = input;
    for (const key of path) if (!isEncrypted(part)) part = memberOf(part, key);
    keysIn(part, keys);
  }
  return keys;
}

/** The run's input or an output as it is stored, at hand or from the log. */
function valueAt(
  { atHand, payloads }: MappingDeps,
  { aux, stream }: Context,
  revision: number,
  field: (event: Recorded) => Payload | undefined,
): Json | Promise<Json> {
  atHand.used(aux);
  const known = aux.payloads.get(revision);
  if (known !== undefined) return payloads.value(known);
  return payloads.at(stream, revision, field).then((payload) => {
    atHand.keep(aux, revision, payload);
    return payloads.value(payload);
  });
}
