// @ts-check
import { parseCanonical } from './canonical-json.mjs';
import { Failure } from './failure.mjs';
import { fromBase64, isPublicKey, isSignedBy, keyHashOf, keyIdOf, parseNote } from './note.mjs';

/**
 * @typedef {import('./note.mjs').Note} Note
 * @typedef {import('./note.mjs').Signature} Signature
 * @typedef {object} Key
 * @property {string} id
 * @property {Buffer} publicKey
 * @property {number} from tree size at which it comes into force
 * @property {boolean} afterLoss the key before it was lost, so nothing but the bundle itself says that this one follows it
 */

const FILE = 'keys.json';
const ORIGIN = /^(mission-control\/[!-*,-.0-~]+)\/key$/;

/** The signing keys of a store, in the order in which they came into force; each is signed by the one before it and by itself. */
export class KeyHistory {
  /** @param {string} origin `mission-control/<storeId>`, the name that signs @param {readonly Key[]} keys */
  constructor(origin, keys) {
    this.origin = origin;
    this.keys = keys;
  }

  /** Throws KEY.HISTORY at the first entry that does not follow from the one before. @param {Buffer} bytes of keys.json */
  static read(bytes) {
    const notes = parseCanonical(bytes)?.value;
    if (!Array.isArray(notes) || notes.length === 0)
      throw broken('The history of the signing keys is not a list of signed notes as it was written.');
    let origin = '';
    /** @type {Key[]} */
    const keys = [];
    for (const text of notes) {
      const note = parseNote(text);
      const entry = note && readEntry(note);
      if (note === undefined || entry === undefined)
        throw broken(`Entry ${keys.length + 1} of the signing keys is not a note of a key.`);
      if (keys.length === 0) origin = entry.origin;
      checkPlace(entry, keys, origin);
      checkSignatures(note, entry, keys, origin);
      keys.push({ id: entry.id, publicKey: entry.publicKey, from: entry.from, afterLoss: entry.lost !== undefined });
    }
    return new KeyHistory(origin, keys);
  }

  /** The key that signs checkpoints of this size. @param {number} size */
  inForce(size) {
    return this.keys.findLast((key) => key.from <= size);
  }

  /**
   * Throws KEY.UNKNOWN when the trust anchor is not in the history, KEY.HISTORY when a key was lost after it.
   * @param {string | undefined} anchor an id (32 hex digits) or a public key in base64
   */
  checkAnchor(anchor) {
    if (anchor === undefined) return;
    const at = this.keys.findIndex(
      (key) => key.id === anchor.toLowerCase() || key.publicKey.toString('base64') === anchor,
    );
    if (at < 0)
      throw new Failure(
        'KEY.UNKNOWN',
        `The key that you trust, ${anchor}, is not in the history of the store's signing keys: somebody else signed this bundle.`,
        { file: FILE },
      );
    const lost = this.keys.slice(at + 1).find((key) => key.afterLoss);
    if (lost !== undefined)
      throw broken(
        `A signing key was lost after the key that you trust: only the bundle itself says that key ${lost.id} follows it.`,
      );
  }

  /**
   * Whose key signed this note; throws KEY.UNKNOWN or SIGNATURE.WRONG. `what` begins a sentence: "The manifest", "Checkpoint 3".
   * @param {Note} note
   * @param {Signature} signature
   * @param {string} what
   * @param {string | null} file
   */
  signerOf(note, signature, what, file) {
    const named = this.keys.filter(
      (key) => signature.name === this.origin && keyHashOf(this.origin, key.publicKey) === signature.keyHash,
    );
    if (named.length === 0)
      throw new Failure(
        'KEY.UNKNOWN',
        `${what} is signed by a key that is not in the history of the store's signing keys.`,
        { file },
      );
    const signer = named.find((key) => isSignedBy(note, signature, key.publicKey));
    if (signer === undefined)
      throw new Failure(
        'SIGNATURE.WRONG',
        `${what} has a signature that does not belong to its text: one of the two was changed.`,
        { file },
      );
    return signer;
  }

  /**
   * Throws KEY.LATER or KEY.RETIRED unless the key was in force at this size.
   * @param {Key} signer
   * @param {number} size
   * @param {string} what
   * @param {string | null} file
   */
  checkInForce(signer, size, what, file) {
    const due = this.inForce(size);
    if (due === signer) return;
    if (signer.from > size)
      throw new Failure(
        'KEY.LATER',
        `${what} (size ${size}) is signed by key ${signer.id}, which came into force only at size ${signer.from}: it was signed afterwards.`,
        { file },
      );
    throw new Failure(
      'KEY.RETIRED',
      `${what} (size ${size}) is signed by key ${signer.id}, which was no longer in force: key ${due?.id} had replaced it at size ${due?.from}.`,
      { file },
    );
  }
}

/** @param {Note} note */
function readEntry({ lines: [first, id, base64, from, before, ...more] }) {
  const origin = ORIGIN.exec(first ?? '')?.[1];
  const publicKey = fromBase64(base64 ?? '');
  const size = /^from (0|[1-9][0-9]{0,14})$/.exec(from ?? '')?.[1];
  const [, how, previous] = /^(previous|lost) ([0-9a-f]{32})$/.exec(before ?? '') ?? [];
  if (origin === undefined || publicKey === undefined || size === undefined || more.length > 0) return undefined;
  if (!isPublicKey(publicKey) || keyIdOf(publicKey) !== id || (before !== undefined && how === undefined))
    return undefined;
  return {
    origin,
    id,
    publicKey,
    from: Number(size),
    previous: how === 'previous' ? previous : undefined,
    lost: how === 'lost' ? previous : undefined,
  };
}

/**
 * @param {NonNullable<ReturnType<typeof readEntry>>} entry
 * @param {readonly Key[]} keys those before it
 * @param {string} origin
 */
function checkPlace(entry, keys, origin) {
  const before = keys.at(-1);
  if (entry.origin !== origin) throw broken(`Key ${entry.id} belongs to another store.`);
  if (keys.some((key) => key.id === entry.id)) throw broken(`Key ${entry.id} is in the history twice.`);
  if ((entry.previous ?? entry.lost) !== before?.id)
    throw broken(
      before === undefined
        ? `The history of the signing keys does not begin with its first key: key ${entry.id} names one before it.`
        : `Key ${entry.id} does not name the key before it, ${before.id}.`,
    );
  if (before === undefined ? entry.from !== 0 : entry.from < before.from)
    throw broken(`Key ${entry.id} comes into force at size ${entry.from}, which is not after the key before it.`);
}

/**
 * @param {Note} note
 * @param {NonNullable<ReturnType<typeof readEntry>>} entry
 * @param {readonly Key[]} keys those before it
 * @param {string} origin
 */
function checkSignatures(note, entry, keys, origin) {
  const before = entry.previous === undefined ? undefined : keys.at(-1);
  const signers = before === undefined ? [entry.publicKey] : [before.publicKey, entry.publicKey];
  const complete =
    note.signatures.length === signers.length &&
    signers.every((publicKey, i) => {
      const signature = note.signatures[i];
      return (
        signature !== undefined &&
        signature.name === origin &&
        signature.keyHash === keyHashOf(origin, publicKey) &&
        isSignedBy(note, signature, publicKey)
      );
    });
  if (!complete)
    throw broken(
      `Key ${entry.id} is not signed ${before === undefined ? 'by itself' : `by the key before it, ${before.id}, and by itself`}.`,
    );
}

/** @param {string} message */
const broken = (message) => new Failure('KEY.HISTORY', message, { file: FILE });
