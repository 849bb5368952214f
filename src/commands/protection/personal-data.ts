import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import {
  ERASED,
  holdsEncrypted,
  isEncrypted,
  keysIn,
  mapEncrypted,
  type Encrypted,
} from '../../domain/kernel/encrypted.js';
import { canonicalize, type Json } from '../../domain/kernel/json.js';
import type { SubjectKey, SubjectKeys } from './subject-keys.js';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const TEXT_MARK = 'enc:';

/** Values that are about persons, encrypted with their keys: what the log holds of them, and what they say while the keys are there. */
export class PersonalData {
  constructor(readonly keys: SubjectKeys) {}

  /**
   * Encrypts a value for one or more persons: without the key of any of them it cannot be opened. The same value at the same place of the same command
   * gives the same bytes, so that a repeated command is the same command; no nonce is used for two values.
   */
  seal(keys: readonly SubjectKey[], place: string, value: Json): Encrypted {
    const ids = keys.map(({ id }) => id).toSorted();
    const key = ids.join('+');
    const { cipher, nonce } = combined(keys);
    const plain = canonicalize(value);
    const iv = createHmac('sha256', nonce).update(`${place}\n${plain}`).digest().subarray(0, IV_BYTES);
    const sealing = createCipheriv(ALGORITHM, cipher, iv).setAAD(Buffer.from(key));
    const ct = Buffer.concat([sealing.update(plain, 'utf8'), sealing.final(), sealing.getAuthTag()]);
    return { $enc: { key, alg: 'A256GCM', iv: iv.toString('base64'), ct: ct.toString('base64') } };
  }

  /** The value as it was, `[erased]` where a key is gone. Settles at once when nothing is encrypted. */
  open(value: Json): Json | Promise<Json> {
    return holdsEncrypted(value) ? this.#open(value) : value;
  }

  async #open(value: Json): Promise<Json> {
    const keys = new Map<string, SubjectKey>();
    for (const id of keysIn(value)) {
      const key = await this.keys.byId(id);
      if (key) keys.set(id, key);
    }
    return mapEncrypted(value, (part) => opened(part, keys));
  }

  /** The same with keys that are at hand: what they open does not depend on when it is asked. */
  openWith(keys: readonly SubjectKey[], value: Json): Json {
    if (!holdsEncrypted(value)) return value;
    const known = new Map(keys.map((key) => [key.id, key]));
    return mapEncrypted(value, (part) => opened(part, known));
  }

  /** A short text that stands in a field which holds texts only. */
  sealText(keys: readonly SubjectKey[], place: string, text: string): string {
    return TEXT_MARK + JSON.stringify(this.seal(keys, place, text));
  }

  /** The text as it was, or as it stands when it is no sealed one. */
  async openText(text: string): Promise<string> {
    if (!text.startsWith(TEXT_MARK)) return text;
    const sealed: Json = JSON.parse(text.slice(TEXT_MARK.length));
    const value = isEncrypted(sealed) ? await this.open(sealed) : text;
    return typeof value === 'string' ? value : ERASED;
  }
}

function opened({ $enc: { key, iv, ct } }: Encrypted, known: ReadonlyMap<string, SubjectKey>): Json {
  const keys = key.split('+').map((id) => known.get(id));
  const there = keys.filter((one) => one !== undefined);
  if (there.length < keys.length) return ERASED;
  const bytes = Buffer.from(ct, 'base64');
  try {
    const opening = createDecipheriv(ALGORITHM, combined(there).cipher, Buffer.from(iv, 'base64'))
      .setAAD(Buffer.from(key))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = Buffer.concat([opening.update(bytes.subarray(0, -TAG_BYTES)), opening.final()]);
    const value: Json = JSON.parse(plain.toString('utf8'));
    return value;
  } catch {
    // Not what was written under this key: damaged, or the key's id was made to fit.
    return ERASED;
  }
}

/** One key of one or more, in the order of their ids; the first half encrypts, the second makes nonces. */
function combined(keys: readonly SubjectKey[]): { readonly cipher: Uint8Array; readonly nonce: Uint8Array } {
  const [only] = keys;
  const half = (secret: Uint8Array) => ({ cipher: secret.subarray(0, 32), nonce: secret.subarray(32, 64) });
  if (only && keys.length === 1) return half(only.secret);
  const all = Buffer.concat(keys.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ secret }) => secret));
  return half(createHmac('sha512', all).update('several persons').digest());
}
