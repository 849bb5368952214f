import { Ajv2020, type ErrorObject, type Format, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { fullFormats, type FormatName } from 'ajv-formats/dist/formats.js';
import { messageOf, type Problem } from '../../domain/kernel/errors.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import { linearPattern } from './linear-pattern.js';
import { join } from './found-schema.js';
import { ruleProblems } from './schema-rules.js';
import { sizeProblems } from './schema-size.js';

/** One thing that a value has against its schema; paths like `items[3].total`, '' for the value itself. */
export interface ValueError {
  readonly path: string;
  readonly message: string;
}
export type Verdict =
  | { readonly valid: true }
  /** The first 20 errors; messages have at most 300 characters. */
  | { readonly valid: false; readonly errors: readonly ValueError[] };

const MAX_ERRORS = 20;
const MAX_MESSAGE = 300;
const MAX_COMPILED = 500;
/** In larger values only the first error is looked for: a list of a million wrong items must not make a million errors. */
const MAX_NODES_FOR_ALL_ERRORS = 20_000;
/** The patterns of formats run on JavaScript's own engine: they are known, but some are quadratic. */
const MAX_FORMATTED = 2_048;

// prettier-ignore
const FORMATS: readonly FormatName[] = [
  'date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid', 'json-pointer',
];

/**
 * Whether a JSON Schema (2020-12) may be used in a workflow: valid by its metaschema, known keywords only, at most 64 KiB and 32 levels,
 * references within itself and not recursive, patterns without look-around, no more of all that than is compiled within 100 ms. Paths are
 * within the schema. What is too large is refused before anything else is done with it.
 */
export function checkSchema(schema: unknown): Problem[] {
  const tooLarge = sizeProblems(schema);
  if (tooLarge.length > 0) return tooLarge;
  let plain: Json;
  try {
    // What cannot be written as JSON is no schema; this also takes away what JSON does not carry.
    plain = JSON.parse(JSON.stringify(schema));
  } catch {
    return [{ path: '', message: 'is not JSON, or is nested too deep' }];
  }
  const problems = ruleProblems(plain, new Set(FORMATS));
  if (!isSchema(plain) || problems.some(({ path }) => path === '')) return problems;
  const ajv = engines().all;
  if (!ajv.validateSchema(plain)) problems.push(...metaschemaProblems(ajv.errors ?? []));
  if (problems.length > 0) return problems;
  try {
    // V8 compiles a function when it is called first: what it cannot do is found now, and not at the first result. The other one, for
    // all errors, is flat where this one has a level for each rule: it can be compiled when this one can.
    compiledFor(plain).first()(null);
    return [];
  } catch (error) {
    if (error instanceof RangeError) return [{ path: '', message: 'is too large to be compiled: make it simpler' }];
    return [{ path: '', message: messageOf(error) }];
  }
}

/** Checks a value against a schema that `checkSchema` found no problem in; compiled once per schema. Throws on a schema that does not compile. */
export function validateAgainst(schema: JsonSchema, value: Json): Verdict {
  if (schema === true) return { valid: true };
  const compiled = compiledFor(schema);
  const quick = compiled.first();
  if (quick(value)) return { valid: true };
  let errors = quick.errors;
  if (hasAtMost(value, MAX_NODES_FOR_ALL_ERRORS)) {
    const thorough = compiled.all();
    thorough(value);
    errors = thorough.errors ?? errors;
  }
  const told = (errors ?? []).slice(0, MAX_ERRORS).map(valueError);
  return { valid: false, errors: told.length > 0 ? told : [{ path: '', message: 'does not fit its schema' }] };
}

interface Compiled {
  first(): ValidateFunction;
  all(): ValidateFunction;
}
const byIdentity = new WeakMap<object, Compiled>();
const byText = new Map<string, Compiled>();

function compiledFor(schema: JsonSchema): Compiled {
  const seen = typeof schema === 'object' ? byIdentity.get(schema) : undefined;
  if (seen) return seen;
  const text = canonicalize(schema);
  let compiled = byText.get(text);
  if (compiled) byText.delete(text);
  else {
    compiled = { first: lazily(() => compile('first', schema)), all: lazily(() => compile('all', schema)) };
    if (byText.size >= MAX_COMPILED) {
      const [oldest] = byText.keys();
      if (oldest !== undefined) byText.delete(oldest);
    }
  }
  // Last in the map's order is the one used last.
  byText.set(text, compiled);
  if (typeof schema === 'object') byIdentity.set(schema, compiled);
  return compiled;
}

function compile(which: 'first' | 'all', schema: JsonSchema): ValidateFunction {
  const ajv = engines()[which];
  try {
    return ajv.compile(schema);
  } finally {
    // ajv keeps every schema it saw for ever; our own cache is bounded.
    if (typeof schema === 'object') ajv.removeSchema(schema);
  }
}

let made: { first: Ajv2020; all: Ajv2020 } | undefined;
function engines(): { first: Ajv2020; all: Ajv2020 } {
  made ??= { first: engine(false), all: engine(true) };
  return made;
}

function engine(allErrors: boolean): Ajv2020 {
  const linear: NonNullable<NonNullable<Options['code']>['regExp']> = Object.assign(
    (pattern: string) => linearPattern(pattern),
    { code: 'linearPattern' },
  );
  const ajv = new Ajv2020({
    allErrors,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    ownProperties: true,
    validateSchema: false,
    // Ajv's optimizer takes longer than all else, and V8 does the same.
    code: { regExp: linear, optimize: false },
  });
  for (const name of FORMATS) {
    const format = fullFormats[name];
    ajv.addFormat(name, {
      type: 'string',
      validate: (text: string) => text.length <= MAX_FORMATTED && fits(format, text),
    });
  }
  ajv.addKeyword({ keyword: 'x-secret', schemaType: 'boolean' });
  ajv.addKeyword({ keyword: 'x-subject', schemaType: 'string' });
  // ajv compares every pair of objects; one pass over canonical texts says the same in linear time.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (wanted: boolean, items: readonly unknown[]) =>
      !wanted || new Set(items.map((item) => canonicalize(item))).size === items.length,
    error: { message: 'must not hold the same item twice' },
  });
  return ajv;
}

