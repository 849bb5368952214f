import type { Problem } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import { holdsMarks } from '../protection/schema-marks.js';
import { isSubjectPlace } from '../protection/subject-place.js';
import { linearPattern } from './linear-pattern.js';
import { messageOf } from '../../domain/kernel/errors.js';

/** How the value of each keyword that may be used is made of schemas. Everything else is refused: a schema is code that users write. */
const KEYWORDS: Readonly<Record<string, 'plain' | 'schema' | 'schemas' | 'named' | 'patterns'>> = {
  ...plain('$schema $ref $comment title description default examples deprecated readOnly writeOnly'),
  ...plain('type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum'),
  ...plain('maxLength minLength pattern format maxItems minItems uniqueItems maxContains minContains'),
  ...plain('maxProperties minProperties required dependentRequired'),
  // Ours: the value is a secret and is never stored; it is about a person and is stored encrypted with that person's key.
  ...plain('x-secret x-subject'),
  items: 'schema',
  contains: 'schema',
  additionalProperties: 'schema',
  propertyNames: 'schema',
  unevaluatedItems: 'schema',
  unevaluatedProperties: 'schema',
  not: 'schema',
  if: 'schema',
  then: 'schema',
  else: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  prefixItems: 'schemas',
  properties: 'named',
  dependentSchemas: 'named',
  $defs: 'named',
  patternProperties: 'patterns',
};

export const MAX_SCHEMA_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
/** Subschemas, with each local $ref counted as if it were written out. */
const MAX_EXPANDED = 1_000;
/** Ways that a value may have to be tried in, counted likewise: what Ajv makes of them costs more than their number. */
const MAX_BRANCHES = 100;
/** One by one a value is compared with each. */
const MAX_ENUM = 1_000;
const MAX_COMPOSITE = 50;
/** Instructions of all patterns together. */
const MAX_PATTERNS = 10_000;
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

export interface FoundSchema {
  readonly path: string;
  readonly pointer: string;
  readonly schema: { readonly [key: string]: Json };
  readonly children: readonly FoundSchema[];
}

/** What is wrong with a schema beyond the specification's own rules: size, depth, keywords, references, patterns. Paths are within the schema. */
export function ruleProblems(root: Json, formats: ReadonlySet<string>): Problem[] {
  if (typeof root === 'boolean') return [];
  if (!isObject(root)) return [{ path: '', message: 'a JSON Schema is an object or a boolean' }];
  if (depthOf(root) > MAX_DEPTH) return [{ path: '', message: `is nested deeper than ${MAX_DEPTH} levels` }];
  const size = Buffer.byteLength(JSON.stringify(root));
  if (size > MAX_SCHEMA_BYTES)
    return [{ path: '', message: `is ${size} bytes long; a schema has at most ${MAX_SCHEMA_BYTES} bytes` }];
  const problems: Problem[] = [];
  const byPointer = new Map<string, FoundSchema>();
  const tree = collect(root, '', '#', formats, problems, byPointer);
  if (sizeOfPatterns(byPointer) > MAX_PATTERNS)
    problems.push({ path: '', message: 'has too many or too large patterns: make their counts smaller' });
  problems.push(...referenceProblems(tree, byPointer));
  return problems;
}

function collect(
  schema: { readonly [key: string]: Json },
  path: string,
  pointer: string,
  formats: ReadonlySet<string>,
  problems: Problem[],
  byPointer: Map<string, FoundSchema>,
): FoundSchema {
  const children: FoundSchema[] = [];
  const descend = (value: Json | undefined, at: string, pointerAt: string): void => {
    // What is no schema here is told by the metaschema; both must not say it.
    if (isObject(value)) children.push(collect(value, at, pointerAt, formats, problems, byPointer));
    else if (typeof value === 'boolean')
      byPointer.set(pointerAt, { path: at, pointer: pointerAt, schema: {}, children: [] });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    const at = join(path, keyword);
    const pointerAt = `${pointer}/${escapePointer(keyword)}`;
    const kind = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    switch (kind) {
      case undefined:
        problems.push({ path: at, message: `the keyword "${keyword}" is not supported` });
        break;
      case 'plain':
        problems.push(...plainProblems(keyword, value, at, formats));
        break;
      case 'schema':
        if (keyword === 'propertyNames' && isObject(value) && holdsMarks(value))
          problems.push({ path: at, message: 'a name cannot be marked: x-secret and x-subject are for values' });
        descend(value, at, pointerAt);
        break;
      case 'schemas':
        if (Array.isArray(value)) value.forEach((item: Json, i) => descend(item, `${at}[${i}]`, `${pointerAt}/${i}`));
        break;
      case 'named':
      case 'patterns':
        if (!isObject(value)) break;
        for (const [name, item] of Object.entries(value)) {
          if (kind === 'patterns') problems.push(...patternProblems(name, join(at, name)));
          descend(item, join(at, name), `${pointerAt}/${escapePointer(name)}`);
        }
        break;
    }
  }
  const found = { path, pointer, schema, children };
  byPointer.set(pointer, found);
  return found;
}

