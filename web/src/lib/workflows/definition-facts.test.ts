import { expect, test } from 'vitest';
import { budgetText, definitionFacts, stepFacts, stepOf } from './definition-facts.js';

const definition = {
  budget: { usd: '1.50', tokens: 20_000 },
  policies: { approveWrites: true, onBudget: 'halt' },
  steps: [
    {
      id: 'a',
      agent: { capability: 'reader', name: 'r2' },
      dependsOn: ['x', 'y'],
      estimate: { usd: '0.1', duration: '5m' },
    },
  ],
};

test('a budget is money, tokens, or both', () => {
  expect(budgetText(definition.budget)).toBe('$1.50 and 20,000 tokens');
  expect(budgetText(undefined)).toBe('');
});
test('a definition tells what it sets, and that it has no limit', () => {
  expect(definitionFacts(definition)).toEqual([
    { label: 'Budget', text: '$1.50 and 20,000 tokens' },
    { label: 'Writes ask first', text: 'yes' },
    { label: 'When it runs out', text: 'halt' },
  ]);
  expect(definitionFacts('not a definition')).toEqual([{ label: 'Budget', text: 'no limit' }]);
});
test('a step tells who does it and after what; defaults that matter are named', () => {
  expect(stepFacts(stepOf(definition, 'a') ?? {})).toEqual([
    { label: 'Agent', text: 'reader, r2 and no other' },
    { label: 'Model', text: 'not pinned' },
    { label: 'Tier', text: 'read' },
    { label: 'After', text: 'x, y' },
    { label: 'Estimate', text: '$0.1, 5m' },
  ]);
  expect(stepOf(definition, 'gone')).toBeUndefined();
});
