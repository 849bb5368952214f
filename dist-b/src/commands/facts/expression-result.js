import { Optional } from "@marcbachmann/cel-js";
import { isForbiddenKey } from "../../domain/kernel/edge-json.js";
const MAX_DEPTH = 60, MAX_PARTS = 2e5, MAX_CHARACTERS = 1048576, newRoom = () => ({ parts: MAX_PARTS, characters: MAX_CHARACTERS });
class ResultError extends Error {
}
function jsonOf(value, room = newRoom()) {
  if (value instanceof Optional) return value.hasValue() ? jsonOf(value.value(), room) : void 0;
  const take = (characters) => {
    if (room.characters -= characters, room.characters < 0) throw new ResultError(`the result is larger than ${MAX_CHARACTERS} characters`);
  }, convert = (part, depth) => {
    if (--room.parts < 0) throw new ResultError(`the result has more than ${MAX_PARTS} parts`);
    switch (typeof part) {
      case "string":
        return take(part.length), part;
      case "boolean":
        return part;
      case "number":
        if (!Number.isFinite(part)) throw new ResultError(`the result holds ${part}, which JSON cannot carry`);
        return part;
      case "bigint":
        return exact(part);
      case "object":
        if (part === null) return null;
        if (depth > MAX_DEPTH) throw new ResultError(`the result is nested deeper than ${MAX_DEPTH} levels`);
        return convertObject(part, depth + 1);
      default:
        throw new ResultError(`the result holds a ${typeof part}, which JSON cannot carry`);
    }
  }, convertObject = (part, depth) => {
    if (Array.isArray(part)) return part.map((item) => convert(item, depth));
    if (part instanceof Set) return [...part].map((item) => convert(item, depth));
    if (part instanceof Map) return members([...part.entries()], depth);
    if (part instanceof Date) return part.toISOString();
    if (part instanceof Uint8Array) throw new ResultError("the result holds bytes: write .base64() or .string()");
    if (part instanceof Optional)
      throw new ResultError("the result holds an optional: write .orValue(...) to say what stands for a missing value");
    const prototype = Object.getPrototypeOf(part);
    if (prototype === Object.prototype || prototype === null) return members(Object.entries(part), depth);
    const primitive = part.valueOf();
    if (typeof primitive == "bigint") return exact(primitive);
    if (Reflect.get(part, Symbol.toStringTag) === "google.protobuf.Duration") return String(part);
    throw new ResultError("the result holds a value that JSON cannot carry, such as a type");
  }, members = (entries, depth) => {
    const object = {};
    for (const [key, member] of entries) {
      if (typeof key != "string") throw new ResultError("the keys of a map must be strings");
      if (isForbiddenKey(key)) throw new ResultError(`the result holds the key "${key}", which is not allowed`);
      take(key.length), object[key] = convert(member, depth);
    }
    return object;
  };
  return convert(value, 0);
}
function exact(integer) {
  const number = Number(integer);
  if (!Number.isSafeInteger(number))
    throw new ResultError(`${integer} is too large to be exact as a JSON number: write string(...) around it`);
  return number;
}
export {
  ResultError,
  jsonOf,
  newRoom
};
//# sourceMappingURL=expression-result.js.map
