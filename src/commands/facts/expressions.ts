import vm from 'node:vm';
import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import type { Problem } from '../../domain/kernel/errors.js';
import type { Json, JsonObject } from '../../domain/kernel/json.js';
import { jsonOf, newRoom, type Room } from './expression-result.js';
import { referencesOf, type References } from './expression-references.js';
import { compilePattern, type LinearPattern } from './linear-pattern.js';

/**
 * Expressions of a workflow's input mappings: CEL (https://cel.dev) over two variables.
 *
 * - `input` is the run's input: `input.repository`, `input["unit price"]`.
 * - `steps.<id>.output` is the output of a step before this one: `steps.collect.output.files`. A step id with dashes (or one that begins
 *   with a digit) is written in brackets: `steps["risk-summary"].output` (`steps.risk-summary` is a subtraction in CEL).
 * - Numbers: JSON has doubles, CEL's literals are integers. Arithmetic may mix them here: `input.count + 1`, `input.total / 2`, `input.n % 2 == 0`.
 * - A member that may be missing: `has(input.limit) ? input.limit : 10`, or `input.?limit.orValue(10)`. When the whole expression is `input.?limit`
 *   and there is none, the step gets no such input.
 * - Loops: map, filter, all, exists, exists_one, at most two inside each other. `matches` runs on a linear-time engine (RE2 syntax). There is no cel.bind.
 *
 * Evaluation reaches nothing but its scope, takes at most 100 ms of the processor, and gives plain JSON; the inputs of a step are at most 1 MiB together.
 */
export interface CompiledExpression extends References {
  readonly text: string;
  /** Results that are given the same room are at most 1 MiB together. */
  evaluate(
    scope: Scope,
    room?: Room,
  ): { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly message: string };
}

/** What an expression can see. */
export interface Scope {
  readonly input: Json;
  /** Step id -> its accepted output. */
  readonly steps: Readonly<Record<string, { readonly output: Json }>>;
}

export type Compilation =
  { readonly ok: true; readonly expression: CompiledExpression } | { readonly ok: false; readonly message: string };

export const MAX_EXPRESSION = 2_000;
const MAX_COMPILED = 5_000;
/** Of the processor: 100,000 numbers are filtered in half of it. */
const TIME_LIMIT_MS = 100;
/** The clock that stops an attempt is the wall's: one in which the process had less than its time says nothing, and is made again with twice as much. */
const LONGEST_ATTEMPT_MS = 16 * TIME_LIMIT_MS;
const ALMOST = 0.9;

/** Compiles, checks types as far as they are known, and finds what is referred to. Never throws. */
export function compileExpression(text: string): Compilation {
  const { cache } = engine();
  let compiled = cache.get(text);
  if (compiled === undefined) {
    compiled = compile(text);
    if (cache.size >= MAX_COMPILED) cache.clear();
    cache.set(text, compiled);
  }
  return compiled;
}

/** The references of an expression, for the checks when a workflow is saved. */
export function checkExpression(
  text: string,
):
  | { readonly ok: true; readonly stepRefs: string[]; readonly inputPaths: string[][] }
  | { readonly ok: false; readonly message: string } {
  const compiled = compileExpression(text);
  if (!compiled.ok) return compiled;
  return { ok: true, stepRefs: compiled.expression.stepRefs, inputPaths: compiled.expression.inputPaths };
}

/** A step's inputs from its mappings (input name -> expression): all of them, or every problem with its path (`inputs.files`). Never throws. */
export function evaluateInputs(
  mappings: Readonly<Record<string, string>>,
  scope: Scope,
): { readonly ok: true; readonly inputs: JsonObject } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const inputs: Record<string, Json> = {};
  const problems: Problem[] = [];
  const room = newRoom();
  for (const [name, text] of Object.entries(mappings)) {
    const compiled = compileExpression(text);
    const result = compiled.ok ? compiled.expression.evaluate(scope, room) : compiled;
    if (!result.ok) problems.push({ path: `inputs.${name}`, message: result.message });
    else if (result.value !== undefined) inputs[name] = result.value;
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, inputs };
}

interface Engine {
  readonly environment: Environment;
  readonly cache: Map<string, Compilation>;
  readonly patterns: Map<string, LinearPattern>;
}
let current: Engine | undefined;

function engine(): Engine {
  current ??= { environment: environment(), cache: new Map(), patterns: new Map() };
  return current;
}

