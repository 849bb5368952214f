import { z } from 'zod';
import { takesBody, type Endpoint } from './contract/endpoint.js';
import { endpointList } from './contract/endpoints.js';
import { ProblemDetails } from './contract/primitives.js';

type JsonObject = { [key: string]: unknown };

/** The OpenAPI 3.1 document of the whole API, made of the contract alone: what it says is what is checked. */
export function openApiDocument(version: string): JsonObject {
  const schemas = new Schemas();
  const problem = schemas.of(ProblemDetails, 'output');
  const paths: Record<string, JsonObject> = {};
  for (const [name, endpoint] of endpointList) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint, schemas, problem) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mission Control',
      version,
      description: [
        'Control plane for supervising autonomous agents.',
        'Commands take an `Idempotency-Key` and answer `{stream, revision, position}`; reads take `?atLeast=<position>` and then show what that command did.',
        'Errors are `application/problem+json` (RFC 9457) with a stable `code`. 503 carries `Retry-After`: send the same command again with the same key.',
        'Money is an integer of nano-dollars (1e-9 USD) as a decimal string.',
      ].join('\n\n'),
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(endpointList.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: "An operator's key: `mc_key_...`" },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'mc_session',
          description:
            'What POST /api/session sets, for browsers; its name ends in the port and begins with `__Host-` over TLS. Changes need an Origin that is the address of the server (403 ACCESS.ORIGIN).',
        },
      },
      schemas: schemas.components,
    },
  };
}

function operationOf(name: string, endpoint: Endpoint, schemas: Schemas, problem: JsonObject): JsonObject {
  const { role, status, example, method } = endpoint;
  const open = role === 'public';
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: `${endpoint.description}\n\n${open ? 'Needs no key.' : `Role: ${role}.`}`,
    ...(open ? { security: [] } : {}),
    parameters: [
      ...parametersOf('path', endpoint.params, schemas),
      ...parametersOf('query', endpoint.query, schemas),
      ...(endpoint.command ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(!takesBody(method)
      ? {}
      : {
          requestBody: {
            required: !endpoint.body.safeParse(undefined).success,
            content: {
              'application/json': {
                schema: schemas.of(endpoint.body, 'input'),
                ...('body' in example ? { example: example.body } : {}),
              },
            },
          },
        }),
    responses: {
      [status]: {
        description: status === 201 ? 'Created' : 'OK',
        content: Object.fromEntries(
          (endpoint.streams ?? [endpoint.media ?? 'application/json']).map((media) => [
            media,
            { schema: schemas.of(endpoint.response, 'output'), example: example.response },
          ]),
        ),
      },
      default: {
        description: `A problem: ${open ? '400 or 503' : '400, 401, 403, 404, 409, 422, 503'}${endpoint.command ? ', or 402 for a budget' : ''}.`,
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key from the same operator is the same command: it is done once and answered alike. With another body it is refused (422).',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

function parametersOf(place: 'path' | 'query', schema: z.ZodObject, schemas: Schemas): JsonObject[] {
  return Object.entries(schema.shape).map(([name, member]) => {
    const optional = z.safeParse(member, undefined).success;
    return { name, in: place, required: place === 'path' || !optional, schema: schemas.of(member, 'input') };
  });
}

/** JSON Schemas of zod schemas; those that have an id (`.meta({ id })`) stand under `components` once. */
class Schemas {
  readonly components: Record<string, JsonObject> = {};

  of(schema: z.core.$ZodType, io: 'input' | 'output'): JsonObject {
    // As a member of another, so that a schema with an id becomes a reference too.
    const { properties = {}, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // An answer may get more fields: clients must not refuse what they do not know.
        if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    });
    const names = new Map(Object.entries($defs).map(([id, definition]) => [id, this.nameOf(id, definition, io)]));
    for (const [id, definition] of Object.entries($defs))
      this.components[names.get(id) ?? id] = relocated({ ...definition }, names);
    const own = properties['it'];
    return typeof own === 'object' ? relocated({ ...own }, names) : {};
  }

  /** What goes in and what comes out may differ under one id (defaults): then the one that goes in is named so. */
  private nameOf(id: string, definition: unknown, io: 'input' | 'output'): string {
    const known = this.components[id];
    if (known === undefined) return id;
    const same = JSON.stringify(relocated(toObject(definition), new Map())) === JSON.stringify(known);
    return same || io === 'output' ? id : `${id}Input`;
  }
}

const toObject = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? { ...value } : {});

/** References of JSON Schema (`#/$defs/X`) as those of OpenAPI; without `id`, which would be a base URI. */
function relocated(schema: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'id' && typeof value === 'string') continue;
    copy[key] =
      key === '$ref' && typeof value === 'string'
        ? value.replace(/^#\/\$defs\/(.+)$/, (_, id: string) => `#/components/schemas/${names.get(id) ?? id}`)
        : relocatedValue(value, names);
  }
  return copy;
}

function relocatedValue(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => relocatedValue(item, names));
  return typeof value === 'object' && value !== null ? relocated({ ...value }, names) : value;
}
