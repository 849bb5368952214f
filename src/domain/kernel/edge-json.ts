import { messageOf, type Problem } from './errors.js';
import type { Json } from './json.js';

/** What a JSON value from outside may be at most. */
export interface JsonLimits {
  /** Levels of nesting. */
  readonly depth?: number;
  /** Values, members and items counted one by one. */
  readonly nodes?: number;
  /** Problems that are listed before the search ends. */
  readonly problems?: number;
  /** Whether `$secret` is allowed: where a handoff may name a secret. `$blob` and `$enc` are the server's own everywhere. */
  readonly secrets?: boolean;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const SERVER_OWN = new Set(['$blob', '$enc']);

/** Keys that reach an object's prototype in careless code, here or in whoever reads the log. */
export const isForbiddenKey = (key: string): boolean => FORBIDDEN.has(key);

/**
 * Everything that a value from an edge must not have, each with its path: nesting over 64 levels, keys that reach a prototype, keys that only the server
 * writes (`$blob`, `$enc`, `$secret`), lone surrogates and U+0000 (PostgreSQL and RFC 8785 refuse them), numbers outside of double range, what JSON does not
 * have, too many parts. Without recursion: a value of any depth is refused, not a cause to crash.
 */
export function checkJson(root: unknown, limits: JsonLimits = {}): Problem[] {
  const { depth: maxDepth = 64, nodes: maxNodes = 500_000, problems: maxProblems = 20, secrets = false } = limits;
  const problems: Problem[] = [];
  const open: Place[] = [{ value: root, key: '', parent: undefined, depth: 0 }];
  let nodes = 0;
  for (let place = open.pop(); place !== undefined && problems.length < maxProblems; place = open.pop()) {
    nodes++;
    const say = (message: string, code: string, key?: string): void => {
      const at = key === undefined ? place : { value: undefined, key, parent: place, depth: 0 };
      problems.push({ path: pathOf(at), message, code });
    };
    const { value } = place;
    switch (typeof value) {
      case 'string':
        if (badText(value)) say(textMessage(value), 'JSON.TEXT');
        break;
      case 'number':
        if (!Number.isFinite(value)) say('is a number outside of double range', 'JSON.NUMBER');
        break;
      case 'boolean':
        break;
      case 'object': {
        if (value === null) break;
        if (place.depth >= maxDepth) {
          say(`is nested deeper than ${maxDepth} levels`, 'JSON.TOO_DEEP');
          break;
        }
        if (!Array.isArray(value) && !isRecord(value)) {
          say('is binary or an object of a class, which JSON does not have', 'JSON.TYPE');
          break;
        }
        // Pushed backwards, so that problems come in the order of the document; what is plainly right is only counted.
        const members: Place[] = [];
        const add = (part: unknown, key: string | number): void => {
          if (isPlain(part) || nodes + members.length > maxNodes) nodes++;
          else members.push({ value: part, key, parent: place, depth: place.depth + 1 });
        };
        if (Array.isArray(value)) value.forEach(add);
        else {
          for (const key of Object.keys(value)) {
            const wrong = keyProblem(key, secrets);
            if (wrong === undefined) add(Reflect.get(value, key), key);
            else say(wrong.message, wrong.code, key);
          }
        }
        for (let i = members.length - 1; i >= 0; i--) {
          const member = members[i];
          if (member !== undefined) open.push(member);
        }
        break;
      }
      default:
        say(`is ${typeof value}, which JSON does not have`, 'JSON.TYPE');
    }
    if (nodes > maxNodes) {
      problems.push({ path: '', message: `has more than ${maxNodes} parts`, code: 'JSON.TOO_MANY_PARTS' });
      break;
    }
  }
  return problems.slice(0, maxProblems);
}

interface Place {
  readonly value: unknown;
  readonly key: string | number;
  readonly parent: Place | undefined;
  readonly depth: number;
}

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === 'boolean' ||
  (typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' && !badText(value));

function keyProblem(key: string, secrets: boolean): { message: string; code: string } | undefined {
  if (FORBIDDEN.has(key)) return { message: `the key "${key}" is not allowed`, code: 'JSON.KEY' };
  if (SERVER_OWN.has(key) || (key === '$secret' && !secrets))
    return { message: `the key "${key}" is reserved for the server`, code: 'JSON.RESERVED_KEY' };
  if (badText(key)) return { message: `a key ${textMessage(key)}`, code: 'JSON.TEXT' };
  return undefined;
}

// U+0000, and surrogates without their other half.
const BAD_TEXT = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const badText = (text: string): boolean => BAD_TEXT.test(text);
const textMessage = (text: string): string =>
  text.includes('\u0000') ? 'holds the character U+0000' : 'holds half of a surrogate pair, which is no text';

const MAX_PATH = 300;
function pathOf(place: Place): string {
  const parts: string[] = [];
  for (let at: Place | undefined = place; at?.parent !== undefined; at = at.parent) parts.push(segment(at.key));
  const path = parts.reverse().join('').replace(/^\./, '');
  return path.length <= MAX_PATH ? path : `${path.slice(0, MAX_PATH)}…`;
}

/** One step of a path in a document: `[2]`, `.name`, `["unit price"]`. */
function segment(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** A path in a document as text: `steps[2].dependsOn[0]`. */
export function formatPath(keys: readonly PropertyKey[]): string {
  return keys
    .map((key) => segment(typeof key === 'number' ? key : String(key)))
    .join('')
    .replace(/^\./, '');
}

export const MAX_EDGE_BYTES = 1_048_576;

/** Parses JSON from outside: at most 1 MiB of UTF-8, and nothing that `checkJson` refuses (JSON.parse makes Infinity of 1e400, and takes any depth). */
export function parseEdgeJson(
  text: string,
  maxBytes: number = MAX_EDGE_BYTES,
  limits: JsonLimits = {},
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly problems: readonly Problem[] } {
  if (utf8Exceeds(text, maxBytes))
    return { ok: false, problems: [{ path: '', message: `is larger than ${maxBytes} bytes`, code: 'JSON.TOO_LARGE' }] };
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = messageOf(error);
    return { ok: false, problems: [{ path: '', message: `is not JSON: ${message}`, code: 'JSON.SYNTAX' }] };
  }
  const problems = checkJson(value, limits);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

/** Whether a text takes more bytes in UTF-8, without encoding it. */
export function utf8Exceeds(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true;
  if (text.length * 3 <= maxBytes) return false;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes > maxBytes;
}

/** A frame may carry buffers, whose every byte would count as a member. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