function environment(): Environment {
  const made = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: 1_000, maxDepth: 64, maxListElements: 500, maxMapEntries: 500, maxCallArguments: 8 },
  })
    .registerVariable('input', 'dyn')
    .registerVariable('steps', 'dyn')
    .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, matches);
  const arithmetic: Record<string, (a: number, b: number) => number> = {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
  };
  for (const [operator, apply] of Object.entries(arithmetic)) {
    const mixed = (a: unknown, b: unknown): number => apply(Number(a), Number(b));
    made
      .registerOperator(`double ${operator} int: double`, mixed)
      .registerOperator(`int ${operator} double: double`, mixed);
    // CEL has no remainder of doubles, and every number of JSON is one.
    if (operator === '%') made.registerOperator('double % double: double', mixed);
  }
  return made;
}

/** The library's own `matches` backtracks and cannot be registered anew: calls of it are renamed to this one. */
const LINEAR_MATCHES = 'matchesInLinearTime';

function matches(text: string, pattern: string): boolean {
  const { patterns } = engine();
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = compilePattern(pattern);
    if (patterns.size >= 200) patterns.clear();
    patterns.set(pattern, compiled);
  }
  return compiled.test(text);
}

function renameMatches(node: ASTNode): void {
  if (node.op === 'rcall' && node.args[0] === 'matches') node.args[0] = LINEAR_MATCHES;
  const open: unknown[] = [node.args];
  while (open.length > 0) {
    const part = open.pop();
    if (Array.isArray(part)) open.push(...part);
    else if (isNode(part)) renameMatches(part);
  }
}

function isNode(part: unknown): part is ASTNode {
  return typeof part === 'object' && part !== null && 'op' in part && 'args' in part;
}

function compile(text: string): Compilation {
  if (text.length > MAX_EXPRESSION)
    return { ok: false, message: `an expression has at most ${MAX_EXPRESSION} characters` };
  try {
    const parsed = engine().environment.parse(text);
    const references = referencesOf(parsed.ast);
    renameMatches(parsed.ast);
    const { valid, error } = parsed.check();
    if (!valid) throw error;
    return {
      ok: true,
      expression: { text, ...references, evaluate: (scope, room) => evaluate(parsed, references.heavy, scope, room) },
    };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

function evaluate(
  parsed: ParseResult,
  heavy: boolean,
  scope: Scope,
  room: Room | undefined,
): { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly message: string } {
  const context = { input: scope.input, steps: scope.steps };
  try {
    const result: unknown = heavy ? withinTime(() => parsed(context)).result : parsed(context);
    return { ok: true, value: jsonOf(result, room) };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

const guard: { run: () => unknown; result: unknown } = { run: () => undefined, result: undefined };
let guarded: { script: vm.Script; context: vm.Context } | undefined;

/**
 * Runs a function of this process, and stops it when its time is over. The script is only the carrier of the time limit: a loop over large lists
 * must not block every run of the process. Costs about 0.15 ms, so only expressions that may take long go through here.
 */
function withinTime(run: () => unknown): { readonly result: unknown } {
  guarded ??= { script: new vm.Script('guard.result = guard.run()'), context: vm.createContext({ guard }) };
  guard.run = run;
  try {
    for (let timeout = TIME_LIMIT_MS; timeout <= LONGEST_ATTEMPT_MS; timeout *= 2) {
      const before = process.cpuUsage();
      const done = attempt(guarded, timeout);
      if (done) return done;
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1_000 >= TIME_LIMIT_MS * ALMOST) break;
    }
    return tooLong();
  } finally {
    guard.result = undefined;
  }
}

/** Undefined when the time was over. */
function attempt(
  { script, context }: NonNullable<typeof guarded>,
  timeout: number,
): { readonly result: unknown } | undefined {
  try {
    script.runInContext(context, { timeout });
    return { result: guard.result };
  } catch (error) {
    // The error is of the script's own realm: no instance of this one's Error.
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

function tooLong(): never {
  // Whatever was interrupted may be half done: start afresh.
  current = undefined;
  throw new Error(`takes longer than ${TIME_LIMIT_MS} ms on this data`);
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

/** The library's errors say in `summary` what is wrong, in `message` the same with the source drawn below. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const summary: unknown = Reflect.get(error, 'summary');
  const range: unknown = Reflect.get(error, 'range');
  const text = typeof summary === 'string' && summary !== '' ? summary : (error.message.split('\n')[0] ?? error.name);
  const start: unknown = typeof range === 'object' && range !== null ? Reflect.get(range, 'start') : undefined;
  const clipped = text.length > 300 ? `${text.slice(0, 299)}…` : text;
  return typeof start === 'number' ? `${clipped} (at character ${start + 1})` : clipped;
}
