import { Optional } from '@marcbachmann/cel-js';
import { isForbiddenKey } from '../../domain/kernel/edge-json.js';
import type { Json } from '../../domain/kernel/json.js';

const MAX_DEPTH = 60;
const MAX_PARTS = 200_000;
const MAX_CHARACTERS = 1_048_576;

/** What results may take, all that are given the same room together. */
export interface Room {
  parts: number;
  characters: number;
}
export const newRoom = (): Room => ({ parts: MAX_PARTS, characters: MAX_CHARACTERS });

/** Raised when a result has no form in JSON; the message says what to write instead. */
export class ResultError extends Error {}

/**
 * The JSON of what an expression gave: integers (bigint) as numbers when they are exact, timestamps as ISO 8601, durations as "90s",
 * an optional that holds nothing at the top as undefined. Throws a ResultError on what JSON cannot carry, and on results that are too large or too deep.
 */
export function jsonOf(value: unknown, room: Room = newRoom()): Json | undefined {
  if (value instanceof Optional) return value.hasValue() ? jsonOf(value.value(), room) : undefined;
  const take = (characters: number): void => {
    room.characters -= characters;
    if (room.characters < 0) throw new ResultError(`the result is larger than ${MAX_CHARACTERS} characters`);
  };
  const convert = (part: unknown, depth: number): Json => {
    if (--room.parts < 0) throw new ResultError(`the result has more than ${MAX_PARTS} parts`);
    switch (typeof part) {
      case 'string':
        take(part.length);
        return part;
      case 'boolean':
        return part;
      case 'number':
        if (!Number.isFinite(part)) throw new ResultError(`the result holds ${part}, which JSON cannot carry`);
        return part;
      case 'bigint':
        return exact(part);
      case 'object':
        if (part === null) return null;
        if (depth > MAX_DEPTH) throw new ResultError(`the result is nested deeper than ${MAX_DEPTH} levels`);
        return convertObject(part, depth + 1);
      default:
        throw new ResultError(`the result holds a ${typeof part}, which JSON cannot carry`);
    }
  };
  const convertObject = (part: object, depth: number): Json => {
    if (Array.isArray(part)) return part.map((item: unknown) => convert(item, depth));
    if (part instanceof Set) return [...part].map((item: unknown) => convert(item, depth));
    if (part instanceof Map) return members([...part.entries()], depth);
    if (part instanceof Date) return part.toISOString();
    if (part instanceof Uint8Array) throw new ResultError('the result holds bytes: write .base64() or .string()');
    if (part instanceof Optional)
      throw new ResultError('the result holds an optional: write .orValue(...) to say what stands for a missing value');
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype === Object.prototype || prototype === null) return members(Object.entries(part), depth);
    const primitive: unknown = part.valueOf();
    if (typeof primitive === 'bigint') return exact(primitive);
    if (Reflect.get(part, Symbol.toStringTag) === 'google.protobuf.Duration') return String(part);
    throw new ResultError('the result holds a value that JSON cannot carry, such as a type');
  };
  const members = (entries: readonly (readonly [unknown, unknown])[], depth: number): Json => {
    const object: Record<string, Json> = {};
    for (const [key, member] of entries) {
      if (typeof key !== 'string') throw new ResultError('the keys of a map must be strings');
      if (isForbiddenKey(key)) throw new ResultError(`the result holds the key "${key}", which is not allowed`);
      take(key.length);
      object[key] = convert(member, depth);
    }
    return object;
  };
  return convert(value, 0);
}

function exact(integer: bigint): number {
  const number = Number(integer);
  if (!Number.isSafeInteger(number))
    throw new ResultError(`${integer} is too large to be exact as a JSON number: write string(...) around it`);
  return number;
}
