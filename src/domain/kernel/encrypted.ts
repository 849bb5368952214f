import { z } from 'zod';
import type { Json } from './json.js';

/** Stands for a value that is about a person, under a key that can be destroyed. Only the server writes it; at an edge it is refused. */
export const Encrypted = z.strictObject({
  $enc: z.strictObject({
    /** Ids of the keys that together open it, joined by `+`: one for each person that it is about. */
    key: z.string(),
    alg: z.literal('A256GCM'),
    iv: z.string(),
    ct: z.string(),
  }),
});
export type Encrypted = z.infer<typeof Encrypted>;

/** What is shown of a value whose key is gone. */
export const ERASED = '[erased]';

export const isEncrypted = (value: unknown): value is Encrypted =>
  typeof value === 'object' && value !== null && '$enc' in value;

/** Whether any part of a value is encrypted. */
export function holdsEncrypted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isEncrypted(value)) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (holdsEncrypted(item)) return true;
    return false;
  }
  for (const key in value) if (holdsEncrypted(Reflect.get(value, key))) return true;
  return false;
}

/** Ids of the keys that stand in a value, each once. */
export function keysIn(value: unknown, into = new Set<string>()): Set<string> {
  if (isEncrypted(value)) for (const id of value.$enc.key.split('+')) into.add(id);
  else if (Array.isArray(value)) for (const item of value) keysIn(item, into);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) keysIn(part, into);
  return into;
}

/** A value with each encrypted part as `open` gives it. */
export function mapEncrypted(value: Json, open: (part: Encrypted) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isEncrypted(value)) return open(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapEncrypted(item, open));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapEncrypted(member, open)]));
}
