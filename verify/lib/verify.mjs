// @ts-check
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { parseCanonical } from './canonical-json.mjs';
import { Chain } from './chain.mjs';
import { CheckpointTrail, readCheckpoint } from './checkpoint.mjs';
import { readEvent } from './event.mjs';
import { checkContent, Expected, PAYLOADS } from './expected.mjs';
import { Failure, LIMITS, unreadable } from './failure.mjs';
import { bytesOf } from './input.mjs';
import { KeyHistory } from './keys.mjs';
import { forEachLine } from './lines.mjs';
import { readManifest } from './manifest.mjs';
import { isIncluded, leafHash } from './merkle.mjs';
import { parseNote, sha256 } from './note.mjs';
import { entries } from './tar.mjs';
import { Witness } from './witness.mjs';

/**
 * @typedef {import('./checkpoint.mjs').Checkpoint} Checkpoint
 * @typedef {import('./keys.mjs').Key} Key
 * @typedef {import('./manifest.mjs').Manifest} Manifest
 * @typedef {import('./manifest.mjs').FilePromise} FilePromise
 * @typedef {import('./tar.mjs').Entry} Entry
 *
 * @typedef {object} Options
 * @property {string} [key] id or public key (base64) that the store's history must have: the trust anchor
 * @property {string} [checkpoint] a file with signed notes that a witness kept
 *
 * @typedef {object} Verdict
 * @property {Key} key that signed
 * @property {boolean} keyPinned
 * @property {readonly Key[]} keys all of the history
 * @property {Checkpoint} checkpoint
 * @property {number} events
 * @property {number} streams
 * @property {ReadonlyMap<string, import('./manifest.mjs').Reason>} missing payloads that are not in the bundle
 * @property {number | null} witnessed checkpoints of the witness that are in the bundle; null without a witness
 */

/**
 * Checks a bundle from its first byte to its last. Throws the first Failure; whatever else it throws is an error of the machine (a disk, a missing file).
 * @param {string} file
 * @param {Options} [options]
 * @returns {Promise<Verdict>}
 */
export const verifyBundle = (file, options) => verifyBytes(bytesOf(file), options);

/**
 * The same for the bytes of a tar. `read` gives the event of a line: who verifies the same lines many times may remember what it gave.
 * @param {AsyncIterable<Buffer>} bytes
 * @param {Options} [options]
 * @param {typeof readEvent} [read]
 * @returns {Promise<Verdict>}
 */
export async function verifyBytes(bytes, options = {}, read = readEvent) {
  const witness = options.checkpoint === undefined ? undefined : await Witness.read(options.checkpoint);
  const source = entries(bytes);
  try {
    const head = await readHead(source, options.key);
    witness?.meet(head.keys, head.checkpoint);
    const events = await readFiles(source, head, witness, read);
    const { streams, missing } = head.manifest;
    return {
      key: head.signer,
      keyPinned: options.key !== undefined,
      keys: head.keys.keys,
      checkpoint: head.checkpoint,
      events,
      streams: streams.length,
      missing,
      witnessed: witness?.finish(head.checkpoint) ?? null,
    };
  } finally {
    await source.return();
  }
}

/**
 * What everything else rests on: the signed manifest, the keys, the checkpoint, and that the streams are in its tree.
 * @param {AsyncGenerator<Entry, void, void>} source
 * @param {string | undefined} anchor
 */
async function readHead(source, anchor) {
  const manifestBytes = await whole(source, 'manifest.json', LIMITS.manifestBytes);
  const signature = await whole(source, 'manifest.sig', LIMITS.noteBytes);
  const keyBytes = await whole(source, 'keys.json', LIMITS.keysBytes);
  const keys = KeyHistory.read(keyBytes);
  keys.checkAnchor(anchor);
  const signer = signerOfManifest(keys, manifestBytes, signature);
  const manifest = readManifest(manifestBytes);
  if (keys.origin !== `mission-control/${manifest.storeId}`)
    throw unreadable('The manifest is signed, but it names another store than its keys.', { file: MANIFEST });
  const note = parseNote(manifest.checkpoint);
  if (note === undefined)
    throw unreadable('The manifest is signed, but its checkpoint is not a signed note.', { file: MANIFEST });
  const checkpoint = signedCheckpoint(keys, note, 'The checkpoint of the manifest', MANIFEST);
  keys.checkInForce(signer, checkpoint.size, 'The manifest', SIGNATURE);
  if (manifest.keyId !== signer.id)
    throw unreadable('The manifest is signed, but it names another key than the one that signed it.', {
      file: MANIFEST,
    });
  for (const { stream, last, head, index, proof } of manifest.streams) {
    const leaf = leafHash({ hash: head, revision: last, stream });
    if (!isIncluded({ index, size: checkpoint.size, leaf, proof, root: checkpoint.root }))
      throw new Failure(
        'PROOF.WRONG',
        `Event ${last} of stream ${stream} is not in the tree of the signed checkpoint.`,
        { stream, revision: last, file: MANIFEST },
      );
  }
  return { manifest, keys, keyBytes, signer, checkpoint };
}

/**
 * Every file that the manifest lists, and no other. Gives the number of events.
 * @param {AsyncGenerator<Entry, void, void>} source
 * @param {Awaited<ReturnType<typeof readHead>>} head
 * @param {Witness | undefined} witness
 * @param {typeof readEvent} read
 */
