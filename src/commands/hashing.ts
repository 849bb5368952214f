import { hash } from 'node:crypto';
import { canonicalize } from '../domain/kernel/json.js';

/** SHA-256 of a text's UTF-8 bytes, lower-case hex. */
export const sha256 = (text: string): string => hash('sha256', text);
/** SHA-256 of the canonical JSON of a value. */
export const hashOf = (value: unknown): string => sha256(canonicalize(value));
/** SHA-256(salt ‖ JCS(value)): tells nothing of the value to who does not have the salt. */
export const saltedHash = (salt: string, canonical: string): string => sha256(salt + canonical);

/** What a name is put together in; a longer one gets a piece of memory of its own. */
const scratch = Buffer.alloc(1024);
/** A UUID's 16 bytes, at the beginning of `bytes`. */
function writeUuid(uuid: string, bytes: Buffer): void {
  for (let from = 0, at = 0; at < 16; from += 2, at++) {
    if (uuid.charCodeAt(from) === DASH) from++;
    bytes[at] = (digit(uuid.charCodeAt(from)) << 4) | digit(uuid.charCodeAt(from + 1));
  }
}
const DASH = 45;
/** Of a hexadecimal digit's code, in either case. */
const digit = (code: number): number => (code < 58 ? code - 48 : (code | 32) - 87);

/** RFC 9562 UUID version 5: the same name in the same namespace is always the same id. Names are joined by a character that no part holds. */
export function uuidV5(namespace: string, ...name: readonly string[]): string {
  const text = name.join('\n');
  // A UTF-16 unit is at most three bytes.
  const bytes = 16 + 3 * text.length <= scratch.length ? scratch : Buffer.allocUnsafe(16 + 3 * text.length);
  writeUuid(namespace, bytes);
  const end = 16 + bytes.write(text, 16, 'utf8');
  const hex = hash('sha1', bytes.subarray(0, end));
  const variant = VARIANT[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
const VARIANT = '89ab';

/** The product's own namespace, for ids whose name is not under another id: streams, operators. */
export const NAMESPACE = '6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60';
