// @ts-check
import { parseCanonical } from './canonical-json.mjs';
import { LIMITS, unreadable } from './failure.mjs';
import { fromBase64 } from './note.mjs';

/**
 * @typedef {object} StreamPromise what the manifest says of one stream
 * @property {string} stream
 * @property {number} first revision of its first event in the bundle
 * @property {number} last
 * @property {string} prev hash before the first one
 * @property {string} head hash of the last one, which is the stream's last leaf in the checkpoint's tree
 * @property {number} index of that leaf
 * @property {readonly Buffer[]} proof that it is there
 *
 * @typedef {{ name: string, size: number, sha256: string }} FilePromise
 * @typedef {'erased' | 'pruned' | 'lost'} Reason why a payload is not in the bundle
 *
 * @typedef {object} Manifest
 * @property {string} storeId
 * @property {string} keyId
 * @property {string} checkpoint a signed note
 * @property {readonly StreamPromise[]} streams
 * @property {readonly FilePromise[]} files
 * @property {ReadonlyMap<string, Reason>} missing payloads that are not in the bundle, by hash
 */

const FORMAT = 'mission-control/evidence/1';
const GENESIS = '0'.repeat(64);

/** A manifest whose signature was checked. Throws BUNDLE.UNREADABLE, with the first place that is not as the format says. @param {Buffer} bytes */
export function readManifest(bytes) {
  let parts = 0;
  for (const byte of bytes) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) parts++;
  if (parts > LIMITS.manifestParts) throw bad('it has too many parts');
  const parsed = parseCanonical(bytes);
  if (parsed === undefined) throw bad('it is not canonical JSON');
  const manifest = record(parsed.value, 'it');
  if (manifest['format'] !== FORMAT) throw bad(`its format is not ${FORMAT}; there may be a newer verifier`);
  const streams = list(manifest['streams'], 'streams').map(readStream);
  const files = list(manifest['files'], 'files').map(readFile);
  ordered(
    streams.map(({ stream }) => stream),
    'streams',
  );
  ordered(
    files.map(({ name }) => name),
    'files',
  );
  for (const name of ['checkpoints.ndjson', 'events.ndjson', 'keys.json'])
    if (!files.some((file) => file.name === name)) throw bad(`files has no ${name}`);
  const missing = list(manifest['missing'], 'missing').map(readMissing);
  return {
    storeId: string(manifest['storeId'], 'storeId'),
    keyId: string(manifest['keyId'], 'keyId'),
    checkpoint: string(manifest['checkpoint'], 'checkpoint'),
    streams,
    files,
    missing: new Map(missing),
  };
}

/** @param {unknown} item @param {number} i @returns {StreamPromise} */
function readStream(item, i) {
  const at = `streams[${i}]`;
  const given = record(item, at);
  const stream = string(given['stream'], `${at}.stream`);
  const first = integer(given['first'], `${at}.first`);
  const last = integer(given['last'], `${at}.last`);
  const prev = hex(given['prev'], `${at}.prev`);
  if (integer(given['count'], `${at}.count`) !== last - first + 1 || last < first)
    throw bad(`${at}.count is not the number of its revisions`);
  if (first === 0 && prev !== GENESIS) throw bad(`${at}.prev is not where a stream begins`);
  const head = hex(given['head'], `${at}.head`);
  const leaf = record(given['leaf'], `${at}.leaf`);
  const index = integer(leaf['index'], `${at}.leaf.index`);
  if (leaf['revision'] !== last || leaf['hash'] !== head) throw bad(`${at}.leaf is not its last event`);
  const proof = list(given['proof'], `${at}.proof`).map((hash, j) => hash32(hash, `${at}.proof[${j}]`));
  return { stream, first, last, prev, head, index, proof };
}

/** @param {unknown} item @param {number} i @returns {FilePromise} */
function readFile(item, i) {
  const at = `files[${i}]`;
  const given = record(item, at);
  const name = string(given['name'], `${at}.name`);
  const file = { name, size: integer(given['size'], `${at}.size`), sha256: hex(given['sha256'], `${at}.sha256`) };
  if (name.startsWith('payloads/') && name !== `payloads/${file.sha256}`)
    throw bad(`${at}.name is not the hash of that payload`);
  return file;
}

/** @param {unknown} item @param {number} i @returns {[string, Reason]} */
function readMissing(item, i) {
  const given = record(item, `missing[${i}]`);
  const { because } = given;
  if (because !== 'erased' && because !== 'pruned' && because !== 'lost')
    throw bad(`missing[${i}].because is not a reason`);
  return [hex(given['sha256'], `missing[${i}].sha256`), because];
}

/** @param {unknown} value @param {string} at @returns {Record<string, unknown>} */
function record(value, at) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${at} is not an object`);
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {unknown} value @param {string} at @returns {unknown[]} */
function list(value, at) {
  if (!Array.isArray(value)) throw bad(`${at} is not a list`);
  return value;
}

/** @param {unknown} value @param {string} at */
function string(value, at) {
  if (typeof value !== 'string') throw bad(`${at} is not a text`);
  return value;
}

/** @param {unknown} value @param {string} at */
function integer(value, at) {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw bad(`${at} is not a whole number`);
  return value;
}

/** @param {unknown} value @param {string} at */
function hex(value, at) {
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) throw bad(`${at} is not a SHA-256 in hex`);
  return value;
}

/** @param {unknown} value @param {string} at */
function hash32(value, at) {
  const bytes = typeof value === 'string' ? fromBase64(value) : undefined;
  if (bytes?.length !== 32) throw bad(`${at} is not a SHA-256 in base64`);
  return bytes;
}

/** @param {readonly string[]} names @param {string} at */
function ordered(names, at) {
  for (let i = 1; i < names.length; i++)
    if (/** @type {string} */ (names[i - 1]) >= /** @type {string} */ (names[i]))
      throw bad(`${at}[${i}] is not in its place`);
}

/** @param {string} why */
const bad = (why) =>
  unreadable(`The manifest is signed, but it is not one that this verifier understands: ${why}.`, {
    file: 'manifest.json',
  });
