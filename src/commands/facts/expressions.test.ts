import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/kernel/json.js';
import { checkExpression, compileExpression, evaluateInputs, type Scope } from './expressions.js';

const scope: Scope = {
  input: { n: 3, f: 1.5, name: 'x', list: [1, 2, 3], items: [{ total: 2 }, { total: 4 }], 'unit price': 9, none: null },
  steps: { collect: { output: { files: ['a', 'b'] } }, 'risk-summary': { output: { level: 'high', score: 5 } } },
};
const value = (text: string, within: Scope = scope): Json | undefined => {
  const result = evaluateInputs({ it: text }, within);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.inputs['it'];
};
const problem = (text: string, within: Scope = scope): string => {
  const result = evaluateInputs({ it: text }, within);
  if (result.ok) throw new Error(`gave ${JSON.stringify(result.inputs)}`);
  return result.problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
};

describe('an expression', () => {
  it.each<[string, Json]>([
    ['input.name', 'x'],
    ['input', scope.input],
    ['steps.collect.output.files', ['a', 'b']],
    ['steps["risk-summary"].output.level', 'high'],
    ["steps['risk-summary'].output.score + 1", 6],
    ['input["unit price"]', 9],
    ['input.n + 1', 4],
    ['1 + input.n', 4],
    ['input.n * 2 - 1', 5],
    ['input.n / 2', 1.5],
    ['input.n % 2 == 1', true],
    ['7 / 2', 3],
    ['input.list[input.n - 1]', 3],
    ['input.list[size(input.list) - 1]', 3],
    ['size(input.items)', 2],
    ['input.items.map(i, i.total * 2)', [4, 8]],
    ['input.items.filter(i, i.total > 3)', [{ total: 4 }]],
    ['input.items.exists(i, i.total == 4.0)', true],
    ['input.list.map(x, input.list.map(y, x * y))[2][2]', 9],
    [
      '{"files": steps.collect.output.files, "count": size(steps.collect.output.files)}',
      { files: ['a', 'b'], count: 2 },
    ],
    ['has(input.missing) ? input.missing : 10', 10],
    ['input.?missing.orValue(10)', 10],
    ['input.?n', 3],
    ['[1, "a", 2.5, null, {"b": [true]}]', [1, 'a', 2.5, null, { b: [true] }]],
    ['3u', 3],
    ['timestamp("2026-11-24T00:00:00Z")', '2026-11-24T00:00:00.000Z'],
    ['duration("90s")', '90s'],
    ['input.name.matches("^x$")', true],
    ['type(input.name) == string', true],
    ['input.none', null],
    ['"n" in input && !("toString" in input)', true],
  ])('%s gives %j', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  it('leaves an input out that is optional and not there', () => {
    expect(evaluateInputs({ limit: 'input.?missing', name: 'input.name' }, scope)).toEqual({
      ok: true,
      inputs: { name: 'x' },
    });
  });

  it.each<[string, RegExp]>([
    ['input.missing', /missing/],
    ['steps.later.output', /later/],
    ['input.list[7]', /range|index|7/],
    ['9007199254740993', /too large/],
    ['1.0 / 0.0', /Infinity/],
    ['1 / 0', /zero/],
    ['b"abc"', /bytes/],
    ['[input.?missing]', /orValue/],
    ['type(1)', /JSON/],
    ['input.constructor', /constructor/],
    ['input.__proto__', /__proto__/],
    ['input.name.matches("(?=x)")', /look-around/],
  ])('%s is a problem: %s', (text, expected) => {
    expect(problem(text)).toMatch(expected);
    expect(problem(text)).toMatch(/^inputs\.it: /);
  });

  it('reports the problems of all inputs at once', () => {
    const result = evaluateInputs({ a: 'input.x', b: 'input.name', c: 'input.y' }, scope);
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual(['inputs.a', 'inputs.c']);
  });

  it('is compiled once', () => {
    expect(compileExpression('input.name')).toBe(compileExpression('input.name'));
  });
});

describe('what an expression refers to', () => {
  it('is found without evaluating it', () => {
    expect(
      checkExpression('steps["risk-summary"].output.a + steps.collect.output.b[0] + input.a.b[0].c + input["d"].e'),
    ).toEqual({
      ok: true,
      stepRefs: ['risk-summary', 'collect'],
      inputPaths: [
        ['a', 'b'],
        ['d', 'e'],
      ],
    });
    expect(checkExpression('input.items.map(i, i.total + steps.a.output[input.k])')).toEqual({
      ok: true,
      stepRefs: ['a'],
      inputPaths: [['items'], ['k']],
    });
    expect(checkExpression('has(input.a) && input.?b.c.orValue(1) == size(input)')).toMatchObject({
      inputPaths: [['a'], ['b', 'c'], []],
    });
  });

  it.each<[string, RegExp]>([
    ['input.', /at character/],
    ['', /./],
    ['foo.bar', /no variable "foo"/],
    ['steps.risk-summary.output', /steps\["risk-summary"\]\.output/],
    ['steps', /name the step/],
    ['steps[input.n].output', /name the step/],
    ['steps.collect', /steps\.collect\.output/],
    ['steps.collect.summary', /steps\.collect\.output/],
    ['input.list.map(steps, steps.x)', /another name/],
    ['input.a.map(x, x.map(y, y.map(z, z)))', /nested/],
    ['cel.bind(x, input.a, x + x)', /cel\.bind/],
    ['"a" + 1', /overload/],
    ['nope(1)', /nope/],
    ['{"constructor": 1}', /constructor/],
    ['summary', /no variable "summary"/],
    ['input.a + '.repeat(300) + '1', /characters/],
  ])('is refused when it cannot be known: %s', (text, expected) => {
    const checked = checkExpression(text);
    expect(checked.ok ? 'was accepted' : checked.message).toMatch(expected);
  });
});

describe('evaluation is bounded', () => {
  const large: Scope = {
    input: { list: Array.from({ length: 100_000 }, (_, i) => i), text: 'a'.repeat(100_000) },
    steps: {},
  };
  it('in time, and the next expression is none the worse', () => {
    const started = performance.now();
    expect(problem('input.list.map(x, input.list.map(y, x + y)).size()', large)).toMatch(/longer than/);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(value('input.list.map(x, x + 1)[0]', large)).toBe(1);
    expect(value('input.text.matches("^a+$")', large)).toBe(true);
  });
  it('in its result', () => {
    expect(problem(Array.from({ length: 20 }, () => 'input.text').join(' + '), large)).toMatch(/larger/);
    expect(problem('input.list + input.list + input.list', large)).toMatch(/parts/);
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`x${i}`, 'input.text']));
    expect(evaluateInputs(many, large).ok).toBe(false);
  });
  it('on patterns that would backtrack', () => {
    const started = performance.now();
    expect(value('(input.text + "!").matches("^(a+)+$")', large)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
