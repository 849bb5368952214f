import { expect, test } from 'vitest';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import type { Json } from '../../domain/kernel/json.js';
import { compileExpression } from './expressions.js';
import { checkSchema, validateAgainst } from './schemas.js';

const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const named = <T>(n: number, make: (i: number) => T): Record<string, T> =>
  Object.fromEntries(many(n, (i) => [`p${i}`, make(i)]));
const deep = (n: number, wrap: (inner: JsonSchema) => JsonSchema): JsonSchema => {
  let schema: JsonSchema = {};
  for (let i = 0; i < n; i++) schema = wrap(schema);
  return schema;
};

/** What costs more than it may, or reaches outside. */
const REFUSED: Record<string, unknown> = {
  'ten megabytes of text': { description: 'x'.repeat(10_000_000) },
  'ten megabytes of names': { properties: named(300_000, () => true) },
  'a hundred thousand values': { enum: many(100_000, (i) => i) },
  'ten thousand values': { enum: many(10_000, (i) => i) },
  'objects as values': { enum: many(2_500, (i) => ({ a: { b: i } })) },
  'ten thousand levels of not': deep(10_000, (not) => ({ not })),
  'ten thousand levels of allOf': deep(10_000, (one) => ({ allOf: [one] })),
  'a remote reference': { $ref: 'https://evil.test/schema.json' },
  'a reference to the metaschema': { $ref: 'https://json-schema.org/draft/2020-12/schema' },
  'a dynamic reference': { $dynamicRef: '#meta' },
  'a recursive reference': { $recursiveRef: '#' },
  'an id': { $id: 'https://evil.test' },
  'an anchor': { $anchor: 'a', $ref: '#a' },
  itself: { $ref: '#' },
  'two that are each other': { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } }, $ref: '#/$defs/a' },
  'a thousand references in a chain': {
    $ref: '#/$defs/p0',
    $defs: named(1_000, (i) => (i === 999 ? {} : { $ref: `#/$defs/p${i + 1}` })),
  },
  'references that double': {
    $ref: '#/$defs/p0',
    $defs: named(40, (i) =>
      i === 39 ? {} : { allOf: [{ $ref: `#/$defs/p${i + 1}` }, { $ref: `#/$defs/p${i + 1}` }] },
    ),
  },
  'a pattern that counts': { type: 'string', pattern: '((a{1,100}){1,100}){1,100}' },
  'a pattern with look-around': { type: 'string', pattern: '(?<=a)b' },
  'a broken pattern': { patternProperties: { '(': true } },
  'five hundred patterns': { patternProperties: Object.fromEntries(many(500, (i) => [`^(a+)+${i}$`, true])) },
  'fifty patterns at their largest': {
    patternProperties: Object.fromEntries(many(50, (i) => [`(x${i}|y){1,900}`, true])),
  },
  'six hundred patterns that repeat': {
    properties: named(600, (i) => ({ pattern: `((a{1,10}){1,10}){1,10}${i}` })),
  },
  'hundreds of keywords': {
    properties: named(300, (i) => ({ minLength: i, maxLength: i, minimum: i, maximum: i })),
  },
  'thousands of names in dependentRequired': { dependentRequired: named(1_000, () => many(5, (i) => `r${i}`)) },
  'four thousand alternatives': { anyOf: many(2_000, (i) => ({ const: i })) },
  'one of four thousand': { oneOf: many(2_000, (i) => ({ required: [`p${i}`] })) },
  'four thousand properties': { properties: named(3_000, () => ({ type: 'string' })) },
  'unevaluated in each branch': {
    anyOf: many(500, (i) => ({ properties: { [`p${i}`]: {} }, unevaluatedProperties: false })),
  },
  'conditions in a row': { allOf: many(800, (i) => ({ if: { required: [`p${i}`] }, then: { minProperties: i } })) },
  'an unknown format': { format: 'regex' },
  'a number that divides nothing': { multipleOf: 0 },
  'a length below zero': { minLength: -1 },
  'no schema': 'schema',
  'a list': [],
};

