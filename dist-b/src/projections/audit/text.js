import { parted } from "./terms.js";
const MAX_TEXT = 4e3, MAX_INPUTS = 400, MAX_DEPTH = 12, SILENT = /* @__PURE__ */ new Set([
  "$blob",
  "$enc",
  "bootId",
  "gatewayId",
  "nonce",
  "hash",
  "inputHash",
  "inputsHash",
  "outputHash",
  "outputSchema",
  "paramsHash",
  "schemaHash",
  "secretHash",
  "actionHash",
  "verdict",
  "priceId",
  "prices",
  "tokens",
  "settles",
  "reservations",
  "policies",
  "from",
  "why",
  "stepId",
  "scope",
  "heartbeatMs",
  "controlRevision",
  "attempt",
  "deadlineAt"
]), UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, FEW_IDS = /* @__PURE__ */ new Set(["charges"]);
function textOf(values, data) {
  const found = new Found();
  for (const value of values) found.add(value, MAX_TEXT);
  return collect(data, found, MAX_TEXT, 0, !0), { text: parted(plain(found.parts.join(" "))), ids: found.ids };
}
class Found {
  parts = [];
  ids = /* @__PURE__ */ new Set();
  length = 0;
  add(text, limit) {
    const room = Math.min(limit, MAX_TEXT) - this.length;
    if (room <= 0) return;
    const part = text.length > room ? text.slice(0, room) : text;
    this.parts.push(part), this.length += part.length + 1;
  }
  get size() {
    return this.length;
  }
}
function collect(value, found, limit, depth, ids) {
  if (!(found.size >= limit || depth > MAX_DEPTH)) {
    if (typeof value == "string")
      UUID.test(value) ? ids && found.ids.add(value) : found.add(value, limit);
    else if (typeof value == "number") found.add(String(value), limit);
    else if (Array.isArray(value)) for (const item of value) collect(item, found, limit, depth + 1, ids);
    else if (typeof value == "object" && value !== null)
      for (const [key, item] of Object.entries(value)) {
        if (SILENT.has(key)) continue;
        const room = key === "inputs" ? Math.min(limit, found.size + MAX_INPUTS) : limit;
        collect(item, found, room, depth + 1, ids && !FEW_IDS.has(key));
      }
  }
}
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, plain = (text) => text.replace(UNSTORABLE, " "), MAX_LINE = 240;
function oneLine(text) {
  const line = text.slice(0, 4 * MAX_LINE).replace(/\s+/g, " ").trim();
  return plain(line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}\u2026` : line);
}
export {
  MAX_TEXT,
  oneLine,
  plain,
  textOf
};
//# sourceMappingURL=text.js.map
