// @ts-check
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** The encodings of docs/evidence-format.md, written from that document in the plainest way: nothing here is shared with the verifier or the server. */

/** @param {string | Buffer} data */
export const sha256 = (data) => createHash('sha256').update(data).digest();
/** @param {string | Buffer} data */
export const hex = (data) => sha256(data).toString('hex');

/** @param {unknown} value @returns {string} */
export function jcs(value) {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  // Array.prototype.sort of texts is by UTF-16 code units.
  const names = members.map(([name]) => name).sort();
  const byName = new Map(members);
  return `{${names.map((name) => `${JSON.stringify(name)}:${jcs(byName.get(name))}`).join(',')}}`;
}

/**
 * @typedef {object} SigningKey
 * @property {import('node:crypto').KeyObject} privateKey
 * @property {Buffer} publicKey 32 bytes
 * @property {string} id
 * @property {number} from
 */

/** A key that is the same at every run. @param {string} seed @param {number} [from] @returns {SigningKey} */
export function signingKey(seed, from = 0) {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(seed)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { privateKey, publicKey, id: hex(publicKey).slice(0, 32), from };
}

/** A signed note. @param {string} text ends with a line feed @param {string} name @param {readonly SigningKey[]} keys */
export function signedNote(text, name, keys) {
  const lines = keys.map((key) => {
    const keyHash = sha256(Buffer.concat([Buffer.from(`${name}\n\u0001`), key.publicKey])).subarray(0, 4);
    return `— ${name} ${Buffer.concat([keyHash, sign(null, Buffer.from(text), key.privateKey)]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** RFC 6962, 2.1: the root over leaf hashes, by its definition. @param {readonly Buffer[]} leaves @returns {Buffer} */
export function treeRoot(leaves) {
  if (leaves.length === 0) return sha256('');
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const k = split(leaves.length);
  return node(treeRoot(leaves.slice(0, k)), treeRoot(leaves.slice(k)));
}

/** RFC 6962, 2.1.1. @param {number} index @param {readonly Buffer[]} leaves @returns {Buffer[]} */
export function inclusionProof(index, leaves) {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return index < k
    ? [...inclusionProof(index, leaves.slice(0, k)), treeRoot(leaves.slice(k))]
    : [...inclusionProof(index - k, leaves.slice(k)), treeRoot(leaves.slice(0, k))];
}

/** RFC 6962, 2.1.2. @param {number} oldSize @param {readonly Buffer[]} leaves @returns {Buffer[]} */
export const consistencyProof = (oldSize, leaves) => (oldSize === leaves.length ? [] : subProof(oldSize, leaves, true));

/** @param {number} m @param {readonly Buffer[]} leaves @param {boolean} complete @returns {Buffer[]} */
function subProof(m, leaves, complete) {
  if (m === leaves.length) return complete ? [] : [treeRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subProof(m, leaves.slice(0, k), complete), treeRoot(leaves.slice(k))]
    : [...subProof(m - k, leaves.slice(k), false), treeRoot(leaves.slice(0, k))];
}

/** The largest power of two below n. @param {number} n */
function split(n) {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** @param {Buffer} left @param {Buffer} right */
const node = (left, right) => sha256(Buffer.concat([Buffer.of(1), left, right]));

/** @param {string} stream @param {number} revision @param {string} hash */
export const leafOf = (stream, revision, hash) =>
  sha256(Buffer.concat([Buffer.of(0), Buffer.from(jcs({ hash, revision, stream }))]));

/** One file of a tar: header, content, zeros up to 512. @param {string} name @param {Buffer} bytes */
export const tarEntry = (name, bytes) =>
  Buffer.concat([tarHeader(name, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
export const TAR_END = Buffer.alloc(1024);

/** @param {string} name @param {number} size @param {Partial<Record<'mode' | 'type' | 'link', string>>} [odd] what an honest bundle never has */
export function tarHeader(name, size, odd = {}) {
  const fields = [
    name.padEnd(100, '\0'),
    odd.mode ?? '000644 \0',
    '000000 \0',
    '000000 \0',
    `${size.toString(8).padStart(11, '0')} `,
    '00000000000 ',
    '        ',
    odd.type ?? '0',
    (odd.link ?? '').padEnd(100, '\0'),
    'ustar\0',
    '00',
    ''.padEnd(64, '\0'),
    '000000 \0',
    '000000 \0',
    ''.padEnd(167, '\0'),
  ];
  const block = Buffer.from(fields.join(''), 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')} \0`, 148, 'latin1');
  return block;
}
