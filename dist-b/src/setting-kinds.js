import { z } from "zod";
const MAX_TEXT = 2e3, text = z.string().max(MAX_TEXT, `has at most ${MAX_TEXT.toLocaleString("en")} characters`).regex(new RegExp("^\\P{Cc}*$", "u"), "must not have control characters"), between = (min, max) => `from ${min} to ${max.toLocaleString("en")}`, inRange = (min, max) => (value) => value >= min && value <= max;
function whole(min, max) {
  const error = `must be a whole number ${between(min, max)}`;
  return z.string(error).regex(/^\d+$/, { error, abort: !0 }).transform(Number).refine(inRange(min, max), error);
}
function decimal(min, max) {
  const error = `must be a number ${between(min, max)}`;
  return z.string(error).regex(/^\d+(\.\d+)?$/, { error, abort: !0 }).transform(Number).refine(inRange(min, max), error);
}
const port = (lowest) => whole(lowest, 65535), listed = (values) => `${values.slice(0, -1).map((value) => `"${value}"`).join(", ")} or "${values.at(-1)}"`, oneOf = (...values) => z.enum(values, `must be ${listed(values)}`), onOff = oneOf("on", "off").transform((value) => value === "on"), url = (...protocols) => text.refine(
  (address) => {
    const [first = ""] = address.replace(/^([a-z+]+:\/\/)[^/?#]*@/, "$1").split(",");
    if (!protocols.some((protocol) => first.startsWith(`${protocol}://`)) || !URL.canParse(first)) return !1;
    const { host, searchParams } = new URL(first);
    return host !== "" || (searchParams.get("host") ?? "") !== "";
  },
  `must be a URL with a host that starts with ${protocols.map((protocol) => `${protocol}://`).join(" or ")}`
), setOnly = (environment) => Object.fromEntries(
  Object.entries(environment).flatMap(
    ([name, value]) => value === void 0 || value.trim() === "" ? [] : [[name, value]]
  )
);
function problemsOf(error) {
  const first = /* @__PURE__ */ new Map();
  for (const { path, message } of error.issues) {
    const name = path.join("."), missing = message.startsWith("Invalid input") ? "is required" : message;
    first.has(name) || first.set(name, `${name} ${missing}`);
  }
  return [...first.values()];
}
export {
  decimal,
  onOff,
  oneOf,
  port,
  problemsOf,
  setOnly,
  text,
  url,
  whole
};
//# sourceMappingURL=setting-kinds.js.map
