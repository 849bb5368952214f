import type { Json } from '../domain/kernel/json.js';

/**
 * States hold maps, sets and bigints, which JSON has not: each becomes an object with one tag. Members that are undefined are left out
 * and come back as absent, which reads the same.
 */
export function stateToJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    case 'bigint':
      return { $bigint: value.toString() };
    case 'undefined':
      return null;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(stateToJson);
      if (value instanceof Map)
        return { $map: [...value].map(([key, member]) => [stateToJson(key), stateToJson(member)]) };
      if (value instanceof Set) return { $set: [...value].map(stateToJson) };
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map(([key, member]) => [key, stateToJson(member)]),
      );
    default:
      throw new TypeError(`a state cannot hold a ${typeof value}`);
  }
}

export function stateFromJson(json: Json): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (isList(json)) return json.map(stateFromJson);
  const { $bigint, $map, $set } = json;
  if (typeof $bigint === 'string') return BigInt($bigint);
  if (isList($map))
    return new Map(
      $map.map((entry) =>
        isList(entry) ? [stateFromJson(entry[0] ?? null), stateFromJson(entry[1] ?? null)] : [null, null],
      ),
    );
  if (isList($set)) return new Set($set.map(stateFromJson));
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [key, stateFromJson(member)]));
}

const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
