import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../domain/workflow/definition.js';
import { checkSchema, validateAgainst } from './schemas.js';

const messages = (schema: unknown): string[] => checkSchema(schema).map(({ path, message }) => `${path}: ${message}`);
const errors = (schema: JsonSchema, value: Parameters<typeof validateAgainst>[1]) => {
  const verdict = validateAgainst(schema, value);
  return verdict.valid ? [] : verdict.errors;
};

describe('checking a schema', () => {
  it('accepts an ordinary schema of 2020-12', () => {
    expect(
      checkSchema({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        required: ['total', 'items'],
        additionalProperties: false,
        properties: {
          total: { type: 'number', minimum: 0 },
          items: { type: 'array', items: { $ref: '#/$defs/item' } },
          when: { type: 'string', format: 'date-time' },
          code: { type: 'string', pattern: '^[A-Z]{2}\\d+$' },
        },
        $defs: { item: { type: 'object', properties: { name: { type: 'string' } } } },
      }),
    ).toEqual([]);
    expect(checkSchema(true)).toEqual([]);
  });
  it('names every keyword, format, pattern and reference that cannot be used, with its path', () => {
    const found = messages({
      type: 'object',
      $id: 'https://example.com/x',
      properties: {
        a: { type: 'string', pattern: '(?=x)y' },
        b: { type: 'string', format: 'regex' },
        c: { $ref: 'https://example.com/y.json' },
        d: { $ref: '#/$defs/none' },
        e: { $dynamicRef: '#x' },
        'f g': { typo: 1 },
      },
      patternProperties: { '(': true },
    });
    expect(found.map((line) => line.split(': ')[0])).toEqual([
      '$id',
      'properties.b.format',
      'properties.c.$ref',
      'properties.e.$dynamicRef',
      'properties["f g"].typo',
      'properties.a.pattern',
      'patternProperties["("]',
      'properties.d.$ref',
    ]);
  });
  it('refuses what is no schema by the metaschema, with its path', () => {
    expect(
      messages({ type: 'objekt', required: 'a', properties: { a: { minLength: -1 } } }).map(
        (line) => line.split(':')[0],
      ),
    ).toEqual(expect.arrayContaining(['type', 'required', 'properties.a.minLength']));
    expect(messages(null)).toEqual([': a JSON Schema is an object or a boolean']);
    expect(messages(undefined)[0]).toMatch(/JSON/);
  });
  it('refuses recursion, depth, size, and references that multiply', () => {
    expect(messages({ $ref: '#' })[0]).toMatch(/recursive/);
    expect(messages({ properties: { child: { $ref: '#' } } })[0]).toMatch(/recursive/);
    let deep: object = { type: 'string' };
    for (let i = 0; i < 20_000; i++) deep = { not: deep };
    expect(messages(deep)[0]).toMatch(/nested/);
    expect(messages({ description: 'x'.repeat(70_000) })[0]).toMatch(/bytes/);
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `d${i}`,
        i === 39 ? {} : { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
      ]),
    );
    expect(messages({ $ref: '#/$defs/d0', $defs: doubling })[0]).toMatch(/grows/);
  });
  it('takes property names that look like keywords as names', () => {
    expect(
      checkSchema({ type: 'object', properties: { $ref: { type: 'string' }, pattern: { type: 'string' } } }),
    ).toEqual([]);
  });
});

describe('validating a value', () => {
  const schema: JsonSchema = {
    type: 'object',
    required: ['items'],
    additionalProperties: false,
    properties: {
      items: {
        type: 'array',
        items: {
          type: 'object',
          required: ['total'],
          properties: { total: { type: 'number' }, kind: { enum: ['a', 'b'] } },
        },
      },
    },
  };
  it('says valid of a value that fits', () => {
    expect(validateAgainst(schema, { items: [{ total: 1 }] })).toEqual({ valid: true });
    expect(validateAgainst(true, null)).toEqual({ valid: true });
  });
  it('names every error with its path', () => {
    expect(errors(schema, { items: [{ total: 'x', kind: 'c' }, {}], more: 1 })).toEqual([
      { path: '', message: 'must not have the property "more"' },
      { path: 'items[0].total', message: 'must be number' },
      { path: 'items[0].kind', message: 'must be one of ["a","b"]' },
      { path: 'items[1]', message: "must have required property 'total'" },
    ]);
    expect(errors(false, 1)).toHaveLength(1);
  });
  it('reports at most 20 errors of at most 300 characters', () => {
    const many = errors(schema, { items: Array.from({ length: 500 }, () => ({})) });
    expect(many).toHaveLength(20);
    const long = errors({ enum: Array.from({ length: 500 }, (_, i) => `value ${i}`) }, 'x');
    expect(long[0]?.message.length).toBeLessThanOrEqual(300);
  });
  it('does not take inherited properties for present ones', () => {
    expect(errors({ type: 'object', required: ['toString'] }, {})).toHaveLength(1);
  });
  it('decides a pattern that backtracks in linear time', () => {
    const evil: JsonSchema = { type: 'string', pattern: '^(a+)+$' };
    expect(checkSchema(evil)).toEqual([]);
    const started = performance.now();
    expect(errors(evil, `${'a'.repeat(10_000)}!`)).toHaveLength(1);
    expect(validateAgainst(evil, 'a'.repeat(10_000))).toEqual({ valid: true });
    expect(performance.now() - started).toBeLessThan(500);
  });
  it('finds an item that is there twice among 100,000 objects in linear time', () => {
    const items = Array.from({ length: 100_000 }, (_, i) => ({ i }));
    const unique: JsonSchema = { type: 'array', uniqueItems: true };
    const started = performance.now();
    expect(validateAgainst(unique, items)).toEqual({ valid: true });
    expect(errors(unique, [...items, { i: 7 }])).toEqual([{ path: '', message: 'must not hold the same item twice' }]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
  it('checks formats', () => {
    const when: JsonSchema = { type: 'string', format: 'date-time' };
    expect(validateAgainst(when, '2026-11-24T00:00:00Z')).toEqual({ valid: true });
    expect(errors(when, 'yesterday')).toHaveLength(1);
    expect(errors({ type: 'string', format: 'uuid' }, 'x')).toHaveLength(1);
    expect(errors({ type: 'string', format: 'email' }, `${'a'.repeat(100_000)}@`)).toHaveLength(1);
  });
});
