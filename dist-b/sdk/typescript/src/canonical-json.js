import { createHash } from "node:crypto";
function canonicalJson(value) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : Array.isArray(value) ? `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]` : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}
function canonicalObject(value) {
  const members = [];
  for (const key of Object.keys(value).sort()) {
    const member = Reflect.get(value, key);
    member !== void 0 && members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}
function approvalHash(nonce, params) {
  return createHash("sha256").update(nonce).update(canonicalJson(params)).digest("hex");
}
export {
  approvalHash,
  canonicalJson
};
//# sourceMappingURL=canonical-json.js.map
