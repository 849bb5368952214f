import { formatPath } from './edge-json.js';
import { isRedacted, isSecretName, mayHoldSecret, redactedBy, withoutSecrets } from './secret-shapes.js';

/** Where something was taken out, and by which rule. */
export interface Redaction {
  readonly path: string;
  readonly rule: string;
}
export interface Redacted<T> {
  /** The value itself when nothing was found in it. */
  readonly value: T;
  readonly found: readonly Redaction[];
}

const NOTHING: readonly Redaction[] = [];
/** Beyond so many the list only says that there are more; all of them are taken out. */
export const MAX_LISTED = 100;
/** Names of members may be as long as the whole value; the list goes into every event that has one. */
const MAX_PATH = 300;

/** A value without the secrets that can be told by their shape, or by the name of the member that holds them; in texts and in the names of members. */
export function redact<T>(value: T): Redacted<T> {
  if (!isSuspect(value)) return { value, found: NOTHING };
  const found: Redaction[] = [];
  const clean = cleaned(value, [], found);
  return found.length === 0 ? { value, found: NOTHING } : { value: clean as T, found: listed(found) };
}

/** The places of secrets that can be told by their shape alone: what names mean is not asked. Of texts that are refused, not changed. */
export function secretShapesIn(value: unknown): readonly Redaction[] {
  if (!isSuspect(value)) return NOTHING;
  const found: Redaction[] = [];
  const look = (part: unknown, path: readonly (string | number)[]): void => {
    if (typeof part === 'string') for (const rule of withoutSecrets(part).rules) note(found, path, rule);
    else if (Array.isArray(part)) part.forEach((item: unknown, i) => look(item, [...path, i]));
    else if (typeof part === 'object' && part !== null)
      for (const [key, member] of Object.entries(part)) {
        const { text, rules } = withoutSecrets(key);
        for (const rule of rules) note(found, [...path, text], rule);
        look(member, [...path, text]);
      }
  };
  look(value, []);
  return listed(found);
}

/** Where something was found. Beyond what is listed only their number counts. */
function note(found: Redaction[], path: readonly (string | number)[], rule: string): void {
  if (found.length >= MAX_LISTED) return void found.push({ path: '', rule });
  const text = formatPath(path);
  found.push({ path: text.length > MAX_PATH ? `${text.slice(0, MAX_PATH - 1)}…` : text, rule });
}

export function listed(found: readonly Redaction[]): readonly Redaction[] {
  if (found.length <= MAX_LISTED) return found;
  return [...found.slice(0, MAX_LISTED), { path: '', rule: `and ${found.length - MAX_LISTED} more` }];
}

/** The same few hundred names stand in all values; names from outside are not kept without end. */
const names = new Map<string, boolean>();
const MAX_NAMES = 10_000;
const LONGEST_KEPT = 64;
function isSuspectName(name: string): boolean {
  const known = names.get(name);
  if (known !== undefined) return known;
  const suspect = isSecretName(name) || mayHoldSecret(name);
  if (names.size < MAX_NAMES && name.length <= LONGEST_KEPT) names.set(name, suspect);
  return suspect;
}

/** One quick look at everything; most values end here. */
function isSuspect(value: unknown): boolean {
  if (typeof value === 'string') return mayHoldSecret(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (isSuspect(item)) return true;
    return false;
  }
  for (const key of Object.keys(value)) if (isSuspectName(key) || isSuspect(Reflect.get(value, key))) return true;
  return false;
}

function cleaned(value: unknown, path: readonly (string | number)[], found: Redaction[]): unknown {
  if (typeof value === 'string') {
    if (!mayHoldSecret(value)) return value;
    const { text, rules } = withoutSecrets(value);
    for (const rule of rules) note(found, path, rule);
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown, i) => cleaned(item, [...path, i], found));
  const clean: Record<string, unknown> = {};
  const last = new Map<string, number>();
  for (const [key, member] of Object.entries(value)) {
    const { text: name, rules } = isSuspectName(key) ? withoutSecrets(key) : { text: key, rules: [] };
    const at = [...path, name];
    for (const rule of rules) note(found, at, rule);
    clean[rules.length === 0 ? key : freeName(name, value, clean, last)] = isSecretName(key)
      ? namedSecret(member, at, found)
      : cleaned(member, at, found);
  }
  return clean;
}

/** What stands in a member that is called a secret: a text, a number, or a list of them. What has members of its own is looked through like any other. */
function namedSecret(value: unknown, path: readonly (string | number)[], found: Redaction[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, i) => namedSecret(item, [...path, i], found));
  const isSecret = typeof value === 'number' || (typeof value === 'string' && value !== '' && !isRedacted(value));
  if (!isSecret) return cleaned(value, path, found);
  note(found, path, 'named-secret');
  return redactedBy('named-secret');
}

/** Names that were secrets stay as many members. `last`: the number that each was given last; looking for a free one from the start would take for ever. */
function freeName(name: string, value: object, clean: object, last: Map<string, number>): string {
  let n = last.get(name) ?? 0;
  let free: string;
  do free = ++n === 1 ? name : `${name} ${n}`;
  while (Object.hasOwn(clean, free) || Object.hasOwn(value, free));
  last.set(name, n);
  return free;
}
