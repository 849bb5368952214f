import { describe, expect, it } from 'vitest';
import type { WorkflowDefinition } from './definition.js';
import { checkDefinition, type DefinitionTools } from './validate.js';

/** Expressions here are lists of references (`input.a.b steps.x`); schemas are wrong when they say so. */
const tools: DefinitionTools = {
  checkExpression(text) {
    if (text === 'wrong') return { ok: false, message: 'does not parse' };
    const words = text.split(' ').map((word) => word.split('.'));
    return {
      ok: true,
      stepRefs: words.flatMap(([root, id]) => (root === 'steps' && id !== undefined ? [id] : [])),
      inputPaths: words.flatMap(([root, ...path]) => (root === 'input' ? [path] : [])),
    };
  },
  checkSchema: (schema) =>
    JSON.stringify(schema).includes('wrong') ? [{ path: 'properties.a', message: 'is wrong' }] : [],
};
const step = (id: string, more: object = {}) => ({ id, agent: 'worker', output: true, ...more });
const workflow = (...steps: unknown[]) => ({ id: 'flow', name: 'Flow', steps });
const check = (definition: unknown) => checkDefinition(definition, tools);
const problems = (definition: unknown): string[] =>
  check(definition).problems.map(({ path, message }) => `${path}: ${message}`);
const paths = (definition: unknown): string[] => check(definition).problems.map(({ path }) => path);
const warnings = (definition: unknown): string[] =>
  check(definition).warnings.map(({ path, code }) => `${path} ${code ?? ''}`);

