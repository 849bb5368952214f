import { canonicalize, type Json } from '../../domain/kernel/json.js';
import type { MappedInputs, ReplayChanges, ReplayPayloads } from '../../domain/run/replay-plan.js';
import { evaluateInputs, type Scope } from '../facts/expressions.js';
import { sourcesOf, type Compiled } from './definitions.js';
import type { Payloads } from './payloads.js';
import type { ReplayStory } from './replay-story.js';

interface Mapping {
  readonly story: ReplayStory;
  readonly before: Compiled;
  readonly after: Compiled;
  readonly changes: ReplayChanges;
  readonly inputChanged: boolean;
  /** What is gone is not asked for. */
  readonly left: ReplayPayloads;
}

/** The mappings that refer to none of these steps. */
const without = (again: ReadonlySet<string>, mappings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(mappings).filter(([, text]) => !sourcesOf([text]).some((id) => again.has(id))));

const UNCHANGED: MappedInputs = { same: true, failure: [], failedBefore: false };

/**
 * What steps get in the origin and in the replay, evaluated by the engine that dispatches; values are compared, not hashes.
 * When nothing that goes into a mapping has changed, nothing is read and nothing evaluated.
 */
export async function mappingsOf(
  payloads: Payloads,
  { story, before, after, changes, inputChanged, left }: Mapping,
): Promise<(stepId: string, again: ReadonlySet<string>) => MappedInputs> {
  const givesOutputs = Object.keys(changes.outputs).length > 0;
  if (before.definition === after.definition && !inputChanged && !givesOutputs) return () => UNCHANGED;
  const outputs = new Map<string, Json>();
  const done = new Set([...story.results.values()].map(({ step }) => step.stepId));
  const wanted = new Set([...before.sources.values(), ...after.sources.values()].flat());
  for (const { step, output } of story.results.values())
    if (output !== undefined && wanted.has(step.stepId) && left.results.get(step.stepKey) !== 'gone')
      outputs.set(step.stepKey, await payloads.plain(output));
  const inputGone = left.input === 'gone';
  const input = inputGone ? null : await payloads.plain(story.input);
  const replayInput = inputChanged && changes.input !== undefined ? changes.input : input;
  const scope = (of: Compiled, stepId: string, runInput: Json, given: ReplayChanges['outputs']): Scope => {
    const steps: Record<string, { output: Json }> = {};
    for (const id of of.sources.get(stepId) ?? []) {
      // A given null is a result.
      const output = Object.hasOwn(given, id) ? given[id] : outputs.get(id);
      if (output !== undefined) steps[id] = { output };
    }
    return { input: runInput, steps };
  };
  return (stepId, again) => {
    const step = after.plan.byId.get(stepId);
    const old = before.plan.byId.get(stepId);
    if (!step) return UNCHANGED;
    // Of what cannot be read any more nothing can be said; that is a problem of its own.
    const sources = [...(before.sources.get(stepId) ?? []), ...(after.sources.get(stepId) ?? [])];
    const lacks = sources.some((id) => left.results.get(id) === 'gone' && !Object.hasOwn(changes.outputs, id));
    if (lacks || (inputGone && !inputChanged)) return UNCHANGED;
    const oldInputs = without(again, old?.inputs ?? {});
    const was = old && !inputGone ? evaluateInputs(oldInputs, scope(before, stepId, input, {})) : undefined;
    const is = evaluateInputs(without(again, step.inputs), scope(after, stepId, replayInput, changes.outputs));
    // Of a step that lacked results by then nothing can be said, nor of one whose results are gone.
    const couldMap = sourcesOf(Object.values(oldInputs)).every((id) => done.has(id) && left.results.get(id) !== 'gone');
    const failedBefore = couldMap && was?.ok === false;
    if (!is.ok) return { same: failedBefore, failure: is.problems, failedBefore };
    return {
      same: was?.ok === true && canonicalize(was.inputs) === canonicalize(is.inputs),
      failure: [],
      failedBefore,
    };
  };
}
