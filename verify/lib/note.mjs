// @ts-check
import { createHash, createPublicKey, verify } from 'node:crypto';
import { LIMITS } from './failure.mjs';

/**
 * Signed notes: https://c2sp.org/signed-note. A text that ends with a line feed, an empty line, then lines `— name base64(4 bytes of key hash, signature)`.
 * @typedef {{ name: string, keyHash: string, signature: Buffer }} Signature `keyHash`: 8 hex digits
 * @typedef {{ text: string, lines: string[], signatures: Signature[] }} Note
 */

const SIGNATURE_LINE = /^— ([!-*,-~]+) ([A-Za-z0-9+/=]+)$/;

/**
 * The parts of a note; undefined when it is not one.
 * @param {unknown} note
 * @returns {Note | undefined}
 */
export function parseNote(note) {
  if (typeof note !== 'string' || Buffer.byteLength(note) > LIMITS.noteBytes) return undefined;
  const split = note.lastIndexOf('\n\n');
  if (split < 1 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, split + 1);
  const signatures = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const [, name, base64] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = base64 === undefined ? undefined : fromBase64(base64);
    if (name === undefined || bytes === undefined || bytes.length < 5) return undefined;
    signatures.push({ name, keyHash: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) });
  }
  return { text, lines: text.slice(0, -1).split('\n'), signatures };
}

/** Bytes of canonical base64, with padding; undefined for anything else. @param {string} text */
export function fromBase64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** @param {string | Buffer} data */
export const sha256 = (data) => createHash('sha256').update(data);

/** The id of a key: the first 16 bytes of SHA-256 of the public key, in hex. @param {Buffer} publicKey */
export const keyIdOf = (publicKey) => sha256(publicKey).digest('hex').slice(0, 32);

/** What stands before a signature, by C2SP, in hex. @param {string} name @param {Buffer} publicKey */
export const keyHashOf = (name, publicKey) =>
  createHash('sha256').update(`${name}\n\u0001`).update(publicKey).digest('hex').slice(0, 8);

/** What stands before the 32 bytes of an ed25519 key in its SubjectPublicKeyInfo (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PRIME = (1n << 255n) - 19n;

/**
 * Whether 32 bytes are the canonical encoding of a y coordinate. Libraries differ in what they do with others, so none is taken.
 * @param {Buffer} publicKey
 */
export function isPublicKey(publicKey) {
  if (publicKey.length !== 32) return false;
  const y = BigInt(`0x${Buffer.from(publicKey).reverse().toString('hex')}`) & ((1n << 255n) - 1n);
  return y < PRIME;
}

/**
 * OpenSSL's form of a key, which takes as long to make as a signature to verify.
 * @type {WeakMap<Buffer, import('node:crypto').KeyObject>}
 */
const keyObjects = new WeakMap();
/** @param {Buffer} publicKey */
function keyObjectOf(publicKey) {
  let key = keyObjects.get(publicKey);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
    keyObjects.set(publicKey, key);
  }
  return key;
}

/**
 * Whether this key made this signature of a note's text.
 * @param {Note} note
 * @param {Signature} signature
 * @param {Buffer} publicKey 32 bytes
 */
export function isSignedBy(note, { signature }, publicKey) {
  if (signature.length !== 64) return false;
  try {
    return verify(null, Buffer.from(note.text), keyObjectOf(publicKey), signature);
  } catch {
    // OpenSSL throws for bytes that are no point of the curve.
    return false;
  }
}
