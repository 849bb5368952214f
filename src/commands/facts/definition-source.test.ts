import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../domain/workflow/validate.js';
import { definitionTools } from './definition-tools.js';
import { parseDefinitionSource, withPositions } from './definition-source.js';

const YAML = `id: report
name: Report
steps:
  - id: collect
    agent: collector
    output: { type: object, "unit price": no }
  - id: write
    agent: writer
    output: true
    dependsOn: [collect, nope]
`;
const JSON_TEXT = JSON.stringify(
  { id: 'report', steps: [{ id: 'a', dependsOn: ['b', 'c'], output: { 'unit price': 1 } }] },
  undefined,
  2,
);
const problems = (text: string, format?: 'json' | 'yaml'): string[] =>
  parseDefinitionSource(text, format).problems.map(
    ({ path, line, column, message }) => `${path} ${line ?? '-'}:${column ?? '-'} ${message}`,
  );

describe('the source of a definition', () => {
  it('is read as YAML 1.2 or JSON, by its first character when nobody says', () => {
    expect(parseDefinitionSource(YAML).value).toMatchObject({
      id: 'report',
      steps: [{ output: { 'unit price': 'no' } }, {}],
    });
    expect(parseDefinitionSource(JSON_TEXT).value).toEqual(JSON.parse(JSON_TEXT));
    expect(parseDefinitionSource(`\uFEFF${JSON_TEXT}`).problems).toEqual([]);
    expect(parseDefinitionSource(JSON_TEXT, 'yaml').value).toEqual(JSON.parse(JSON_TEXT));
  });

  it('knows the line and column of each path, and of what is missing those of its place', () => {
    const yaml = parseDefinitionSource(YAML);
    expect(yaml.locate('steps[1].dependsOn[1]')).toMatchObject({ line: 10, column: 26 });
    expect(yaml.locate('steps[0].output["unit price"]')).toMatchObject({ line: 6, column: 29 });
    expect(yaml.locate('steps[1].agent')).toMatchObject({ line: 8, column: 5 });
    expect(yaml.locate('steps[1].timeout')).toMatchObject({ line: 7, column: 5 });
    expect(yaml.locate('')).toMatchObject({ line: 1, column: 1 });
    const json = parseDefinitionSource(JSON_TEXT);
    expect(json.locate('steps[0].dependsOn[1]')).toMatchObject({ line: 8, column: 9 });
    expect(json.locate('steps[0].output["unit price"]')).toMatchObject({ line: 11, column: 9 });
    expect(json.locate('steps[0].agent')).toMatchObject({ line: 4, column: 5 });
    expect(json.locate('nothing')).toMatchObject({ line: 1, column: 1 });
  });

  it('places every problem of a definition', () => {
    const source = parseDefinitionSource(YAML);
    const { problems: found } = checkDefinition(source.value, definitionTools);
    expect(withPositions(found, source).map(({ path, line, column }) => `${path} ${line}:${column}`)).toEqual([
      'steps[0].output["unit price"] 6:29',
      'steps[1].dependsOn[1] 10:26',
    ]);
  });

  it('marks the piece of text that each path stands for, on one line', () => {
    const marked = (text: string, path: string): string => {
      const place = parseDefinitionSource(text).locate(path);
      return place === undefined ? 'nowhere' : text.slice(place.from, place.to);
    };
    expect(marked(YAML, 'name')).toBe('name: Report');
    expect(marked(YAML, 'steps')).toBe('steps');
    expect(marked(YAML, 'steps[1]')).toBe('id: write');
    expect(marked(YAML, 'steps[1].dependsOn[1]')).toBe('nope');
    expect(marked(YAML, 'steps[1].timeout')).toBe('id: write');
    expect(marked(YAML, 'steps[0].output["unit price"]')).toBe('"unit price": no');
    expect(marked(JSON_TEXT, 'id')).toBe('"id": "report"');
    expect(marked(JSON_TEXT, 'steps[0].output')).toBe('"output"');
    expect(marked(JSON_TEXT, 'steps[0].dependsOn[1]')).toBe('"c"');
    expect(marked('a: x # why\n', 'a')).toBe('a: x');
    const [syntax] = parseDefinitionSource('a: [1\nb: 2').problems;
    expect(syntax?.to).toBeGreaterThanOrEqual(syntax?.from ?? Infinity);
  });

  it('leaves a part to be looked at while the text has mistakes', () => {
    expect(parseDefinitionSource('steps:\n  - id: a\n  - id: b\n    id: c\n')).toMatchObject({
      value: undefined,
      partial: { steps: [{ id: 'a' }, {}] },
    });
    expect(parseDefinitionSource('{"a": ').partial).toBeUndefined();
  });

  it('is refused with a key that is there twice', () => {
    expect(problems('id: a\nname: b\nid: c\n')).toEqual([' 3:1 the same key is there twice']);
    expect(problems('{"a": {"x": [1, {"b": 1,\n "b": 2}]}}')).toEqual(['a.x[1].b 2:2 the same key is there twice']);
    expect(problems('{"a": "b", "b": "a", "c": {"a": ["a", "a"]}}')).toEqual([]);
  });

  it('is refused where it is not JSON or YAML, with the place', () => {
    expect(problems('{"a": 1')[0]).toMatch(/^ 1:8 is not JSON/);
    expect(problems('{a: 1}')[0]).toMatch(/^ 1:2 is not JSON/);
    expect(problems('a: [1\nb: 2')[0]).toMatch(/^ 2:\d/);
    expect(problems('a: 1\n---\nb: 2')).toEqual([' 2:1 holds more than one document']);
    expect(problems('a: !!js/function x')).toEqual([' 1:4 tags are not supported']);
    expect(problems('[a, b]: 1')[0]).toMatch(/a key must be a string/);
    expect(problems('  \n')).toEqual([' -:- is empty']);
    expect(problems('# nothing\n')).toHaveLength(0);
    expect(parseDefinitionSource('# nothing\n').value).toBeNull();
  });

  it('is refused with what no JSON from outside may hold', () => {
    expect(problems('a:\n  __proto__: 1\n')).toEqual(['a.__proto__ 2:3 the key "__proto__" is not allowed']);
    expect(problems('{"a": 1e400, "$blob": 1}')).toEqual([
      '$blob 1:14 the key "$blob" is reserved for the server',
      'a 1:2 is a number outside of double range',
    ]);
    expect(problems('a: .nan')).toEqual(['a 1:1 is a number outside of double range']);
  });

  it('takes no aliases that multiply, and plain ones it does', () => {
    expect(parseDefinitionSource('a: &x [1, 2]\nb: *x').value).toEqual({ a: [1, 2], b: [1, 2] });
    const lines = ['a0: &a0 [x, x]'];
    for (let i = 1; i < 30; i++) lines.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    expect(problems(lines.join('\n'))[0]).toMatch(/alias/i);
    expect(problems('a: *nope')[0]).toMatch(/nope/);
  });

  it('may be nested as deep as it likes without harm', () => {
    for (const piece of ['[', '{a: ', '- ', '? ', '{"a":'])
      expect(parseDefinitionSource(piece.repeat(50_000), 'yaml').problems).toHaveLength(1);
    expect(problems(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'json')[0]).toMatch(/nested/);
    expect(parseDefinitionSource(`a: ${'['.repeat(60)}${']'.repeat(60)}`).problems).toEqual([]);
  });

  it('is at most 1 MiB, YAML half of it', () => {
    expect(problems(`{"a": "${'x'.repeat(1_048_576)}"}`)[0]).toMatch(/larger/);
    expect(problems(`a: ${'x'.repeat(524_288)}`)[0]).toMatch(/JSON may be larger/);
  });
});
