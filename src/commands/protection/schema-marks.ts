import type { Json } from '../../domain/kernel/json.js';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import { linearPattern } from '../facts/linear-pattern.js';

/** What a schema says of a value beside its shape. `subject`: where the id of the person it is about stands, as `subjectIn` reads it. */
export type Mark = { readonly kind: 'secret' } | { readonly kind: 'personal'; readonly subject: string };
export type Path = readonly (string | number)[];
export interface MarkedPlace {
  readonly path: Path;
  readonly mark: Mark;
}

type SchemaObject = { readonly [key: string]: Json };
const NO_PLACES: readonly MarkedPlace[] = [];

/**
 * The parts of a value that its schema marks with `x-secret` or `x-subject`, outermost first and only those; a secret wins over a person.
 * A mark counts wherever its subschema could apply: in each branch of `anyOf`, `oneOf`, `if`, `not` and the like, whichever of them the
 * value takes. Rather one too many than one too few.
 */
export function markedPlaces(schema: JsonSchema, value: Json): readonly MarkedPlace[] {
  if (!holdsMarks(schema)) return NO_PLACES;
  const places: MarkedPlace[] = [];
  look([schema], value, [], schema, places);
  return places;
}

const marked = new WeakMap<object, boolean>();
/** Asked for every result: one look at a schema says it for good. */
export function holdsMarks(schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return false;
  let holds = marked.get(schema);
  if (holds === undefined) marked.set(schema, (holds = /"x-(?:secret|subject)":/.test(JSON.stringify(schema))));
  return holds;
}

function look(schemas: readonly Json[], value: Json, path: Path, root: JsonSchema, places: MarkedPlace[]): void {
  const here = schemas.flatMap((schema) => inPlace(schema, root));
  const mark = markOf(here);
  if (mark) {
    places.push({ path, mark });
    return;
  }
  if (isList(value))
    value.forEach((item, i) =>
      look(
        here.flatMap((schema) => ofItem(schema, i)),
        item,
        [...path, i],
        root,
        places,
      ),
    );
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) {
      const below = here.flatMap((schema) => ofMember(schema, key));
      if (below.length > 0) look(below, member, [...path, key], root, places);
    }
}

function markOf(schemas: readonly SchemaObject[]): Mark | undefined {
  if (schemas.some((schema) => schema['x-secret'] === true)) return { kind: 'secret' };
  for (const { 'x-subject': subject } of schemas) if (typeof subject === 'string') return { kind: 'personal', subject };
  return undefined;
}

/** A schema and all that apply to the same value with it. References do not lead back to themselves: `checkSchema` has seen to that. */
function inPlace(schema: Json | undefined, root: JsonSchema): SchemaObject[] {
  if (!isSchema(schema)) return [];
  const found = [schema];
  for (const keyword of ['allOf', 'anyOf', 'oneOf'])
    for (const part of listOf(schema[keyword])) found.push(...inPlace(part, root));
  for (const keyword of ['if', 'then', 'else', 'not']) found.push(...inPlace(schema[keyword], root));
  for (const part of valuesOf(schema['dependentSchemas'])) found.push(...inPlace(part, root));
  const { $ref } = schema;
  if (typeof $ref === 'string') found.push(...inPlace(referred(root, $ref), root));
  return found;
}

const ofItem = (schema: SchemaObject, index: number): Json[] =>
  present([listOf(schema['prefixItems'])[index], schema['items'], schema['contains'], schema['unevaluatedItems']]);

function ofMember(schema: SchemaObject, key: string): Json[] {
  const own = memberOf(schema['properties'], key);
  const { patternProperties } = schema;
  const byPattern = isSchema(patternProperties)
    ? Object.entries(patternProperties)
        .filter(([pattern]) => linearPattern(pattern).test(key))
        .map(([, one]) => one)
    : [];
  const rest = own === undefined && byPattern.length === 0 ? schema['additionalProperties'] : undefined;
  return present([own, ...byPattern, rest, schema['unevaluatedProperties']]);
}

function referred(root: JsonSchema, ref: string): Json | undefined {
  let at: Json | undefined = root;
  for (const key of pointerKeys(decodeURIComponent(ref.slice(1)))) at = memberOf(at, key);
  return at;
}

/** The keys of a JSON Pointer (RFC 6901). */
export const pointerKeys = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** What stands at a key of an object or a list. */
export function memberOf(value: Json | undefined, key: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  const member: Json = Reflect.get(value, key);
  return member;
}

const isSchema = (value: Json | undefined): value is SchemaObject =>
  typeof value === 'object' && value !== null && !isList(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);
const valuesOf = (value: Json | undefined): readonly Json[] => (isSchema(value) ? Object.values(value) : []);
const present = (values: readonly (Json | undefined)[]): Json[] => values.filter((value) => value !== undefined);

/** A copy of a value in which the parts at some paths are others. The paths lie within the value, none within another. */
export function replacedAt(value: Json, changes: readonly { readonly path: Path; readonly value: Json }[]): Json {
  if (changes.length === 0) return value;
  const [whole] = changes.filter(({ path }) => path.length === 0);
  if (whole) return whole.value;
  const byKey = new Map<string | number, { path: Path; value: Json }[]>();
  for (const { path, value: part } of changes) {
    const [key, ...rest] = path;
    if (key === undefined) continue;
    byKey.set(key, [...(byKey.get(key) ?? []), { path: rest, value: part }]);
  }
  const changed = (key: string | number, part: Json): Json => replacedAt(part, byKey.get(key) ?? []);
  if (isList(value)) return value.map((item, i) => changed(i, item));
  if (!isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, changed(key, member)]));
}