function fits(format: Format, text: string): boolean {
  if (format instanceof RegExp) return format.test(text);
  if (typeof format === 'function') return Boolean(format(text));
  if (typeof format === 'object') {
    const { validate } = format;
    if (validate instanceof RegExp) return validate.test(text);
    if (typeof validate === 'function') return Boolean(Reflect.apply(validate, undefined, [text]));
  }
  throw new TypeError('a format of a kind that is not known here');
}

function isSchema(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function metaschemaProblems(errors: readonly ErrorObject[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const error of errors) {
    // The metaschema is made of vocabularies: one mistake shows up once per part that looked at it.
    const { path, message } = valueError(error);
    if (!seen.has(path)) seen.set(path, { path, message });
  }
  return [...seen.values()];
}

function valueError(error: ErrorObject): ValueError {
  const { params } = error;
  let message = error.message ?? `does not satisfy "${error.keyword}"`;
  const named = (key: string): string => JSON.stringify(Reflect.get(params, key));
  if (error.keyword === 'additionalProperties') message = `must not have the property ${named('additionalProperty')}`;
  if (error.keyword === 'unevaluatedProperties') message = `must not have the property ${named('unevaluatedProperty')}`;
  if (error.keyword === 'enum') message = `must be one of ${named('allowedValues')}`;
  if (error.keyword === 'const') message = `must be ${named('allowedValue')}`;
  if (error.keyword === 'false schema') message = 'must not be there';
  return { path: pathOf(error.instancePath), message: clip(message) };
}

const clip = (text: string): string => (text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE - 1)}…`);

/** `/items/3/total` as `items[3].total`. */
function pathOf(pointer: string): string {
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path = /^\d+$/.test(key) ? `${path}[${key}]` : join(path, key);
  }
  return clip(path);
}

/** Whether a value has no more than so many parts; looks at no more than that. */
function hasAtMost(root: Json, limit: number): boolean {
  const open: unknown[] = [root];
  let seen = 0;
  while (open.length > 0) {
    const value = open.pop();
    if (++seen > limit) return false;
    if (typeof value !== 'object' || value === null) continue;
    const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (parts.length > limit) return false;
    for (const part of parts) open.push(part);
  }
  return true;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
