import { breakWithin, isChained } from "./chain.js";
import { broken, decode } from "./decode.js";
const known = /* @__PURE__ */ new WeakMap();
function decodeOnce(raw) {
  const before = known.get(raw);
  if (before) return before;
  const decoded = checked(raw, decode(raw));
  return known.set(raw, decoded), decoded;
}
function checked(raw, decoded) {
  if (decoded.kind === "unreadable" || !isChained(raw.stream)) return decoded;
  const why = breakWithin(raw, decoded.data, decoded.event.metadata);
  return why === void 0 ? decoded : broken(raw, why);
}
export {
  decodeOnce
};
//# sourceMappingURL=decode-once.js.map