function plainProblems(keyword: string, value: Json, path: string, formats: ReadonlySet<string>): Problem[] {
  if (keyword === 'x-secret' && value !== true)
    return [{ path, message: 'is true or is left out: a secret is marked by "x-secret": true' }];
  if (keyword === 'x-subject' && (typeof value !== 'string' || !isSubjectPlace(value)))
    return [
      {
        path,
        message:
          'names the place of the person\'s id: "/customer/id" in this value, "1/id" beside the marked one, or "input:/customer/id" in the run\'s input',
      },
    ];
  if (keyword === 'enum' && Array.isArray(value)) {
    const composite = value.filter((one: Json) => typeof one === 'object' && one !== null).length;
    if (value.length > MAX_ENUM || composite > MAX_COMPOSITE)
      return [
        { path, message: `has at most ${MAX_ENUM} values, and at most ${MAX_COMPOSITE} of them objects or lists` },
      ];
  }
  if (typeof value !== 'string') return [];
  if (keyword === 'pattern') return patternProblems(value, path);
  if (keyword === 'format' && !formats.has(value))
    return [{ path, message: `the format "${value}" is not supported; use one of ${[...formats].join(', ')}` }];
  if (keyword === '$schema' && value.replace(/#$/, '') !== DRAFT)
    return [{ path, message: `only JSON Schema 2020-12 is supported: leave $schema out or write "${DRAFT}"` }];
  if (keyword === '$ref' && !/^#(\/|$)/.test(value))
    return [{ path, message: `"${value}" is not within this schema: a $ref starts with "#/"` }];
  return [];
}

function patternProblems(pattern: string, path: string): Problem[] {
  try {
    linearPattern(pattern);
    return [];
  } catch (error) {
    return [{ path, message: messageOf(error) }];
  }
}

/** Missing and circular references, and schemas that grow without measure when their references are written out. */
function referenceProblems(tree: FoundSchema, byPointer: ReadonlyMap<string, FoundSchema>): Problem[] {
  const problems: Problem[] = [];
  const sizes = new Map<FoundSchema, Size>();
  const open = new Set<FoundSchema>();
  // Recursion is bounded: a cycle stops it, and without one a chain of references is no longer than the schema has parts.
  const sizeOf = (found: FoundSchema): Size => {
    const known = sizes.get(found);
    if (known !== undefined) return known;
    open.add(found);
    const size: Size = { parts: 1, branches: branchesOf(found.schema) };
    const add = ({ parts, branches }: Size): void => {
      size.parts += parts;
      size.branches += branches;
    };
    for (const child of found.children) add(sizeOf(child));
    const ref = found.schema['$ref'];
    if (typeof ref === 'string' && /^#(\/|$)/.test(ref)) {
      const target = byPointer.get(decodeRef(ref));
      const path = join(found.path, '$ref');
      if (target === undefined) problems.push({ path, message: `"${ref}" points at no schema in this document` });
      else if (open.has(target))
        problems.push({ path, message: `"${ref}" leads back to itself: recursive schemas are not supported` });
      else add(sizeOf(target));
    }
    open.delete(found);
    sizes.set(found, size);
    return size;
  };
  const { parts, branches } = sizeOf(tree);
  if (parts <= MAX_EXPANDED && branches > MAX_BRANCHES)
    problems.push({
      path: '',
      message: `has ${branches} alternatives and conditions (of anyOf, oneOf, allOf, if, not, contains, patternProperties, dependentSchemas, unevaluated...) when its references are written out; at most ${MAX_BRANCHES} are checked in time`,
    });
  if (parts > MAX_EXPANDED)
    problems.push({
      path: '',
      message: `grows to more than ${MAX_EXPANDED} parts when its references are written out: make it simpler`,
    });
  return problems;
}

interface Size {
  /** Subschemas. */
  parts: number;
  branches: number;
}

/** Of this schema itself, without those within. */
function branchesOf(schema: FoundSchema['schema']): number {
  let branches = 0;
  for (const [keyword, value] of Object.entries(schema))
    if (LISTED_BRANCHES.has(keyword)) branches += isObject(value) ? Object.keys(value).length : lengthOf(value);
    else if (SINGLE_BRANCHES.has(keyword)) branches++;
  return branches;
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

function sizeOfPatterns(schemas: ReadonlyMap<string, FoundSchema>): number {
  let size = 0;
  for (const { schema } of schemas.values()) {
    const { pattern, patternProperties } = schema;
    const patterns = [
      ...(typeof pattern === 'string' ? [pattern] : []),
      ...(isObject(patternProperties) ? Object.keys(patternProperties) : []),
    ];
    for (const each of patterns) {
      if (size > MAX_PATTERNS) return size;
      size += patternSize(each);
    }
  }
  return size;
}

/** Zero of one that cannot be used, which is told at its place. */
function patternSize(pattern: string): number {
  try {
    return linearPattern(pattern).size;
  } catch {
    return 0;
  }
}

function decodeRef(ref: string): string {
  try {
    return decodeURIComponent(ref);
  } catch {
    return ref;
  }
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** `properties.total`, `properties["unit price"]`. */
export function join(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels of nesting, counted without recursion: the value may be as deep as its author likes. */
function depthOf(root: Json): number {
  let depth = 0;
  let level: Json[] = [root];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((value): Json[] => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    level = level.filter((value) => typeof value === 'object' && value !== null);
    depth++;
  }
  return depth;
}

function plain(names: string): Record<string, 'plain'> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'plain']));
}
