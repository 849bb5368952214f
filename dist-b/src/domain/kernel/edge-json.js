import { messageOf } from "./errors.js";
const FORBIDDEN = /* @__PURE__ */ new Set(["__proto__", "constructor", "prototype"]), SERVER_OWN = /* @__PURE__ */ new Set(["$blob", "$enc"]), isForbiddenKey = (key) => FORBIDDEN.has(key);
function checkJson(root, limits = {}) {
  const { depth: maxDepth = 64, nodes: maxNodes = 5e5, problems: maxProblems = 20, secrets = !1 } = limits, problems = [], open = [{ value: root, key: "", parent: void 0, depth: 0 }];
  let nodes = 0;
  for (let place = open.pop(); place !== void 0 && problems.length < maxProblems; place = open.pop()) {
    nodes++;
    const say = (message, code, key) => {
      const at = key === void 0 ? place : { value: void 0, key, parent: place, depth: 0 };
      problems.push({ path: pathOf(at), message, code });
    }, { value } = place;
    switch (typeof value) {
      case "string":
        badText(value) && say(textMessage(value), "JSON.TEXT");
        break;
      case "number":
        Number.isFinite(value) || say("is a number outside of double range", "JSON.NUMBER");
        break;
      case "boolean":
        break;
      case "object": {
        if (value === null) break;
        if (place.depth >= maxDepth) {
          say(`is nested deeper than ${maxDepth} levels`, "JSON.TOO_DEEP");
          break;
        }
        if (!Array.isArray(value) && !isRecord(value)) {
          say("is binary or an object of a class, which JSON does not have", "JSON.TYPE");
          break;
        }
        const members = [], add = (part, key) => {
          isPlain(part) || nodes + members.length > maxNodes ? nodes++ : members.push({ value: part, key, parent: place, depth: place.depth + 1 });
        };
        if (Array.isArray(value)) value.forEach(add);
        else
          for (const key of Object.keys(value)) {
            const wrong = keyProblem(key, secrets);
            wrong === void 0 ? add(Reflect.get(value, key), key) : say(wrong.message, wrong.code, key);
          }
        for (let i = members.length - 1; i >= 0; i--) {
          const member = members[i];
          member !== void 0 && open.push(member);
        }
        break;
      }
      default:
        say(`is ${typeof value}, which JSON does not have`, "JSON.TYPE");
    }
    if (nodes > maxNodes) {
      problems.push({ path: "", message: `has more than ${maxNodes} parts`, code: "JSON.TOO_MANY_PARTS" });
      break;
    }
  }
  return problems.slice(0, maxProblems);
}
const isPlain = (value) => value === null || typeof value == "boolean" || (typeof value == "number" ? Number.isFinite(value) : typeof value == "string" && !badText(value));
function keyProblem(key, secrets) {
  if (FORBIDDEN.has(key)) return { message: `the key "${key}" is not allowed`, code: "JSON.KEY" };
  if (SERVER_OWN.has(key) || key === "$secret" && !secrets)
    return { message: `the key "${key}" is reserved for the server`, code: "JSON.RESERVED_KEY" };
  if (badText(key)) return { message: `a key ${textMessage(key)}`, code: "JSON.TEXT" };
}
const BAD_TEXT = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/, badText = (text) => BAD_TEXT.test(text), textMessage = (text) => text.includes("\0") ? "holds the character U+0000" : "holds half of a surrogate pair, which is no text", MAX_PATH = 300;
function pathOf(place) {
  const parts = [];
  for (let at = place; at?.parent !== void 0; at = at.parent) parts.push(segment(at.key));
  const path = parts.reverse().join("").replace(/^\./, "");
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH)}\u2026`;
}
function segment(key) {
  return typeof key == "number" ? `[${key}]` : /^[A-Za-z_$][\w$-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
function formatPath(keys) {
  return keys.map((key) => segment(typeof key == "number" ? key : String(key))).join("").replace(/^\./, "");
}
const MAX_EDGE_BYTES = 1048576;
function parseEdgeJson(text, maxBytes = MAX_EDGE_BYTES, limits = {}) {
  if (utf8Exceeds(text, maxBytes))
    return { ok: !1, problems: [{ path: "", message: `is larger than ${maxBytes} bytes`, code: "JSON.TOO_LARGE" }] };
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: !1, problems: [{ path: "", message: `is not JSON: ${messageOf(error)}`, code: "JSON.SYNTAX" }] };
  }
  const problems = checkJson(value, limits);
  return problems.length > 0 ? { ok: !1, problems } : { ok: !0, value };
}
function utf8Exceeds(text, maxBytes) {
  if (text.length > maxBytes) return !0;
  if (text.length * 3 <= maxBytes) return !1;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 128 ? 1 : code < 2048 ? 2 : code < 65536 ? 3 : 4;
  }
  return bytes > maxBytes;
}
function isRecord(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
export {
  MAX_EDGE_BYTES,
  checkJson,
  formatPath,
  isForbiddenKey,
  parseEdgeJson,
  utf8Exceeds
};
//# sourceMappingURL=edge-json.js.map
