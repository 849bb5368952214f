import { createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';

/**
 * Signed notes (https://c2sp.org/signed-note): a text, an empty line, and a line per signature. Signatures are ed25519, of the text's bytes
 * with the line break at its end.
 */

const SEED_BYTES = 32;
/** DER of a PKCS #8 ed25519 private key, up to its seed (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Algorithm of the key's hash: ed25519. */
const ED25519 = Buffer.from([1]);

export interface NoteSigner {
  readonly keyId: string;
  /** 32 bytes, base64. */
  readonly publicKey: string;
  /** A line of a signed note, with its line break. */
  signatureLine(keyName: string, text: string): string;
}

/** First 16 bytes of SHA-256(public key), in hex. */
export const keyIdOf = (publicKey: Uint8Array): string => hash('sha256', publicKey, 'hex').slice(0, 32);

/** Takes the 32 bytes of a private key. Throws a TypeError for any other length. */
export function noteSigner(seed: Uint8Array): NoteSigner {
  if (seed.length !== SEED_BYTES) throw new TypeError(`an ed25519 seed has ${SEED_BYTES} bytes, not ${seed.length}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-SEED_BYTES);
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.toString('base64'),
    signatureLine(keyName, text) {
      const keyHash = hash('sha256', Buffer.concat([Buffer.from(`${keyName}\n`), ED25519, publicKey]), 'buffer');
      const signature = sign(null, Buffer.from(text), key);
      return `— ${keyName} ${Buffer.concat([keyHash.subarray(0, 4), signature]).toString('base64')}\n`;
    },
  };
}

/** A whole note. Throws a TypeError for a text that does not end with a line break. */
export function signedNote(keyName: string, text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n')) throw new TypeError('the text of a note ends with a line break');
  return `${text}\n${signers.map((signer) => signer.signatureLine(keyName, text)).join('')}`;
}

/** What every note of a log begins with, and the name of its keys. */
export const origin = (storeId: string): string => `mission-control/${storeId}`;
