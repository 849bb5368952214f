import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { messageOf } from "../../domain/kernel/errors.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { linearPattern } from "./linear-pattern.js";
import { join } from "./found-schema.js";
import { ruleProblems } from "./schema-rules.js";
import { sizeProblems } from "./schema-size.js";
const MAX_ERRORS = 20, MAX_MESSAGE = 300, MAX_COMPILED = 500, MAX_NODES_FOR_ALL_ERRORS = 2e4, MAX_FORMATTED = 2048, FORMATS = [
  "date",
  "time",
  "date-time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uri",
  "uri-reference",
  "uuid",
  "json-pointer"
];
function checkSchema(schema) {
  const tooLarge = sizeProblems(schema);
  if (tooLarge.length > 0) return tooLarge;
  let plain;
  try {
    plain = JSON.parse(JSON.stringify(schema));
  } catch {
    return [{ path: "", message: "is not JSON, or is nested too deep" }];
  }
  const problems = ruleProblems(plain, new Set(FORMATS));
  if (!isSchema(plain) || problems.some(({ path }) => path === "")) return problems;
  const ajv = engines().all;
  if (ajv.validateSchema(plain) || problems.push(...metaschemaProblems(ajv.errors ?? [])), problems.length > 0) return problems;
  try {
    return compiledFor(plain).first()(null), [];
  } catch (error) {
    return error instanceof RangeError ? [{ path: "", message: "is too large to be compiled: make it simpler" }] : [{ path: "", message: messageOf(error) }];
  }
}
function validateAgainst(schema, value) {
  if (schema === !0) return { valid: !0 };
  const compiled = compiledFor(schema), quick = compiled.first();
  if (quick(value)) return { valid: !0 };
  let errors = quick.errors;
  if (hasAtMost(value, MAX_NODES_FOR_ALL_ERRORS)) {
    const thorough = compiled.all();
    thorough(value), errors = thorough.errors ?? errors;
  }
  const told = (errors ?? []).slice(0, MAX_ERRORS).map(valueError);
  return { valid: !1, errors: told.length > 0 ? told : [{ path: "", message: "does not fit its schema" }] };
}
const byIdentity = /* @__PURE__ */ new WeakMap(), byText = /* @__PURE__ */ new Map();
function compiledFor(schema) {
  const seen = typeof schema == "object" ? byIdentity.get(schema) : void 0;
  if (seen) return seen;
  const text = canonicalize(schema);
  let compiled = byText.get(text);
  if (compiled) byText.delete(text);
  else if (compiled = { first: lazily(() => compile("first", schema)), all: lazily(() => compile("all", schema)) }, byText.size >= MAX_COMPILED) {
    const [oldest] = byText.keys();
    oldest !== void 0 && byText.delete(oldest);
  }
  return byText.set(text, compiled), typeof schema == "object" && byIdentity.set(schema, compiled), compiled;
}
function compile(which, schema) {
  const ajv = engines()[which];
  try {
    return ajv.compile(schema);
  } finally {
    typeof schema == "object" && ajv.removeSchema(schema);
  }
}
let made;
function engines() {
  return made ??= { first: engine(!1), all: engine(!0) }, made;
}
function engine(allErrors) {
  const linear = Object.assign(
    (pattern) => linearPattern(pattern),
    { code: "linearPattern" }
  ), ajv = new Ajv2020({
    allErrors,
    strict: !0,
    strictTypes: !1,
    strictTuples: !1,
    strictRequired: !1,
    ownProperties: !0,
    validateSchema: !1,
    // Ajv's optimizer takes longer than all else, and V8 does the same.
    code: { regExp: linear, optimize: !1 }
  });
  for (const name of FORMATS) {
    const format = fullFormats[name];
    ajv.addFormat(name, {
      type: "string",
      validate: (text) => text.length <= MAX_FORMATTED && fits(format, text)
    });
  }
  return ajv.addKeyword({ keyword: "x-secret", schemaType: "boolean" }), ajv.addKeyword({ keyword: "x-subject", schemaType: "string" }), ajv.removeKeyword("uniqueItems"), ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (wanted, items) => !wanted || new Set(items.map((item) => canonicalize(item))).size === items.length,
    error: { message: "must not hold the same item twice" }
  }), ajv;
}
function fits(format, text) {
  if (format instanceof RegExp) return format.test(text);
  if (typeof format == "function") return !!format(text);
  if (typeof format == "object") {
    const { validate } = format;
    if (validate instanceof RegExp) return validate.test(text);
    if (typeof validate == "function") return !!Reflect.apply(validate, void 0, [text]);
  }
  throw new TypeError("a format of a kind that is not known here");
}
function isSchema(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}
function metaschemaProblems(errors) {
  const seen = /* @__PURE__ */ new Map();
  for (const error of errors) {
    const { path, message } = valueError(error);
    seen.has(path) || seen.set(path, { path, message });
  }
  return [...seen.values()];
}
function valueError(error) {
  const { params } = error;
  let message = error.message ?? `does not satisfy "${error.keyword}"`;
  const named = (key) => JSON.stringify(Reflect.get(params, key));
  return error.keyword === "additionalProperties" && (message = `must not have the property ${named("additionalProperty")}`), error.keyword === "unevaluatedProperties" && (message = `must not have the property ${named("unevaluatedProperty")}`), error.keyword === "enum" && (message = `must be one of ${named("allowedValues")}`), error.keyword === "const" && (message = `must be ${named("allowedValue")}`), error.keyword === "false schema" && (message = "must not be there"), { path: pathOf(error.instancePath), message: clip(message) };
}
const clip = (text) => text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE - 1)}\u2026`;
function pathOf(pointer) {
  let path = "";
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path = /^\d+$/.test(key) ? `${path}[${key}]` : join(path, key);
  }
  return clip(path);
}
function hasAtMost(root, limit) {
  const open = [root];
  let seen = 0;
  for (; open.length > 0; ) {
    const value = open.pop();
    if (++seen > limit) return !1;
    if (typeof value != "object" || value === null) continue;
    const parts = Array.isArray(value) ? value : Object.values(value);
    if (parts.length > limit) return !1;
    for (const part of parts) open.push(part);
  }
  return !0;
}
function lazily(make) {
  let made2;
  return () => (made2 ??= { value: make() }).value;
}
export {
  checkSchema,
  validateAgainst
};
//# sourceMappingURL=schemas.js.map
