import { z } from "zod";
const Encrypted = z.strictObject({
  $enc: z.strictObject({
    /** Ids of the keys that together open it, joined by `+`: one for each person that it is about. */
    key: z.string(),
    alg: z.literal("A256GCM"),
    iv: z.string(),
    ct: z.string()
  })
}), ERASED = "[erased]", isEncrypted = (value) => typeof value == "object" && value !== null && "$enc" in value;
function holdsEncrypted(value) {
  if (typeof value != "object" || value === null) return !1;
  if (isEncrypted(value)) return !0;
  if (Array.isArray(value)) {
    for (const item of value) if (holdsEncrypted(item)) return !0;
    return !1;
  }
  for (const key in value) if (holdsEncrypted(Reflect.get(value, key))) return !0;
  return !1;
}
function keysIn(value, into = /* @__PURE__ */ new Set()) {
  if (isEncrypted(value)) for (const id of value.$enc.key.split("+")) into.add(id);
  else if (Array.isArray(value)) for (const item of value) keysIn(item, into);
  else if (typeof value == "object" && value !== null) for (const part of Object.values(value)) keysIn(part, into);
  return into;
}
function mapEncrypted(value, open) {
  return typeof value != "object" || value === null ? value : isEncrypted(value) ? open(value) : Array.isArray(value) ? value.map((item) => mapEncrypted(item, open)) : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapEncrypted(member, open)]));
}
export {
  ERASED,
  Encrypted,
  holdsEncrypted,
  isEncrypted,
  keysIn,
  mapEncrypted
};
//# sourceMappingURL=encrypted.js.map
