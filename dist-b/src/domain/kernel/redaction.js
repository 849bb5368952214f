import { formatPath } from "./edge-json.js";
import { isRedacted, isSecretName, mayHoldSecret, redactedBy, withoutSecrets } from "./secret-shapes.js";
const NOTHING = [], MAX_LISTED = 100, MAX_PATH = 300;
function redact(value) {
  if (!isSuspect(value)) return { value, found: NOTHING };
  const found = [], clean = cleaned(value, [], found);
  return found.length === 0 ? { value, found: NOTHING } : { value: clean, found: listed(found) };
}
function secretShapesIn(value) {
  if (!isSuspect(value)) return NOTHING;
  const found = [], look = (part, path) => {
    if (typeof part == "string") for (const rule of withoutSecrets(part).rules) note(found, path, rule);
    else if (Array.isArray(part)) part.forEach((item, i) => look(item, [...path, i]));
    else if (typeof part == "object" && part !== null)
      for (const [key, member] of Object.entries(part)) {
        const { text, rules } = withoutSecrets(key);
        for (const rule of rules) note(found, [...path, text], rule);
        look(member, [...path, text]);
      }
  };
  return look(value, []), listed(found);
}
function note(found, path, rule) {
  if (found.length >= MAX_LISTED) return void found.push({ path: "", rule });
  const text = formatPath(path);
  found.push({ path: text.length > MAX_PATH ? `${text.slice(0, MAX_PATH - 1)}\u2026` : text, rule });
}
function listed(found) {
  return found.length <= MAX_LISTED ? found : [...found.slice(0, MAX_LISTED), { path: "", rule: `and ${found.length - MAX_LISTED} more` }];
}
const names = /* @__PURE__ */ new Map(), MAX_NAMES = 1e4, LONGEST_KEPT = 64;
function isSuspectName(name) {
  const known = names.get(name);
  if (known !== void 0) return known;
  const suspect = isSecretName(name) || mayHoldSecret(name);
  return names.size < MAX_NAMES && name.length <= LONGEST_KEPT && names.set(name, suspect), suspect;
}
function isSuspect(value) {
  if (typeof value == "string") return mayHoldSecret(value);
  if (typeof value != "object" || value === null) return !1;
  if (Array.isArray(value)) {
    for (const item of value) if (isSuspect(item)) return !0;
    return !1;
  }
  for (const key of Object.keys(value)) if (isSuspectName(key) || isSuspect(Reflect.get(value, key))) return !0;
  return !1;
}
function cleaned(value, path, found) {
  if (typeof value == "string") {
    if (!mayHoldSecret(value)) return value;
    const { text, rules } = withoutSecrets(value);
    for (const rule of rules) note(found, path, rule);
    return text;
  }
  if (typeof value != "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item, i) => cleaned(item, [...path, i], found));
  const clean = {}, last = /* @__PURE__ */ new Map();
  for (const [key, member] of Object.entries(value)) {
    const { text: name, rules } = isSuspectName(key) ? withoutSecrets(key) : { text: key, rules: [] }, at = [...path, name];
    for (const rule of rules) note(found, at, rule);
    clean[rules.length === 0 ? key : freeName(name, value, clean, last)] = isSecretName(key) ? namedSecret(member, at, found) : cleaned(member, at, found);
  }
  return clean;
}
function namedSecret(value, path, found) {
  return Array.isArray(value) ? value.map((item, i) => namedSecret(item, [...path, i], found)) : typeof value == "number" || typeof value == "string" && value !== "" && !isRedacted(value) ? (note(found, path, "named-secret"), redactedBy("named-secret")) : cleaned(value, path, found);
}
function freeName(name, value, clean, last) {
  let n = last.get(name) ?? 0, free;
  do
    free = ++n === 1 ? name : `${name} ${n}`;
  while (Object.hasOwn(clean, free) || Object.hasOwn(value, free));
  return last.set(name, n), free;
}
export {
  MAX_LISTED,
  listed,
  redact,
  secretShapesIn
};
//# sourceMappingURL=redaction.js.map
