/** A form made from a JSON Schema 2020-12: what it can draw, it draws; the rest is a field of JSON. The server has the last word. */
export type Field = {
  readonly label: string;
  readonly help: string;
  /** What the schema asks of a value, in words; empty when it asks nothing that a person would miss. */
  readonly limits: string;
  readonly initial: unknown;
} & (
  | {
      readonly kind: 'text';
      readonly long: boolean;
      readonly input: 'text' | 'email' | 'url' | 'date';
      readonly pattern?: string;
      readonly placeholder: string;
    }
  | { readonly kind: 'number'; readonly integer: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'select'; readonly options: readonly (string | number | boolean | null)[] }
  | { readonly kind: 'list'; readonly item: Field }
  | { readonly kind: 'group'; readonly fields: readonly NamedField[] }
  | { readonly kind: 'choice'; readonly options: readonly Field[] }
  | { readonly kind: 'json' }
);
export interface NamedField {
  readonly name: string;
  readonly required: boolean;
  readonly field: Field;
}

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
/** Deeper than this is JSON: a form of forms helps nobody. */
const DEEPEST = 5;

/** @param schema a JSON Schema; anything else gives a field of JSON. Local references are followed, others are JSON */
export const fieldOf = (schema: unknown, name = ''): Field => fieldIn({ root: schema, open: [] }, schema, name, 0);

interface Place {
  readonly root: unknown;
  /** References that led here: one that leads to itself is drawn once, and JSON inside. */
  readonly open: readonly string[];
}

function fieldIn(place: Place, schema: unknown, name: string, depth: number): Field {
  if (!isSchema(schema)) return { kind: 'json', label: name, help: '', limits: '', initial: undefined };
  const base = {
    label: text(schema['title']) || name,
    help: text(schema['description']),
    limits: limitsOf(schema),
    initial: initialOf(schema),
  };
  const json: Field = { ...base, kind: 'json' };
  if (depth > DEEPEST) return json;
  if ('$ref' in schema) {
    const { $ref, ...beside } = schema;
    const target = typeof $ref === 'string' && !place.open.includes($ref) ? targetOf(place.root, $ref) : undefined;
    if (target === undefined) return json;
    // Keywords beside a reference hold too; a title or default here is nearer than the one there.
    return fieldIn({ root: place.root, open: [...place.open, String($ref)] }, { ...target, ...beside }, name, depth);
  }
  const options = schema['enum'];
  if (Array.isArray(options) && options.every(isScalar)) return { ...base, kind: 'select', options };
  if ('const' in schema && isScalar(schema['const'])) return { ...base, kind: 'select', options: [schema['const']] };
  const choices = schema['oneOf'] ?? schema['anyOf'];
  if (Array.isArray(choices) && choices.length > 0)
    return {
      ...base,
      kind: 'choice',
      options: choices.map((choice, index) => {
        const field = fieldIn(place, choice, '', depth + 1);
        return field.label === '' ? { ...field, label: `form ${index + 1}` } : field;
      }),
    };
  const types = schema['type'];
  if (Array.isArray(types) && types.length > 0)
    return {
      ...base,
      kind: 'choice',
      options: types.map((type: unknown) =>
        type === 'null'
          ? { label: 'nothing', help: '', limits: '', initial: null, kind: 'select', options: [null] }
          : fieldIn(
              place,
              { ...schema, type, title: typeWords[text(type)] ?? text(type), default: undefined },
              '',
              depth + 1,
            ),
      ),
    };
  switch (types) {
    case 'string': {
      const pattern = text(schema['pattern']);
      const examples = schema['examples'];
      const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
      const long = (number(schema['maxLength']) ?? 0) > 200 || schema['format'] === 'markdown';
      return {
        ...base,
        kind: 'text',
        long,
        input: inputs[text(schema['format'])] ?? 'text',
        ...(pattern ? { pattern } : {}),
        placeholder: text(example) || text(schema['format']),
      };
    }
    case 'integer':
    case 'number': {
      const min = number(schema['minimum']);
      const max = number(schema['maximum']);
      return {
        ...base,
        kind: 'number',
        integer: schema['type'] === 'integer',
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      };
    }
    case 'boolean':
      return { ...base, kind: 'toggle' };
    case 'array':
      return isSchema(schema['items'])
        ? { ...base, kind: 'list', item: fieldIn(place, schema['items'], '', depth + 1) }
        : json;
    case 'object': {
      const properties = schema['properties'];
      if (!isSchema(properties)) return json;
      const required = Array.isArray(schema['required']) ? schema['required'] : [];
      return {
        ...base,
        kind: 'group',
        // A saved definition has no order of its own: what must be filled in comes first.
        fields: Object.entries(properties)
          .map(([key, property]) => ({
            name: key,
            required: required.includes(key),
            field: fieldIn(place, property, key, depth + 1),
          }))
          .toSorted((a, b) => Number(b.required) - Number(a.required)),
      };
    }
    default:
      return json;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group',
};

/** What `#/$defs/address` points to; undefined when it is not in this schema. */
function targetOf(root: unknown, ref: string): Schema | undefined {
  if (!ref.startsWith('#')) return undefined;
  const found = ref
    .slice(1)
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => (isSchema(at) && Object.hasOwn(at, part) ? at[part] : undefined), root);
  return isSchema(found) ? found : undefined;
}

