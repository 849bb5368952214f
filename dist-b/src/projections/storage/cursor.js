import { DomainError } from "../../domain/kernel/errors.js";
import { checkJson } from "../../domain/kernel/edge-json.js";
import { isInstant } from "../../domain/kernel/instant.js";
const toCursor = (key) => Buffer.from(JSON.stringify(key)).toString("base64url"), PARTS = {
  text: (part) => part.length <= 300 && checkJson(part).length === 0,
  instant: isInstant,
  /** Of 32 bits, zero or more. */
  integer: (part) => /^\d{1,10}$/.test(part) && Number(part) < 2 ** 31,
  /** Of 64 bits, zero or more: a position in the log, a duration. */
  bigint: (part) => /^\d{1,19}$/.test(part) && BigInt(part) < 2n ** 63n,
  money: (part) => /^-?\d{1,30}$/.test(part)
};
function fromCursor(cursor, kinds) {
  try {
    const key = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (Array.isArray(key) && key.length === kinds.length && kinds.every((kind, i) => isPart(key[i], kind))) return key;
  } catch {
  }
  throw wrongCursor();
}
const isPart = (part, kind) => typeof part == "string" && PARTS[kind](part), wrongCursor = () => new DomainError("READ.CURSOR", "invalid", "The cursor is not one that this list answered: start again without it.", {
  problems: [{ path: "cursor", message: "must be `next` of the page before" }]
});
function pageOf(rows, limit, key) {
  const items = rows.slice(0, limit), last = items.at(-1);
  return rows.length > limit && last !== void 0 ? { items, next: toCursor(key(last)) } : { items };
}
export {
  fromCursor,
  pageOf,
  toCursor,
  wrongCursor
};
//# sourceMappingURL=cursor.js.map
