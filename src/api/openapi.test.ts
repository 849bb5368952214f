import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { endpointList } from './contract/endpoints.js';
import { openApiDocument } from './openapi.js';

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly security?: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const text = JSON.stringify(openApiDocument('1.2.3'));
const document: Document = JSON.parse(text);
const operation = (path: string, method: string): Operation | undefined =>
  document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];

// The whole document is one schema resource for the validator, so that its references resolve.
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ $id: 'doc:', ...document });
const errorsOf = (schema: object, value: unknown): unknown => {
  const rebased: object = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc:#/'));
  const validate = ajv.compile(rebased);
  return validate(value) ? [] : validate.errors;
};

describe('the OpenAPI document', () => {
  test('is OpenAPI 3.1 and names every endpoint of the contract, and no other', () => {
    expect(document.openapi).toBe('3.1.0');
    const named = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((it) => it.operationId),
    );
    expect(named.sort()).toEqual(endpointList.map(([name]) => name).sort());
  });

  test('has no reference that leads nowhere', () => {
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]);
    expect(references.length).toBeGreaterThan(50);
    expect([...new Set(references)].filter((name) => !((name ?? '') in document.components.schemas))).toEqual([]);
    expect(text).not.toContain('#/$defs/');
  });

  test.each([...endpointList])(
    '%s: its examples fit the schemas that it shows',
    (_, { path, method, status, media, streams }) => {
      const shown = operation(path, method);
      const answer = shown?.responses[status]?.content[streams?.[0] ?? media ?? 'application/json'];
      expect(answer && errorsOf(answer.schema, answer.example)).toEqual([]);
      const body = shown?.requestBody?.content['application/json'];
      if (body && 'example' in body) expect(errorsOf(body.schema, body.example)).toEqual([]);
    },
  );

  test.each([...endpointList])('%s: says its role, its parameters and that errors are problems', (name, endpoint) => {
    const shown = operation(endpoint.path, endpoint.method);
    expect(shown?.description).toContain(endpoint.role === 'public' ? 'Needs no key.' : `Role: ${endpoint.role}.`);
    expect(shown?.security).toEqual(endpoint.role === 'public' ? [] : undefined);
    const names = shown?.parameters.filter((it) => it.in === 'path').map((it) => it.name);
    expect(names, name).toEqual(Object.keys(endpoint.params.shape));
    expect(Object.keys(shown?.responses['default']?.content ?? {})).toEqual(['application/problem+json']);
  });
});