const inputs: Readonly<Record<string, 'email' | 'url' | 'date'>> = {
  email: 'email',
  uri: 'url',
  url: 'url',
  date: 'date',
};

/** `3 to 20 characters, matches ^[a-z]+$`. */
function limitsOf(schema: Schema): string {
  const range = (low: string, high: string, unit: string): string => {
    const [least, most] = [number(schema[low]), number(schema[high])];
    if (least !== undefined && most !== undefined)
      return least === most ? `exactly ${least}${unit}` : `${least} to ${most}${unit}`;
    // That something must be there says "required" already.
    if (least !== undefined) return least === 1 && unit === ' characters' ? '' : `at least ${least}${unit}`;
    return most === undefined ? '' : `at most ${most}${unit}`;
  };
  return [
    range('minLength', 'maxLength', ' characters'),
    range('minimum', 'maximum', ''),
    range('minItems', 'maxItems', ' items'),
    number(schema['multipleOf']) === undefined ? '' : `a multiple of ${number(schema['multipleOf'])}`,
    schema['uniqueItems'] === true ? 'none twice' : '',
    text(schema['pattern']) === '' ? '' : `matches ${text(schema['pattern'])}`,
    text(schema['format']) === '' ? '' : `format: ${text(schema['format'])}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Which of several forms a value is in; the first when none fits. */
export function choiceOf(options: readonly Field[], value: unknown): number {
  return value === undefined
    ? 0
    : Math.max(
        0,
        options.findIndex((option) => fits(option, value)),
      );
}
function fits(field: Field, value: unknown): boolean {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && (!field.integer || Number.isInteger(value));
    case 'toggle':
      return typeof value === 'boolean';
    case 'select':
      return field.options.some((option) => option === value);
    case 'list':
      return Array.isArray(value);
    case 'group':
      return (
        isSchema(value) &&
        field.fields.every((one) => (value[one.name] === undefined ? !one.required : fits(one.field, value[one.name])))
      );
    case 'choice':
      return field.options.some((option) => fits(option, value));
    case 'json':
      return true;
    default:
      return field satisfies never;
  }
}

function initialOf(schema: Schema): unknown {
  if (schema['default'] !== undefined) return schema['default'];
  return 'const' in schema ? schema['const'] : undefined;
}

/** What the form begins with: defaults, and empty groups where something is required in them. */
export function initialValue(field: Field): unknown {
  if (field.initial !== undefined) return field.initial;
  if (field.kind !== 'group') return undefined;
  const value: Record<string, unknown> = {};
  for (const { name, required, field: inner } of field.fields) {
    // A box that nobody has ticked says no: it is not missing.
    const begin = initialValue(inner) ?? (required && inner.kind === 'toggle' ? false : undefined);
    if (begin !== undefined && (required || inner.initial !== undefined)) value[name] = begin;
  }
  return value;
}

/** The value without what was left empty: an empty field is absent, not "". */
export function cleaned(value: unknown): unknown {
  if (value === '' || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(cleaned).filter((item) => item !== undefined);
  if (!isSchema(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const clean = cleaned(inner);
    if (clean !== undefined) kept[key] = clean;
  }
  return kept;
}

/** Problems of the server at or under a place. @param path JSON pointer or dotted path, as the server gives it */
export function problemsAt(
  problems: readonly { readonly path: string; readonly message: string }[],
  path: readonly (string | number)[],
): readonly string[] {
  return problems
    .map(atItsField)
    .filter((problem) => samePlace(problem.path, path))
    .map(({ message }) => message);
}
/** What is missing is told of the object that lacks it; a form shows it at the field. */
function atItsField(problem: { readonly path: string; readonly message: string }): typeof problem {
  const name = /^must have required property '(.+)'$/.exec(problem.message)?.[1];
  return name === undefined ? problem : { path: `${problem.path}/${name}`, message: 'is required' };
}
function samePlace(given: string, path: readonly (string | number)[]): boolean {
  const parts = given
    .replaceAll(/\[(\d+)\]/g, '/$1')
    .split(/[/.]/)
    .filter((part) => part !== '');
  const bare = ['input', 'output', 'body'].includes(parts[0] ?? '') ? parts.slice(1) : parts;
  return bare.length === path.length && bare.every((part, index) => part === String(path[index]));
}
