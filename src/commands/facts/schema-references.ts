import type { Problem } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import { isObject, join, type FoundSchema } from './found-schema.js';

/** What the code that Ajv makes of a schema grows with. Each local $ref counts as if it were written out. */
interface Cost {
  /** Subschemas. */
  parts: number;
  /** Keywords, and names in dependentRequired. */
  rules: number;
  /** Ways that a value may have to be tried in: what Ajv makes of them costs more than their number. */
  branches: number;
}
/** Of the most expensive schema that fits: measured, to be compiled within 100 ms. */
const MOST: Readonly<Cost> = { parts: 350, rules: 700, branches: 100 };

/** Missing and circular references, and schemas that cost too much when their references are written out. */
export function referenceProblems(tree: FoundSchema, byPointer: ReadonlyMap<string, FoundSchema>): Problem[] {
  const problems: Problem[] = [];
  const costs = new Map<FoundSchema, Cost>();
  const open = new Set<FoundSchema>();
  // Recursion is bounded: a cycle stops it, and without one a chain of references is no longer than the schema has parts.
  const costOf = (found: FoundSchema): Cost => {
    const known = costs.get(found);
    if (known !== undefined) return known;
    open.add(found);
    const cost = ownCost(found.schema);
    const add = ({ parts, rules, branches }: Cost): void => {
      cost.parts += parts;
      cost.rules += rules;
      cost.branches += branches;
    };
    for (const child of found.children) add(costOf(child));
    const ref = found.schema['$ref'];
    if (typeof ref === 'string' && /^#(\/|$)/.test(ref)) {
      const target = byPointer.get(decodeRef(ref));
      const path = join(found.path, '$ref');
      if (target === undefined) problems.push({ path, message: `"${ref}" points at no schema in this document` });
      else if (open.has(target))
        problems.push({ path, message: `"${ref}" leads back to itself: recursive schemas are not supported` });
      else add(costOf(target));
    }
    open.delete(found);
    costs.set(found, cost);
    return cost;
  };
  const message = costProblem(costOf(tree));
  if (message !== undefined) problems.push({ path: '', message });
  return problems;
}

function costProblem({ parts, rules, branches }: Cost): string | undefined {
  if (parts > MOST.parts)
    return `grows to more than ${MOST.parts} parts when its references are written out: make it simpler`;
  if (rules > MOST.rules)
    return `has ${rules} keywords and names in dependentRequired when its references are written out; at most ${MOST.rules} are checked in time`;
  if (branches > MOST.branches)
    return `has ${branches} alternatives and conditions (of anyOf, oneOf, allOf, if, not, contains, patternProperties, dependentSchemas, unevaluated...) when its references are written out; at most ${MOST.branches} are checked in time`;
  return undefined;
}

/** Of this schema itself, without those within. */
function ownCost(schema: FoundSchema['schema']): Cost {
  let branches = 0;
  let rules = 0;
  for (const [keyword, value] of Object.entries(schema)) {
    rules++;
    if (LISTED_BRANCHES.has(keyword)) branches += isObject(value) ? Object.keys(value).length : lengthOf(value);
    else if (SINGLE_BRANCHES.has(keyword)) branches++;
    else if (keyword === 'dependentRequired' && isObject(value))
      for (const names of Object.values(value)) rules += 1 + lengthOf(names);
  }
  return { parts: 1, rules, branches };
}
const LISTED_BRANCHES = new Set(['allOf', 'anyOf', 'oneOf', 'patternProperties', 'dependentSchemas']);
const SINGLE_BRANCHES = new Set([
  'if',
  'not',
  'contains',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
]);
const lengthOf = (value: Json | undefined): number => (Array.isArray(value) ? value.length : 0);

function decodeRef(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}
