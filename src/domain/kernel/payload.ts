import { z } from 'zod';
import { Sha256 } from './ids.js';
import type { Json } from './json.js';

/** Stands for a large payload, which is stored beside the log under its hash. Only the server writes it; at an edge it is refused. */
export const BlobRef = z.strictObject({
  $blob: z.strictObject({ sha256: Sha256, size: z.int().min(0), mediaType: z.string() }),
});
export type BlobRef = z.infer<typeof BlobRef>;

/** A payload field of an event: the value itself, or a reference to it. Never looked into by evolve. */
export const Payload = z.custom<Json | BlobRef>((value) => value !== undefined, 'a payload is missing');
export type Payload = Json | BlobRef;

const MAX_DEPTH = 200;

/** Calls `found` for every reference in a value. */
export function findBlobRefs(value: unknown, found: (ref: BlobRef) => unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  if (isBlobRef(value)) found(value);
  else for (const member of Object.values(value)) findBlobRefs(member, found, depth + 1);
}

export function isBlobRef(value: unknown): value is BlobRef {
  return typeof value === 'object' && value !== null && '$blob' in value;
}
