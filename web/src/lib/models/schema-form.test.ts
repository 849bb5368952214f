import { describe, expect, test } from 'vitest';
import { choiceOf, cleaned, fieldOf, initialValue, problemsAt } from './schema-form.js';

const schema = {
  type: 'object',
  required: ['repository', 'options'],
  properties: {
    repository: { type: 'string', title: 'Repository', description: 'A path', examples: ['/work/project'] },
    depth: { type: 'integer', minimum: 1, default: 3 },
    mode: { enum: ['fast', 'full'] },
    options: { type: 'object', properties: { dry: { type: 'boolean', default: true } } },
    tags: { type: 'array', items: { type: 'string' } },
  },
};

describe('a form made from a schema', () => {
  const field = fieldOf(schema);
  test('each property is a field of its kind, with title, help and whether it is needed', () => {
    if (field.kind !== 'group') throw new Error('not a group');
    expect(field.fields.map(({ name, required, field: inner }) => [name, required, inner.kind])).toEqual([
      ['repository', true, 'text'],
      ['options', true, 'group'],
      ['depth', false, 'number'],
      ['mode', false, 'select'],
      ['tags', false, 'list'],
    ]);
    expect(field.fields[0]?.field).toMatchObject({ label: 'Repository', help: 'A path', placeholder: '/work/project' });
  });
  test('it begins with the defaults', () => expect(initialValue(field)).toEqual({ depth: 3, options: { dry: true } }));
  test('a box that must be there and is not ticked says no', () =>
    expect(
      initialValue(
        fieldOf({
          type: 'object',
          required: ['dry'],
          properties: { dry: { type: 'boolean' }, wet: { type: 'boolean' } },
        }),
      ),
    ).toEqual({ dry: false }));
  test('what it cannot draw is JSON', () => {
    expect(fieldOf({ $ref: '#/x' }).kind).toBe('json');
    expect(fieldOf({ $ref: 'https://elsewhere.example/schema' }).kind).toBe('json');
    expect(fieldOf(true).kind).toBe('json');
  });
  test('a local reference is followed, and what stands beside it is nearer', () => {
    const found = fieldOf({
      type: 'object',
      properties: { to: { $ref: '#/$defs/a~1b', title: 'Ship to' } },
      $defs: { 'a/b': { type: 'string', title: 'Address', minLength: 3 } },
    });
    expect(found).toMatchObject({
      fields: [{ field: { kind: 'text', label: 'Ship to', limits: 'at least 3 characters' } }],
    });
  });
  test('a schema of itself is drawn once, and is JSON inside', () => {
    const node = { type: 'object', properties: { next: { $ref: '#/$defs/node' } } };
    expect(fieldOf({ $ref: '#/$defs/node', $defs: { node } })).toMatchObject({
      kind: 'group',
      fields: [{ field: { kind: 'json' } }],
    });
    expect(fieldOf({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }).kind).toBe('json');
  });
  test('a value of several types is a choice of them, and nothing is one', () => {
    const field = fieldOf({ type: ['integer', 'null'], title: 'Depth', minimum: 1 });
    expect(field).toMatchObject({
      kind: 'choice',
      label: 'Depth',
      options: [
        { kind: 'number', label: 'a whole number', min: 1 },
        { kind: 'select', label: 'nothing', options: [null] },
      ],
    });
    if (field.kind === 'choice') expect([null, 4].map((value) => choiceOf(field.options, value))).toEqual([1, 0]);
  });
  test('one of several forms is a choice', () =>
    expect(fieldOf({ oneOf: [{ type: 'string', title: 'By name' }, { type: 'integer' }] })).toMatchObject({
      kind: 'choice',
      options: [{ label: 'By name' }, { label: 'form 2' }],
    }));
  test('an empty field is absent', () =>
    expect(cleaned({ a: '', b: { c: undefined, d: 0 }, e: ['', 'x'] })).toEqual({ b: { d: 0 }, e: ['x'] }));
  test('a problem of the server stands at its field', () => {
    const problems = [
      { path: 'input.options.dry', message: 'must be boolean' },
      { path: '/tags/0', message: 'must be string' },
    ];
    expect(problemsAt(problems, ['options', 'dry'])).toEqual(['must be boolean']);
    expect(problemsAt(problems, ['tags', 0])).toEqual(['must be string']);
    expect(problemsAt(problems, [])).toEqual([]);
    const missing = [{ path: 'input.options', message: "must have required property 'dry'" }];
    expect(problemsAt(missing, ['options', 'dry'])).toEqual(['is required']);
    expect(problemsAt(missing, ['options'])).toEqual([]);
  });
  test('it says what a value must be like; that something must be there goes without saying', () => {
    expect(fieldOf({ type: 'string', minLength: 3, maxLength: 20, pattern: '^a' }).limits).toBe(
      '3 to 20 characters, matches ^a',
    );
    expect(fieldOf({ type: 'string', minLength: 1 }).limits).toBe('');
    expect(fieldOf({ type: 'integer', minimum: 1 }).limits).toBe('at least 1');
    expect(fieldOf({ type: 'string', format: 'email' })).toMatchObject({ input: 'email', limits: 'format: email' });
  });
  test('a value that is there already chooses its form', () => {
    const choice = fieldOf({
      oneOf: [{ type: 'string' }, { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } }],
    });
    if (choice.kind !== 'choice') throw new Error('not a choice');
    expect(choiceOf(choice.options, { id: 4 })).toBe(1);
    expect(choiceOf(choice.options, 'x')).toBe(0);
    expect(choiceOf(choice.options, { id: 'x' })).toBe(0);
    expect(choiceOf(choice.options, undefined)).toBe(0);
  });
});
