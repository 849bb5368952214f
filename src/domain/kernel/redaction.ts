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
    if (typeof part === 'string')
      found.push(...withoutSecrets(part).rules.map((rule) => ({ path: formatPath(path), rule })));
    else if (Array.isArray(part)) part.forEach((item: unknown, i) => look(item, [...path, i]));
    else if (typeof part === 'object' && part !== null)
      for (const [key, member] of Object.entries(part)) {
        const { text, rules } = withoutSecrets(key);
        found.push(...rules.map((rule) => ({ path: formatPath([...path, text]), rule })));
        look(member, [...path, text]);
      }
  };
  look(value, []);
  return listed(found);
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
    for (const rule of rules) found.push({ path: formatPath(path), rule });
    return text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown, i) => cleaned(item, [...path, i], found));
  const clean: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const { text: name, rules } = withoutSecrets(key);
    const at = [...path, name];
    for (const rule of rules) found.push({ path: formatPath(at), rule });
    clean[rules.length === 0 ? key : freeName(name, clean)] = isNamedSecret(key, member)
      ? (found.push({ path: formatPath(at), rule: 'named-secret' }), redactedBy('named-secret'))
      : cleaned(member, at, found);
  }
  return clean;
}

const isNamedSecret = (name: string, value: unknown): boolean =>
  isSecretName(name) &&
  ((typeof value === 'string' && value !== '' && !isRedacted(value)) || typeof value === 'number');

/** Two names that were secrets stay two members. */
function freeName(name: string, taken: object): string {
  let free = name;
  for (let n = 2; Object.hasOwn(taken, free); n++) free = `${name} ${n}`;
  return free;
}
