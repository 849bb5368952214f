// @ts-check
import { isUtf8 } from 'node:buffer';
import { LIMITS } from './failure.mjs';

/** A text that is not JSON, or JSON that is nested too deep to be looked at. */
export class NotJson extends Error {}

/**
 * The one text of a JSON value, as RFC 8785 says: members sorted by UTF-16 code units, numbers and strings as ECMAScript prints them.
 * A lone surrogate, which the RFC refuses, is printed as ECMAScript does: as an escape in lower case.
 * @param {unknown} value what JSON.parse gave
 * @param {(object: object) => void} [visit] called with every object in it
 * @param {number} [depth]
 * @returns {string}
 */
export function canonicalize(value, visit, depth = 0) {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (depth >= LIMITS.depth) throw new NotJson(`nested deeper than ${LIMITS.depth} levels`);
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + canonicalize(value[i], visit, depth + 1);
    return text + ']';
  }
  visit?.(value);
  return `{${members(value, visit, depth).join(',')}}`;
}

/**
 * The members of an object as they stand in its canonical text, in order: `"name":value`.
 * @param {object} value
 * @param {(object: object) => void} [visit]
 * @param {number} [depth] of the object itself
 */
export function members(value, visit, depth = 0) {
  const record = /** @type {Record<string, unknown>} */ (value);
  const keys = Object.keys(record);
  for (let i = 1; i < keys.length; i++) {
    if (/** @type {string} */ (keys[i - 1]) > /** @type {string} */ (keys[i])) {
      keys.sort();
      break;
    }
  }
  return keys.map((key) => `${quoted(key)}:${canonicalize(record[key], visit, depth + 1)}`);
}

/** Most texts need no escape, and then the quotes are all that JSON.stringify would add. */
const NEEDS_ESCAPE = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;
/** @param {string} text */
export const quoted = (text) => (NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`);

/**
 * UTF-8 to a JSON value. Undefined when it is not valid UTF-8 (a replacement character would hide what was there), not JSON, or nested too deep.
 * Whether the text is the canonical one is for the caller to say.
 * @param {Buffer} bytes
 * @returns {{ text: string, value: unknown } | undefined}
 */
export function parse(bytes) {
  if (!isUtf8(bytes) || (bytes.length > SMALL && isTooDeep(bytes))) return undefined;
  const text = bytes.toString('utf8');
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/**
 * The value of a canonical text; undefined when it is written in any other way.
 * @param {Buffer} bytes
 * @returns {{ value: unknown } | undefined}
 */
export function parseCanonical(bytes) {
  const parsed = parse(bytes);
  if (parsed === undefined) return undefined;
  try {
    return canonicalize(parsed.value) === parsed.text ? { value: parsed.value } : undefined;
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

/** A text of this size cannot cost much, however it is nested. */
const SMALL = 64 * 1024;

/** Nested brackets cost the parser some dozens of bytes each: a large text is looked at before it is parsed. @param {Buffer} bytes */
function isTooDeep(bytes) {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > LIMITS.depth) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}
