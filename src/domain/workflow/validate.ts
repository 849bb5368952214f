import { checkJson, formatPath } from '../kernel/edge-json.js';
import type { Problem } from '../kernel/errors.js';
import { secretShapesIn } from '../kernel/redaction.js';
import { zodProblems } from '../kernel/zod-problems.js';
import { definitionWarnings } from './definition-warnings.js';
import { MAX_STEPS, WorkflowDefinition, type JsonSchema } from './definition.js';
import { dependencyGraph } from './graph.js';
import { missingInputField } from './input-fields.js';
import { readLoosely, type LooseDefinition, type LooseStep } from './loose-definition.js';

/** What the domain cannot know by itself: the language of expressions and of schemas. Both answer for any input and never throw. */
export interface DefinitionTools {
  checkExpression(text: string):
    | {
        readonly ok: true;
        /** Ids of the steps whose output is used. */
        readonly stepRefs: readonly string[];
        /** Paths into the run's input. */
        readonly inputPaths: readonly (readonly string[])[];
      }
    | { readonly ok: false; readonly message: string };
  /** Paths of problems are within the schema. */
  checkSchema(schema: unknown): readonly Problem[];
}

export interface DefinitionVerdict {
  /** Present when there is no problem. */
  readonly definition?: WorkflowDefinition;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Steps of a cycle that are named. */
const MAX_NAMED = 20;
const MAX_SUGGESTIONS = 100;

/**
 * Everything that is wrong with a definition, at once, each with its path (`steps[2].dependsOn[0]`), in the order of the document. A problem of
 * shape does not hide the others: what can be read is checked. Warnings are about definitions that can be saved, and may be wrong.
 */
export function checkDefinition(input: unknown, tools: DefinitionTools): DefinitionVerdict {
  const outside = checkJson(input);
  if (outside.some(({ code }) => code === 'JSON.TOO_DEEP' || code === 'JSON.TOO_MANY_PARTS'))
    return { problems: outside, warnings: [] };

  const parsed = WorkflowDefinition.safeParse(input, { reportInput: true });
  const shape = parsed.success ? [] : zodProblems(parsed.error);
  const loose = readLoosely(input);
  if (loose.steps.length > MAX_STEPS) return { problems: [...outside, ...shape], warnings: [] };

  const told = new Set([...outside, ...shape].map(({ path }) => path));
  const semantic = [...secretProblems(input), ...semanticProblems(loose, tools)].filter(({ path }) => !told.has(path));
  const problems = inOrder([...outside, ...shape, ...semantic]);
  const warnings = inOrder(definitionWarnings(loose));
  return parsed.success && problems.length === 0
    ? { definition: parsed.data, problems, warnings }
    : { problems, warnings };
}

function semanticProblems(definition: LooseDefinition, tools: DefinitionTools): Problem[] {
  const problems: Problem[] = [];
  const { steps } = definition;
  const first = new Map<string, LooseStep>();
  for (const step of steps) {
    if (step.id === undefined) continue;
    const other = first.get(step.id);
    if (other === undefined) first.set(step.id, step);
    else
      problems.push({
        path: `steps[${step.index}].id`,
        message: `"${step.id}" is already the id of steps[${other.index}]`,
        code: 'DEFINITION.DUPLICATE_ID',
      });
  }
  const graph = dependencyGraph(
    steps.flatMap(({ id, dependsOn }) =>
      id === undefined ? [] : [{ id, dependsOn: dependsOn.map((edge) => edge.id) }],
    ),
  );
  for (const cycle of graph.cycles)
    problems.push({
      path: 'steps',
      message: `these steps wait for each other: ${shortened(cycle)}`,
      code: 'DEFINITION.CYCLE',
    });

  if (definition.input !== undefined) problems.push(...schemaProblems(definition.input, 'input', tools));
  const noStep = unknownStep([...first.keys()]);
  for (const step of steps) {
    problems.push(...dependencyProblems(step, first, noStep));
    problems.push(...inputProblems(step, definition.input, first, graph.isBefore, noStep, tools));
    if (step.output !== undefined) problems.push(...schemaProblems(step.output, `steps[${step.index}].output`, tools));
  }
  return problems;
}

/** A definition is kept as it was written, for good: it is refused rather than changed. */
function secretProblems(input: unknown): Problem[] {
  return secretShapesIn(input).map(({ path, rule }) => ({
    path,
    message: `looks like a secret (${rule}), and a definition is kept for good: name it instead, {"$secret": "name"}`,
    code: 'DEFINITION.SECRET',
  }));
}

/** A cycle may have thousands of steps: the first and the last ones say where it is. */
function shortened(cycle: string): string {
  const ids = cycle.split(' -> ');
  const left = ids.length - MAX_NAMED;
  if (left <= 0) return cycle;
  const half = MAX_NAMED / 2;
  return [...ids.slice(0, half), `(${left} more)`, ...ids.slice(-half)].join(' -> ');
}

function dependencyProblems(
  step: LooseStep,
  steps: ReadonlyMap<string, LooseStep>,
  noStep: (id: string) => string,
): Problem[] {
  return step.dependsOn.flatMap(({ index, id }): Problem[] => {
    const path = `steps[${step.index}].dependsOn[${index}]`;
    if (id === step.id)
      return [{ path, message: 'a step cannot depend on itself', code: 'DEFINITION.SELF_DEPENDENCY' }];
    return steps.has(id) ? [] : [{ path, message: noStep(id), code: 'DEFINITION.UNKNOWN_STEP' }];
  });
}

function inputProblems(
  step: LooseStep,
  input: JsonSchema | undefined,
  steps: ReadonlyMap<string, LooseStep>,
  isBefore: (id: string, other: string) => boolean,
  noStep: (id: string) => string,
  tools: DefinitionTools,
): Problem[] {
  return step.inputs.flatMap(({ name, text }): Problem[] => {
    const path = formatPath(['steps', step.index, 'inputs', name]);
    const checked = tools.checkExpression(text);
    if (!checked.ok) return [{ path, message: checked.message, code: 'DEFINITION.EXPRESSION' }];
    const problems: Problem[] = [];
    for (const id of checked.stepRefs) {
      if (!steps.has(id)) problems.push({ path, message: noStep(id), code: 'DEFINITION.UNKNOWN_STEP' });
      else if (step.id === undefined || !isBefore(id, step.id))
        problems.push({
          path,
          message:
            id === step.id
              ? 'a step cannot use its own output'
              : `"${id}" is not a step before this one: name it in dependsOn, or use another`,
          code: 'DEFINITION.NOT_BEFORE',
        });
    }
    for (const wanted of checked.inputPaths) {
      const missing = missingInputField(input, wanted);
      if (missing !== undefined) problems.push({ path, message: missing, code: 'DEFINITION.UNKNOWN_INPUT' });
    }
    return problems;
  });
}

function schemaProblems(schema: JsonSchema, path: string, tools: DefinitionTools): Problem[] {
  return tools.checkSchema(schema).map((problem) => ({
    path: problem.path === '' || problem.path.startsWith('[') ? path + problem.path : `${path}.${problem.path}`,
    message: problem.message,
    code: 'DEFINITION.SCHEMA',
  }));
}

/** Says that there is no such step, and which one may have been meant. That is looked for among all steps, so for the first few only. */
function unknownStep(known: readonly string[]): (id: string) => string {
  const near = new Map<string, string | undefined>();
  return (id) => {
    if (!near.has(id) && near.size < MAX_SUGGESTIONS)
      near.set(
        id,
        known.find((other) => areNear(id, other)),
      );
    const meant = near.get(id);
    return `there is no step "${id}"${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
  };
}

/** At most one letter wrong, missing, too much, or two changed places; dashes and underscores count for nothing. */
function areNear(a: string, b: string): boolean {
  const [x, y] = [a, b].map((id) => id.toLowerCase().replaceAll(/[-_]/g, ''));
  if (x === undefined || y === undefined || Math.abs(x.length - y.length) > 1) return false;
  let start = 0;
  while (start < x.length && x[start] === y[start]) start++;
  const rest = (text: string, skip: number): string => text.slice(start + skip);
  return (
    rest(x, 1) === rest(y, 1) ||
    rest(x, 1) === rest(y, 0) ||
    rest(x, 0) === rest(y, 1) ||
    (x[start] === y[start + 1] && x[start + 1] === y[start] && rest(x, 2) === rest(y, 2))
  );
}

/** Of the workflow first, then step by step. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const placeOf = ({ path }: Problem): number => {
    const step = /^steps\[(\d+)\]/.exec(path)?.[1];
    return step === undefined ? -1 : Number(step);
  };
  return [...problems].sort((a, b) => placeOf(a) - placeOf(b));
}
