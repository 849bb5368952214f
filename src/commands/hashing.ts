import { createHash } from 'node:crypto';
import { canonicalize } from '../domain/kernel/json.js';

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** SHA-256 of the canonical JSON of a value. */
export const hashOf = (value: unknown): string => sha256(canonicalize(value));
/** SHA-256(salt ‖ JCS(value)): tells nothing of the value to who does not have the salt. */
export const saltedHash = (salt: string, canonical: string): string => sha256(salt + canonical);

/** RFC 9562 UUID version 5: the same name in the same namespace is always the same id. Names are joined by a character that no part holds. */
export function uuidV5(namespace: string, ...name: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name.join('\n'))
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The product's own namespace, for ids whose name is not under another id: streams, operators. */
export const NAMESPACE = '6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60';
