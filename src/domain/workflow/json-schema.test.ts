import { expect, it } from 'vitest';
import { definitionJsonSchema } from './json-schema.js';

it('the published schema of a definition has its fields, refuses others, and takes any JSON Schema as a schema', () => {
  const schema = definitionJsonSchema();
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    additionalProperties: false,
    required: ['id', 'name', 'steps'],
    properties: {
      input: { $ref: 'https://json-schema.org/draft/2020-12/schema' },
      steps: {
        type: 'array',
        items: { type: 'object', additionalProperties: false, required: ['id', 'agent', 'output'] },
      },
    },
  });
});