/** What is allowed, at its most expensive. */
const SAFE: Record<string, JsonSchema> = {
  '31 levels of items': deep(31, (items) => ({ items })),
  'the pattern that backtracks': { type: 'string', pattern: '^(a+)+$' },
  'a prototype': JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
  'a number that is too small to divide by': { multipleOf: 5e-324 },
  'a length without end': { maxLength: 1e308 },
  code: {
    title: '"); process.exit(1); //',
    properties: { '"); process.exit(1); //': { const: '`${process.exit(1)}`' } },
  },
  'fifty objects as values': { enum: many(50, (i) => ({ a: { b: i } })) },
  'one of a hundred': { oneOf: many(100, (i) => ({ required: [`p${i}`] })) },
  'any of a hundred in each item': { items: { anyOf: many(100, (i) => ({ const: `x${i}` })) } },
  'unevaluated in each of fifty branches': {
    anyOf: many(50, (i) => ({ properties: { [`p${i}`]: {} }, unevaluatedProperties: false })),
  },
  'fifty conditions in a row': {
    allOf: many(50, (i) => ({ if: { required: [`p${i}`] }, then: { minProperties: i } })),
  },
  'a hundred patterns': { patternProperties: Object.fromEntries(many(100, (i) => [`^(a+)+${i}$`, true])) },
  'three hundred and forty properties': { properties: named(340, () => ({ type: 'string', minLength: 1 })) },
};
const VALUES: readonly Json[] = [`${'a'.repeat(50_000)}!`, many(20_000, (i) => i), named(5_000, (i) => i), 0.1, null];

test.each(Object.entries(REFUSED))('a schema with %s is refused', (_, schema) => {
  expect(checkSchema(schema)).not.toEqual([]);
});

test.each(Object.entries(SAFE))('a schema with %s decides every value', (_, schema) => {
  expect(checkSchema(schema)).toEqual([]);
  for (const value of VALUES) expect(typeof validateAgainst(schema, value).valid).toBe('boolean');
});

test.each([
  ['parentheses without end', `${'('.repeat(900)}1${')'.repeat(900)}`],
  ['lists within lists', `${'['.repeat(900)}${']'.repeat(900)}`],
  ['a sum without end', many(600, () => '1').join('+')],
  ['conditions within conditions', `${'true?1:'.repeat(200)}1`],
  ['a way to the process', 'input.constructor.constructor("return process")()'],
  ['three loops inside each other', 'input.a.map(x, input.a.map(y, input.a.map(z, x)))'],
  ['a key that reaches a prototype', '{"__proto__": 1}'],
  ['a number out of range', '1e400'],
])('an expression with %s is refused', (_, text) => {
  expect(compileExpression(text).ok).toBe(false);
});

test.each([
  ['joins lists of lists', 'input.a.map(x, input.a).map(x, x + x)'],
  ['looks for each in all', 'input.a.filter(x, x in input.a)'],
  ['makes a text of megabytes', 'input.a.map(x, input.s + input.s)'],
  ['reads the prototype', 'input.__proto__'],
  ['divides by nothing', 'input.a[0] / 0 == 1.0 ? 1 / 0 : 1 % 0'],
])('an expression that %s ends with a reason', (_, text) => {
  const compiled = compileExpression(text);
  const input = { a: many(20_000, (i) => i), s: 'a'.repeat(200_000), k: '__proto__' };
  expect(compiled.ok && compiled.expression.evaluate({ input, steps: {} })).toEqual({
    ok: false,
    message: expect.any(String),
  });
});

test('two patterns in one schema are two', () => {
  const schema = { properties: { a: { type: 'string', pattern: '^a+$' }, b: { type: 'string', pattern: '^b+$' } } };
  expect(checkSchema(schema)).toEqual([]);
  expect(validateAgainst(schema, { a: 'aa', b: 'bb' })).toEqual({ valid: true });
  expect(validateAgainst(schema, { a: 'aa', b: 'aa' }).valid).toBe(false);
});
