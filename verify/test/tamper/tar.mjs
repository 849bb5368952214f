// @ts-check
import { gzipSync } from 'node:zlib';
import { TAR_END, tarEntry, tarHeader } from '../encoding.mjs';

/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/** @param {RecordingStore} store @returns {Case[]} */
export function tarCases(store) {
  const bundle = store.bundle();
  const tar = bundle.tar();
  const gzip = gzipSync(tar);
  const [manifest, ...rest] = bundle.entries.map(({ name, bytes }) => tarEntry(name, bytes));
  if (manifest === undefined) throw new Error('The bundle is empty');
  /** @param {string} name @param {Buffer} bytes @returns {Case} */
  const one = (name, bytes) => ({ name, bytes, expected: { code: 'BUNDLE.UNREADABLE' } });
  /** @param {Buffer} entry */
  const withEntry = (entry) => Buffer.concat([manifest, entry, ...rest, TAR_END]);
  return [
    one('an empty file', Buffer.alloc(0)),
    one('a text', Buffer.from('This is no bundle.\n'.repeat(100))),
    one('zeros', Buffer.alloc(4096)),
    one('another tar', Buffer.concat([tarEntry('hello.txt', Buffer.from('hello')), TAR_END])),
    one('cut off in a header', tar.subarray(0, 300)),
    one('cut off in a file', tar.subarray(0, tar.length >> 1)),
    one('cut off before the end', tar.subarray(0, -512)),
    one('cut off at the end', tar.subarray(0, -1)),
    one('bytes after the end', Buffer.concat([tar, Buffer.from('x')])),
    one('zeros after the end', Buffer.concat([tar, Buffer.alloc(512)])),
    one('a symbolic link', withEntry(tarHeader('link', 0, { type: '2', link: '/etc/passwd' }))),
    one('a hard link', withEntry(tarHeader('link', 0, { type: '1', link: 'manifest.json' }))),
    one('a folder', withEntry(tarHeader('folder/', 0, { type: '5' }))),
    one('an extended header', withEntry(Buffer.concat([tarHeader('pax', 512, { type: 'x' }), Buffer.alloc(512)]))),
    one('a sparse file', withEntry(tarHeader('sparse', 0, { type: 'S' }))),
    one('another mode', withEntry(tarHeader('file', 0, { mode: '000777 \0' }))),
    one('a manifest of eight gigabytes', tarHeader('manifest.json', 2 ** 33 - 1)),
    one('a gzip cut off', gzip.subarray(0, -20)),
    one('a gzip without its end', gzip.subarray(0, -8)),
    one('bytes after a gzip', Buffer.concat([gzip, Buffer.from('x')])),
    one('two gzips', Buffer.concat([gzip, gzip])),
    one('a gzip that says another length', Buffer.concat([gzip.subarray(0, -4), Buffer.alloc(4)])),
    one('a gzip of zeros', gzipSync(Buffer.alloc(10_000_000))),
  ];
}
