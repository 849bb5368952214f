import { z } from 'zod';
import type { Nonsense } from './nonsense.js';

/** What of JSON Schema the contract's schemas are made of. */
interface Schema {
  readonly [keyword: string]: unknown;
}

/** Ids that exist in the world that is asked, by the name of the field that takes one. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Texts that one or another pattern of the contract lets through, also those that mean nothing. */
const TEXTS = [
  'a',
  'wrong input folder',
  'hello',
  'no-such-thing',
  'True',
  'true',
  'a[999999999999999999999]',
  '7c9e6679-7425-50de-944b-e07fc1f90ae8',
  'f'.repeat(64),
  'abcdef0123456789',
  '0',
  '1',
  '12',
  '9223372036854775807',
  '9223372036854775808',
  '9999999999999999999',
  '9'.repeat(28),
  `-${'9'.repeat(28)}`,
  '0.000000001',
  '999999999999999.999999999',
  '2026-11-24T00:00:00.000Z',
  '2026-99-99T99:99:99.999Z',
  '0000-00-00T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '2026-11-24T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '0001-01-01T00:00:00Z',
  'RunStarted',
  'Zzz',
  'run-*',
  '10s',
  '999999999d',
  '"a b" -c',
  'a,b',
  Buffer.from(JSON.stringify(['a', 'b', 'c'])).toString('base64url'),
  Buffer.from(JSON.stringify(['-startedAt', 'x', 'y'])).toString('base64url'),
  Buffer.from(JSON.stringify(['-startedAt', '2026-11-24T00:00:00.000Z', '\u0000'])).toString('base64url'),
  Buffer.from(JSON.stringify(['a', 'b'])).toString('base64url'),
  Buffer.from(JSON.stringify(['9'.repeat(30)])).toString('base64url'),
  Buffer.from('[[[]]]').toString('base64url'),
];
const INTEGERS = [0, 1, 2, 10, 50, 100, 500, 1_000, 2 ** 31 - 1, 2 ** 31, 1e15, 2 ** 53 - 1, -1];

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Values that a schema of the contract lets through, with a liking for those at the edge of what it does. */
export class ContractValues {
  readonly #schemas = new WeakMap<z.ZodType, Schema>();

  constructor(
    readonly nonsense: Nonsense,
    readonly known: Known,
  ) {}

  of(type: z.ZodType, name = ''): unknown {
    let schema = this.#schemas.get(type);
    if (!schema) {
      schema = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Schema;
      this.#schemas.set(type, schema);
    }
    return this.#value(schema, name, schema, 0);
  }

  #value(schema: Schema, name: string, root: Schema, depth: number): unknown {
    const { nonsense } = this;
    if (typeof schema['$ref'] === 'string') return this.#value(referred(root, schema['$ref']), name, root, depth);
    if ('const' in schema) return schema['const'];
    if (Array.isArray(schema['enum'])) return nonsense.pick(schema['enum']);
    const alternatives = listOf(schema['anyOf'] ?? schema['oneOf']).filter(isSchema);
    if (alternatives.length > 0) return this.#value(nonsense.pick(alternatives), name, root, depth);
    switch (schema['type']) {
      case 'object':
        return this.#object(schema, root, depth);
      case 'array': {
        const items = isSchema(schema['items']) ? schema['items'] : {};
        const length = Math.max(Number(schema['minItems'] ?? 0), nonsense.below(4));
        return Array.from({ length }, () => this.#value(items, name, root, depth + 1));
      }
      case 'string':
        return this.#text(schema, name);
      case 'integer':
      case 'number': {
        const { minimum = -Infinity, maximum = Infinity } = schema;
        return nonsense.pick([...INTEGERS.filter((n) => n >= Number(minimum) && n <= Number(maximum)), 1]);
      }
      case 'boolean':
        return nonsense.chance(0.5);
      case 'null':
        return null;
      default:
        return nonsense.pick([this.#text({}, name), 1, true, null, { a: [1] }, []]);
    }
  }

  #object(schema: Schema, root: Schema, depth: number): Record<string, unknown> {
    const required = new Set(listOf(schema['required']));
    const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : [];
    const made: Record<string, unknown> = {};
    for (const [name, member] of properties)
      if (isSchema(member) && (required.has(name) || (depth < 6 && this.nonsense.chance(0.3))))
        made[name] = this.#value(member, name, root, depth + 1);
    return made;
  }

  #text(schema: Schema, name: string): string {
    const { nonsense } = this;
    const ids = this.known[name];
    if (ids !== undefined && nonsense.chance(0.8)) return nonsense.pick(ids);
    const { pattern, minLength = 0, maxLength = Infinity } = schema;
    const expression = typeof pattern === 'string' ? new RegExp(pattern) : undefined;
    const fitting = TEXTS.filter(
      (text) =>
        text.length >= Number(minLength) &&
        text.length <= Number(maxLength) &&
        (expression === undefined || expression.test(text)),
    );
    if (expression === undefined && nonsense.chance(0.2)) return nonsense.text();
    return fitting.length > 0 ? nonsense.pick(fitting) : nonsense.pick(TEXTS);
  }
}

function referred(root: Schema, pointer: string): Schema {
  let at: unknown = root;
  for (const key of pointer.split('/').slice(1)) at = isSchema(at) ? at[key] : undefined;
  return isSchema(at) ? at : {};
}
