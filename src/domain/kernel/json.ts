/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * RFC 8785 (JSON Canonicalization Scheme): the one text of a JSON value, so that equal values have equal hashes.
 * Members that are `undefined` are left out, as JSON.stringify does. Source: https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalize(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return jsonText(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function canonicalArray(values: readonly unknown[]): string {
  let all = '[';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) all += ',';
    all += values[i] === undefined ? 'null' : canonicalize(values[i]);
  }
  return all + ']';
}

function canonicalObject(value: object): string {
  let all = '{';
  let first = true;
  for (const key of sortedKeys(value)) {
    const member: unknown = Reflect.get(value, key);
    if (member === undefined) continue;
    all += `${first ? '' : ','}${quoted(key)}:${canonicalize(member)}`;
    first = false;
  }
  return all + '}';
}

/** Most texts are ids, hashes, times and names: nothing in them is escaped. */
const PLAIN = /^[ !#-[\]-~]*$/;
const jsonText = (value: string): string => (PLAIN.test(value) ? `"${value}"` : JSON.stringify(value));

/** Of so few keys each is put into its place: no sort is called, which allocates. */
const FEW = 24;

/** By UTF-16 code units, which is what the RFC asks for and `<` on strings does. */
function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? '';
    let place = i;
    if ((keys[place - 1] ?? '') <= key) continue;
    if (keys.length > FEW) return keys.sort();
    for (; place > 0 && (keys[place - 1] ?? '') > key; place--) keys[place] = keys[place - 1] ?? '';
    keys[place] = key;
  }
  return keys;
}

/** The same few hundred names stand in all events; names from outside are not kept without end. */
const names = new Map<string, string>();
const MAX_NAMES = 10_000;
function quoted(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const made = jsonText(name);
  if (names.size < MAX_NAMES && name.length <= 64) names.set(name, made);
  return made;
}
