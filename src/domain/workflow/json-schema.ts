import { z } from 'zod';
import type { Json } from '../kernel/json.js';
import { JsonSchema, WorkflowDefinition } from './definition.js';

let published: Json | undefined;

/** The JSON Schema (2020-12) of a workflow definition, for editors. What it cannot say (cycles, references between steps) `checkDefinition` says. */
export function definitionJsonSchema(): Json {
  if (published === undefined) {
    const schema = z.toJSONSchema(WorkflowDefinition, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        // A schema within the definition: any object or boolean, described by the specification's own metaschema.
        if (zodSchema === JsonSchema) {
          delete jsonSchema.anyOf;
          jsonSchema.$ref = 'https://json-schema.org/draft/2020-12/schema';
        }
      },
    });
    const json: Json = JSON.parse(JSON.stringify({ title: 'Mission Control workflow', ...schema }));
    published = json;
  }
  return published;
}