async function readFiles(source, { manifest, keys, keyBytes }, witness, read) {
  const expected = new Expected(manifest.files);
  checkContent(expected.next(KEYS), sha256(keyBytes).digest('hex'));
  const payloads = new Set(manifest.files.filter(({ name }) => name.startsWith(PAYLOADS)).map((file) => file.sha256));
  const chain = new Chain(manifest.streams, (sha) => payloads.has(sha) || manifest.missing.has(sha), read);
  for await (const { name, chunks } of source) {
    const promise = expected.next(name);
    const digest = createHash('sha256');
    const read = hashed(chunks, digest);
    if (name === EVENTS) {
      let whole = true;
      await forEachLine(read, (line, ended) => {
        chain.line(line, ended);
        whole = ended;
      });
      chain.finish();
      checkOrder(promise, digest.digest('hex'), whole);
    } else {
      if (name === CHECKPOINTS) await followCheckpoints(keys, read, manifest.checkpoint, witness);
      else for await (const chunk of read) void chunk;
      checkContent(promise, digest.digest('hex'));
    }
  }
  expected.end();
  return chain.events;
}

const MANIFEST = 'manifest.json';
const SIGNATURE = 'manifest.sig';
const KEYS = 'keys.json';
const CHECKPOINTS = 'checkpoints.ndjson';
const EVENTS = 'events.ndjson';

/**
 * A file that must come now, in memory.
 * @param {AsyncGenerator<Entry, void, void>} source
 * @param {string} name
 * @param {number} most bytes
 */
async function whole(source, name, most) {
  const next = await source.next();
  if (next.done || next.value.name !== name) {
    if (name === MANIFEST) throw unreadable('This is not an evidence bundle: its first file is not manifest.json.');
    throw new Failure('FILE.MISSING', `${name} is not in the bundle, or not in its place.`, { file: name });
  }
  if (next.value.size > most) throw unreadable(`${name} is larger than it can be.`, { file: name });
  const parts = [];
  for await (const chunk of next.value.chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

/** @param {AsyncIterable<Buffer>} chunks @param {import('node:crypto').Hash} digest */
async function* hashed(chunks, digest) {
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
}

/** Who signed the manifest. Throws SIGNATURE.WRONG, KEY.UNKNOWN or MANIFEST.CHANGED. @param {KeyHistory} keys @param {Buffer} manifest @param {Buffer} file */
function signerOfManifest(keys, manifest, file) {
  const note = isUtf8(file) ? parseNote(file.toString('utf8')) : undefined;
  const [signature, ...more] = note?.signatures ?? [];
  if (note === undefined || signature === undefined || more.length > 0 || note.lines.length !== 2)
    throw new Failure('SIGNATURE.WRONG', 'The signature of the manifest is not a signed note: it was changed.', {
      file: SIGNATURE,
    });
  const signer = keys.signerOf(note, signature, 'The manifest', SIGNATURE);
  if (note.lines[0] !== `${keys.origin}/evidence`)
    throw new Failure('SIGNATURE.WRONG', 'The signature beside the manifest is not one of a manifest.', {
      file: SIGNATURE,
    });
  if (note.lines[1] !== sha256(manifest).digest('hex'))
    throw new Failure('MANIFEST.CHANGED', 'The manifest is not the one that was signed.', { file: MANIFEST });
  return signer;
}

/**
 * A checkpoint by the key that was in force.
 * @param {KeyHistory} keys
 * @param {import('./note.mjs').Note} note
 * @param {string} what begins a sentence
 * @param {string} file
 */
function signedCheckpoint(keys, note, what, file) {
  const [signature, ...more] = note.signatures;
  if (signature === undefined || more.length > 0)
    throw new Failure('SIGNATURE.WRONG', `${what} does not have one signature.`, { file });
  const signer = keys.signerOf(note, signature, what, file);
  const checkpoint = readCheckpoint(note);
  if (checkpoint === undefined || checkpoint.origin !== keys.origin || checkpoint.keyId !== signer.id)
    throw unreadable(`${what} is signed, but it is not one that this verifier understands.`, { file });
  keys.checkInForce(signer, checkpoint.size, what, file);
  return checkpoint;
}

/**
 * @param {KeyHistory} keys
 * @param {AsyncIterable<Buffer>} chunks of checkpoints.ndjson
 * @param {string} last the note that must be the last one
 * @param {Witness | undefined} witness
 */
async function followCheckpoints(keys, chunks, last, witness) {
  const trail = new CheckpointTrail();
  let number = 0;
  /** @type {unknown} */
  let text;
  await forEachLine(chunks, (line) => {
    const what = `Checkpoint ${++number}`;
    text = parseCanonical(line)?.value;
    const note = parseNote(text);
    if (note === undefined)
      throw new Failure('FILE.CHANGED', `${what} is not a signed note: the file was changed.`, { file: CHECKPOINTS });
    const checkpoint = signedCheckpoint(keys, note, what, CHECKPOINTS);
    trail.follow(checkpoint, what);
    witness?.see(checkpoint);
  });
  if (text !== last)
    throw new Failure(
      'CHECKPOINT.REPLACED',
      'The last checkpoint of the list is not the one of the manifest: another one was put in its place.',
      { file: CHECKPOINTS },
    );
}

/**
 * Every event is as it was and in its place within its stream; so only their order over the streams, or the last line feed, can differ.
 * @param {FilePromise} promise
 * @param {string} digest
 * @param {boolean} whole with the last line feed
 */
function checkOrder(promise, digest, whole) {
  if (!whole) checkContent(promise, digest);
  if (promise.sha256 !== digest)
    throw new Failure(
      'EVENT.REORDERED',
      'Every event is as it was recorded, but the streams stand in another order than in the manifest.',
      { file: EVENTS },
    );
}
