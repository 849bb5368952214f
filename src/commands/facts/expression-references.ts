import type { ASTNode } from '@marcbachmann/cel-js';
import { isForbiddenKey } from '../../domain/kernel/edge-json.js';

/** What an expression refers to, found without evaluating it. */
export interface References {
  /** Ids of the steps whose output is used, in order of appearance, each once. */
  readonly stepRefs: string[];
  /** Paths into the run's input as far as they are written out: `input.a.b[0].c` is [a, b]; `input` alone is []. */
  readonly inputPaths: string[][];
  /** Whether evaluation may take long: it loops, matches patterns, or joins many lists. */
  readonly heavy: boolean;
}

/** Methods that bind their first argument as a variable for the others. */
const LOOPS = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);
/** Names of types, as in `type(input.x) == string`. */
const TYPE_NAMES = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']);
const MAX_NESTED_LOOPS = 2;
const MANY_JOINS = 8;
const PLAIN_ID = /^[a-z][a-z0-9]*$/;

/** Raised for an expression that is CEL, but not one that may stand in a workflow; the message says what to write. */
export class UnknownReference extends Error {}

/** Throws a UnknownReference on a variable that does not exist and on a step that is not named by a constant. */
export function referencesOf(root: ASTNode): References {
  const stepRefs = new Set<string>();
  const inputPaths = new Map<string, string[]>();
  let loops = 0;
  let joins = 0;
  let patterns = 0;

  const visit = (node: ASTNode, bound: ReadonlySet<string>, nested: number): void => {
    const inner = (child: ASTNode): void => visit(child, bound, nested);
    switch (node.op) {
      case 'value':
        return;
      case 'id':
      case '.':
      case '.?':
      case '[]':
      case '[?]':
        access(node, bound, inner);
        return;
      case 'call':
        if (node.args[0] === 'matches') patterns++;
        node.args[1].forEach(inner);
        return;
      case 'rcall': {
        const [name, receiver, args] = node.args;
        if (name === 'matches') patterns++;
        inner(receiver);
        const [variable, ...body] = args;
        if (!LOOPS.has(name) || variable?.op !== 'id' || body.length === 0) {
          args.forEach(inner);
          return;
        }
        loops++;
        if (variable.args === 'input' || variable.args === 'steps')
          throw new UnknownReference(`"${variable.args}" cannot be the variable of ${name}(): choose another name`);
        if (nested >= MAX_NESTED_LOOPS)
          throw new UnknownReference(
            `${name}() is nested too deep: at most ${MAX_NESTED_LOOPS} loops inside each other`,
          );
        const within = new Set(bound).add(variable.args);
        for (const part of body) visit(part, within, nested + 1);
        return;
      }
      case 'list':
        node.args.forEach(inner);
        return;
      case 'map':
        for (const [key, value] of node.args) {
          // The library leaves such members out without a word.
          if (key.op === 'value' && typeof key.args === 'string' && isForbiddenKey(key.args))
            throw new UnknownReference(`a map must not have the key "${key.args}"`);
          inner(key);
          inner(value);
        }
        return;
      case '!_':
      case '-_':
        inner(node.args);
        return;
      case '+':
        joins++;
        node.args.forEach(inner);
        return;
      case '?:':
      case '||':
      case '&&':
      case '!=':
      case '==':
      case 'in':
      case '-':
      case '*':
      case '/':
      case '%':
      case '<':
      case '<=':
      case '>':
      case '>=':
        for (const child of node.args) inner(child);
        return;
    }
  };

  /** A variable, with what is selected from it. */
  const access = (node: ASTNode, bound: ReadonlySet<string>, inner: (child: ASTNode) => void): void => {
    const selectors: (string | undefined)[] = [];
    let base = node;
    while (base.op === '.' || base.op === '.?' || base.op === '[]' || base.op === '[?]') {
      const [of, selector] = base.args;
      if (typeof selector === 'string') selectors.unshift(selector);
      else {
        selectors.unshift(selector.op === 'value' && typeof selector.args === 'string' ? selector.args : undefined);
        inner(selector);
      }
      base = of;
    }
    if (base.op !== 'id') return inner(base);
    if (bound.has(base.args)) return;
    if (base.args === 'steps') stepRefs.add(stepOf(selectors, node.input));
    else if (base.args === 'input') {
      const end = selectors.indexOf(undefined);
      const path = selectors.slice(0, end < 0 ? undefined : end).filter((part) => part !== undefined);
      inputPaths.set(JSON.stringify(path), path);
    } else if (!TYPE_NAMES.has(base.args)) throw unknownVariable(base);
  };

  visit(root, new Set(), 0);
  const heavy = loops > 0 || patterns > 0 || joins > MANY_JOINS;
  return { stepRefs: [...stepRefs], inputPaths: [...inputPaths.values()], heavy };
}

function stepOf([id, member]: readonly (string | undefined)[], source: string): string {
  if (id === undefined)
    throw new UnknownReference(
      'name the step whose output is meant: steps.collect.output, or steps["risk-summary"].output',
    );
  const written = PLAIN_ID.test(id) ? `steps.${id}` : `steps["${id}"]`;
  if (member !== 'output')
    throw dashedStep(id, source) ?? new UnknownReference(`of a step there is its output: write ${written}.output`);
  return id;
}

function unknownVariable(node: ASTNode & { readonly op: 'id' }): UnknownReference {
  const name = String(node.args);
  if (name === 'cel') return new UnknownReference('cel.bind is not available here');
  return dashedStep(name, node.input) ?? new UnknownReference(`there is no variable "${name}": use input and steps`);
}

/** `steps.risk-summary.output` is the difference of steps.risk and summary.output; whoever wrote it meant a step. */
function dashedStep(part: string, source: string): UnknownReference | undefined {
  const id = /\bsteps\.([a-z0-9]+(?:-[a-z0-9]+)+)/.exec(source)?.[1];
  if (id === undefined || !id.split('-').includes(part)) return undefined;
  return new UnknownReference(`a step id with dashes is written in brackets: steps["${id}"].output`);
}
