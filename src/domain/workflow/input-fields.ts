import type { JsonSchema } from './definition.js';

/** Keywords that may bring properties which are not written at the place itself: there nothing is said to be missing. */
const INDIRECT = ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'] as const;

/**
 * Why a path into the run's input cannot be there, by the input schema; undefined when it can. A schema that lists properties is taken at its word,
 * unless it allows others explicitly (`additionalProperties: true` or a schema).
 */
export function missingInputField(schema: JsonSchema | undefined, path: readonly string[]): string | undefined {
  let at: unknown = schema;
  for (const [depth, key] of path.entries()) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    const here: object = at;
    if (INDIRECT.some((keyword) => Object.hasOwn(here, keyword))) return undefined;
    const properties: unknown = Reflect.get(here, 'properties');
    const others: unknown = Reflect.get(here, 'additionalProperties');
    if (typeof properties === 'object' && properties !== null && Object.hasOwn(properties, key)) {
      at = Reflect.get(properties, key);
      continue;
    }
    const closed = others === false || (others === undefined && typeof properties === 'object' && properties !== null);
    if (!closed) return undefined;
    const place = depth === 0 ? "the run's input" : `input.${path.slice(0, depth).join('.')}`;
    const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    const has = known.length === 0 ? 'nothing' : known.slice(0, 10).join(', ');
    return `${place} has no "${key}": its schema has ${has}`;
  }
  return undefined;
}
