import type { Problem } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import { holdsMarks } from '../protection/schema-marks.js';
import { isSubjectPlace } from '../protection/subject-place.js';
import { isObject, join, type FoundSchema } from './found-schema.js';
import { patternProblems } from './schema-patterns.js';
import { referenceProblems } from './schema-references.js';

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

/** One by one a value is compared with each. */
const MAX_ENUM = 1_000;
const MAX_COMPOSITE = 50;
const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** What is wrong with a schema beyond the specification's own rules: keywords, references, patterns, what it costs. Paths are within the schema. */
export function ruleProblems(root: Json, formats: ReadonlySet<string>): Problem[] {
  if (typeof root === 'boolean') return [];
  if (!isObject(root)) return [{ path: '', message: 'a JSON Schema is an object or a boolean' }];
  const problems: Problem[] = [];
  const byPointer = new Map<string, FoundSchema>();
  const tree = collect(root, '', '#', formats, problems, byPointer);
  problems.push(...patternProblems(byPointer.values()), ...referenceProblems(tree, byPointer));
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
  if (keyword === 'format' && !formats.has(value))
    return [{ path, message: `the format "${value}" is not supported; use one of ${[...formats].join(', ')}` }];
  if (keyword === '$schema' && value.replace(/#$/, '') !== DRAFT)
    return [{ path, message: `only JSON Schema 2020-12 is supported: leave $schema out or write "${DRAFT}"` }];
  if (keyword === '$ref' && !/^#(\/|$)/.test(value))
    return [{ path, message: `"${value}" is not within this schema: a $ref starts with "#/"` }];
  return [];
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

function plain(names: string): Record<string, 'plain'> {
  return Object.fromEntries(names.split(' ').map((name) => [name, 'plain']));
}
