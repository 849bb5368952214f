import { formatPath } from '../kernel/edge-json.js';
import { canonicalize, type Json } from '../kernel/json.js';
import type { WorkflowDefinition } from './definition.js';

/** One field that differs; `before` is undefined when it is new, `after` when it is gone. */
export interface FieldChange {
  /** Within the step or the workflow: `budget.usd`, `inputs.files`, `dependsOn`. */
  readonly field: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export type StepChange =
  | { readonly kind: 'added' | 'removed'; readonly stepId: string }
  /** `moved`: it stands elsewhere among the steps that both versions have. */
  | {
      readonly kind: 'changed';
      readonly stepId: string;
      readonly moved: boolean;
      readonly fields: readonly FieldChange[];
    };

export interface DefinitionDiff {
  readonly same: boolean;
  readonly workflow: readonly FieldChange[];
  /** In the order of the later version, removed steps last. */
  readonly steps: readonly StepChange[];
}

/** The difference of two versions of a workflow by step (matched by id) and field. */
export function diffDefinitions(before: WorkflowDefinition, after: WorkflowDefinition): DefinitionDiff {
  const { steps: oldSteps, ...oldRest } = before;
  const { steps: newSteps, ...newRest } = after;
  const workflow = fieldChanges(oldRest, newRest);
  const old = new Map(oldSteps.map((step) => [step.id, step]));
  const now = new Set(newSteps.map(({ id }) => id));
  const moved = movedSteps(
    oldSteps.map(({ id }) => id).filter((id) => now.has(id)),
    newSteps.map(({ id }) => id).filter((id) => old.has(id)),
  );
  const steps: StepChange[] = newSteps.flatMap((step): StepChange[] => {
    const previous = old.get(step.id);
    if (previous === undefined) return [{ kind: 'added', stepId: step.id }];
    const fields = fieldChanges(previous, step);
    const elsewhere = moved.has(step.id);
    return fields.length > 0 || elsewhere ? [{ kind: 'changed', stepId: step.id, moved: elsewhere, fields }] : [];
  });
  for (const { id } of oldSteps) if (!now.has(id)) steps.push({ kind: 'removed', stepId: id });
  return { same: workflow.length === 0 && steps.length === 0, workflow, steps };
}

/** Lists and schemas are compared as wholes, other objects field by field. */
function fieldChanges(before: object, after: object, path: readonly string[] = []): FieldChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): FieldChange[] => {
    const [a, b]: unknown[] = [Reflect.get(before, key), Reflect.get(after, key)];
    const at = [...path, key];
    const whole = path.length === 0 && (key === 'output' || key === 'input');
    if (!whole && isRecord(a) && isRecord(b)) return fieldChanges(a, b, at);
    if (a !== undefined && b !== undefined && canonicalize(a) === canonicalize(b)) return [];
    if (a === b) return [];
    return [{ field: formatPath(at), before: jsonOf(a), after: jsonOf(b) }];
  });
}

/** Steps outside of the longest run of steps that kept their order. */
function movedSteps(before: readonly string[], after: readonly string[]): ReadonlySet<string> {
  const place = new Map(before.map((id, i) => [id, i]));
  const sequence = after.map((id) => place.get(id) ?? 0);
  // Longest increasing subsequence by patience sorting: tails[k] is the index of the smallest end of a run of length k + 1.
  const tails: number[] = [];
  const previous: (number | undefined)[] = [];
  const valueAt = (index: number | undefined): number => (index === undefined ? -1 : (sequence[index] ?? -1));
  for (const [i, value] of sequence.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (valueAt(tails[middle]) < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? tails[low - 1] : undefined;
    tails[low] = i;
  }
  const kept = new Set<number>();
  for (let at = tails.at(-1); at !== undefined; at = previous[at]) kept.add(at);
  return new Set(after.filter((_, i) => !kept.has(i)));
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A definition came from JSON: its canonical text parses back to the same. */
function jsonOf(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  const json: Json = JSON.parse(canonicalize(value));
  return json;
}
