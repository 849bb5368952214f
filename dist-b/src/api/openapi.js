import { z } from "zod";
import { takesBody } from "./contract/endpoint.js";
import { endpointList } from "./contract/endpoints.js";
import { ProblemDetails } from "./contract/primitives.js";
function openApiDocument(version) {
  const schemas = new Schemas(), problem = schemas.of(ProblemDetails, "output"), paths = {};
  for (const [name, endpoint] of endpointList) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint, schemas, problem) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Mission Control",
      version,
      description: [
        "Control plane for supervising autonomous agents.",
        "Commands take an `Idempotency-Key` and answer `{stream, revision, position}`; reads take `?atLeast=<position>` and then show what that command did.",
        "Errors are `application/problem+json` (RFC 9457) with a stable `code`. 503 carries `Retry-After`: send the same command again with the same key.",
        "Money is an integer of nano-dollars (1e-9 USD) as a decimal string."
      ].join(`

`)
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(endpointList.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An operator's key: `mc_key_...`" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "mc_session",
          description: "What POST /api/session sets, for browsers; its name ends in the port and begins with `__Host-` over TLS. Changes need an Origin that is the address of the server (403 ACCESS.ORIGIN)."
        }
      },
      schemas: schemas.components
    }
  };
}
function operationOf(name, endpoint, schemas, problem) {
  const { role, status, example, method } = endpoint, open = role === "public";
  return {
    operationId: name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: `${endpoint.description}

${open ? "Needs no key." : `Role: ${role}.`}`,
    ...open ? { security: [] } : {},
    parameters: [
      ...parametersOf("path", endpoint.params, schemas),
      ...parametersOf("query", endpoint.query, schemas),
      ...endpoint.command ? [IDEMPOTENCY_KEY] : []
    ],
    ...takesBody(method) ? {
      requestBody: {
        required: !endpoint.body.safeParse(void 0).success,
        content: {
          "application/json": {
            schema: schemas.of(endpoint.body, "input"),
            ..."body" in example ? { example: example.body } : {}
          }
        }
      }
    } : {},
    responses: {
      [status]: {
        description: status === 201 ? "Created" : "OK",
        content: Object.fromEntries(
          (endpoint.streams ?? [endpoint.media ?? "application/json"]).map((media) => [
            media,
            { schema: schemas.of(endpoint.response, "output"), example: example.response }
          ])
        )
      },
      default: {
        description: `A problem: ${open ? "400 or 503" : "400, 401, 403, 404, 409, 422, 503"}${endpoint.command ? ", or 402 for a budget" : ""}.`,
        content: { "application/problem+json": { schema: problem } }
      }
    }
  };
}
const IDEMPOTENCY_KEY = {
  name: "Idempotency-Key",
  in: "header",
  required: !1,
  description: "The same key from the same operator is the same command: it is done once and answered alike. With another body it is refused (422).",
  schema: { type: "string", minLength: 1, maxLength: 200 }
};
function parametersOf(place, schema, schemas) {
  return Object.entries(schema.shape).map(([name, member]) => {
    const optional = z.safeParse(member, void 0).success;
    return { name, in: place, required: place === "path" || !optional, schema: schemas.of(member, "input") };
  });
}
class Schemas {
  components = {};
  of(schema, io) {
    const { properties = {}, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: "any",
      override: ({ jsonSchema }) => {
        io === "output" && jsonSchema.additionalProperties === !1 && delete jsonSchema.additionalProperties, jsonSchema.minimum === Number.MIN_SAFE_INTEGER && delete jsonSchema.minimum, jsonSchema.maximum === Number.MAX_SAFE_INTEGER && delete jsonSchema.maximum;
      }
    }), names = new Map(Object.entries($defs).map(([id, definition]) => [id, this.nameOf(id, definition, io)]));
    for (const [id, definition] of Object.entries($defs))
      this.components[names.get(id) ?? id] = relocated({ ...definition }, names);
    const own = properties.it;
    return typeof own == "object" ? relocated({ ...own }, names) : {};
  }
  /** What goes in and what comes out may differ under one id (defaults): then the one that goes in is named so. */
  nameOf(id, definition, io) {
    const known = this.components[id];
    return known === void 0 || JSON.stringify(relocated(toObject(definition), /* @__PURE__ */ new Map())) === JSON.stringify(known) || io === "output" ? id : `${id}Input`;
  }
}
const toObject = (value) => typeof value == "object" && value !== null ? { ...value } : {};
function relocated(schema, names) {
  const copy = {};
  for (const [key, value] of Object.entries(schema))
    key === "id" && typeof value == "string" || (copy[key] = key === "$ref" && typeof value == "string" ? value.replace(/^#\/\$defs\/(.+)$/, (_, id) => `#/components/schemas/${names.get(id) ?? id}`) : relocatedValue(value, names));
  return copy;
}
function relocatedValue(value, names) {
  return Array.isArray(value) ? value.map((item) => relocatedValue(item, names)) : typeof value == "object" && value !== null ? relocated({ ...value }, names) : value;
}
export {
  openApiDocument
};
//# sourceMappingURL=openapi.js.map