describe('a definition', () => {
  it('without problems is given back', () => {
    const good: WorkflowDefinition = {
      ...workflow(),
      input: { type: 'object', properties: { repo: { type: 'string' } } },
      steps: [step('a', { inputs: { repo: 'input.repo' } }), step('b', { dependsOn: ['a'], inputs: { x: 'steps.a' } })],
    };
    expect(check(good)).toEqual({ definition: good, problems: [], warnings: [] });
  });

  it('with ten mistakes lists ten, whatever their kind', () => {
    const ten = {
      id: 'Flow!',
      title: 'unknown field',
      name: 'Flow',
      input: { properties: { repo: {} } },
      steps: [
        step('a', { dependsOn: ['a'] }),
        step('b', { dependsOn: ['nope'], timeout: '3 minutes' }),
        step('b', { inputs: { x: 'wrong', y: 'steps.a', z: 'input.rep' } }),
        { id: 'c', agent: 'worker', output: { wrong: 1 } },
      ],
    };
    expect(paths(ten)).toEqual([
      'id',
      'title',
      'steps[0].dependsOn[0]',
      'steps[1].timeout',
      'steps[1].dependsOn[0]',
      'steps[2].id',
      'steps[2].inputs.x',
      'steps[2].inputs.y',
      'steps[2].inputs.z',
      'steps[3].output.properties.a',
    ]);
    expect(check(ten).definition).toBeUndefined();
  });

  it('names unknown fields at every level', () => {
    expect(
      problems({ ...workflow(step('a', { colour: 1, agent: { capability: 'x', host: 'y' } })), extra: 1 }),
    ).toEqual([
      'extra: there is no field "extra" here',
      'steps[0].agent.host: there is no field "host" here',
      'steps[0].colour: there is no field "colour" here',
    ]);
  });

  it('says what is missing, and which kind of value was expected', () => {
    expect(problems({ name: 5, steps: [{ id: 'a', agent: 7 }] })).toEqual([
      'id: is required',
      'name: must be string, not a number',
      'steps[0].agent: must be string or object, not a number',
      'steps[0].output: is required',
    ]);
    expect(problems(null)).toEqual([': must be object, not null']);
    expect(problems(workflow())).toEqual(['steps: a workflow needs at least one step']);
  });

  it('names a cycle', () => {
    expect(problems(workflow(step('a', { dependsOn: ['b'] }), step('b', { dependsOn: ['a'] })))).toEqual([
      'steps: these steps wait for each other: a -> b -> a',
    ]);
  });

  it('refuses an input from a step that is not before this one', () => {
    const [early, own, far] = [
      step('a', { inputs: { x: 'steps.b' } }),
      step('b', { inputs: { x: 'steps.b' } }),
      step('c'),
    ];
    expect(problems(workflow(early, own, far))).toEqual([
      'steps[0].inputs.x: "b" is not a step before this one: name it in dependsOn, or use another',
      'steps[1].inputs.x: a step cannot use its own output',
    ]);
    const chain = workflow(
      step('a'),
      step('b', { dependsOn: ['a'] }),
      step('c', { dependsOn: ['b'], inputs: { x: 'steps.a' } }),
    );
    expect(problems(chain)).toEqual([]);
  });

  it('suggests the step that was meant', () => {
    expect(problems(workflow(step('risk-summary'), step('b', { dependsOn: ['risk_summary'] }))).join()).toContain(
      'use lower-case letters',
    );
    for (const typo of ['colect', 'collectt', 'cholect', 'clolect'])
      expect(problems(workflow(step('collect'), step('b', { dependsOn: [typo] }))).join()).toMatch(
        typo === 'cholect' ? /there is no step "cholect"/ : /did you mean "collect"/,
      );
  });

  it('refuses a field of the run input that its schema does not have', () => {
    const using = (input: object, expression: string) =>
      problems({ ...workflow(step('a', { inputs: { x: expression } })), input });
    expect(using({ properties: { a: { properties: { b: {} } } } }, 'input.a.c input.a.b input.z input.a.b.d')).toEqual([
      'steps[0].inputs.x: input.a has no "c": its schema has b',
      'steps[0].inputs.x: the run\'s input has no "z": its schema has a',
    ]);
    expect(using({ properties: { a: {} }, additionalProperties: true }, 'input.z')).toEqual([]);
    expect(using({ properties: { a: {} }, allOf: [{}] }, 'input.z')).toEqual([]);
    expect(using({ type: 'object' }, 'input.z')).toEqual([]);
    expect(using({ additionalProperties: false }, 'input.z')).toHaveLength(1);
  });

  it('warns of a budget below the estimates, and of risky steps without a pinned model', () => {
    expect(
      warnings({
        ...workflow(
          step('a', { estimate: { usd: '0.06', tokens: 600 }, budget: { usd: 0.05 } }),
          step('b', { estimate: { usd: 0.05, tokens: 500 }, tier: 'irreversible' }),
          step('c', { tier: 'financial', model: 'm1', approval: { required: false } }),
        ),
        budget: { usd: '0.1', tokens: 1_000 },
      }),
    ).toEqual([
      'budget DEFINITION.SMALL_BUDGET',
      'budget DEFINITION.SMALL_BUDGET',
      'steps[0].budget DEFINITION.SMALL_BUDGET',
      'steps[1].model DEFINITION.UNPINNED_MODEL',
      'steps[2].approval.required DEFINITION.NO_EFFECT',
    ]);
  });

  it('is refused for what no JSON from outside may hold', () => {
    expect(paths({ ...workflow(step('a')), description: '\u0000' })).toEqual(['description']);
    let deep: unknown = true;
    for (let i = 0; i < 100_000; i++) deep = { not: deep };
    expect(check({ ...workflow(step('a', { output: deep })) }).problems).toHaveLength(1);
  });

  it('may have 10,000 steps in a chain or beside each other, and no more', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) =>
      step(`s${i}`, i === 0 ? {} : { dependsOn: [`s${i - 1}`], inputs: { x: `steps.s${i >> 1}` } }),
    );
    expect(problems(workflow(...chain))).toEqual([]);
    expect(problems(workflow(...chain, step('one-more')))).toEqual(['steps: a workflow has at most 10,000 steps']);
    const ids = Array.from({ length: 9_998 }, (_, i) => `p${i}`);
    const middle = ids.map((id) => step(id, { dependsOn: ['first'], inputs: { x: 'steps.first' } }));
    expect(problems(workflow(step('first'), ...middle, step('last', { dependsOn: ids })))).toEqual([]);
  });

  it('with thousands of mistakes suggests a step for the first hundred names, and names the ends of a long cycle', () => {
    const wrong = Array.from({ length: 101 }, (_, i) => step(`a${i}`, { dependsOn: [`step-${i}x`] }));
    const right = Array.from({ length: 101 }, (_, i) => step(`step-${i}`));
    expect(problems(workflow(...wrong, ...right)).filter((problem) => problem.includes('did you mean'))).toHaveLength(
      100,
    );
    const circle = Array.from({ length: 30 }, (_, i) => step(`s${i}`, { dependsOn: [`s${(i + 1) % 30}`] }));
    expect(problems(workflow(...circle)).join()).toMatch(
      /each other: s0 -> s1 .* -> s9 -> \(11 more\) -> s21 .* -> s0$/,
    );
  });
});
