// @ts-check
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { resultOf } from '../mission-control-verify.mjs';
import { scratch } from './answer.mjs';
import { RecordingStore } from './bundle-builder.mjs';
import { chance, NUMBERS, TEXTS } from './random.mjs';
import { suiteStore, tamperCases } from './tamper/suite.mjs';
import { bytesOfVector, editsBetween, optionsOf, packed, VECTORS } from './vectors.mjs';

/** Writes verify/vectors anew: node verify/test/make-vectors.mjs. What changes in it is a change of the format, or of what a finding is called. */

/** Of the tamper suite, those that tell the most; each code is there. */
const TAMPERED = [
  'the data of an event changed',
  'the stream of an event changed',
  'the revision of an event changed',
  'an event changed, its own hash made anew',
  'an event that names another before it',
  'an event changed, all hashes after it made anew',
  'an event changed, all hashes after it made anew, and listed anew in the manifest',
  'an event changed, all hashes after it made anew, and signed by somebody else',
  'an event removed',
  'the first event of a stream removed',
  'an event removed, the rest renumbered and its hashes made anew',
  'the last seven events of a stream removed',
  'a whole stream left out',
  'an event there twice',
  'an event inserted before the real one',
  'an event with a wrong hash inserted',
  'an event inserted, the rest renumbered and its hashes made anew',
  'an event added at the end of a stream',
  'an event of a stream that is not listed',
  'two distant events swapped',
  'the streams in another order',
  'a space in an event',
  'a member there twice',
  'a number written otherwise',
  'a line feed in the middle of an event',
  'two events in one line',
  'the events cut off in the middle of one',
  'the last line feed missing',
  'an empty line between events',
  'the report changed',
  'a definition removed',
  'a file added',
  'files in another order',
  'a payload changed',
  'a payload removed',
  'a payload removed and no longer listed, by the holder of the key',
  'the manifest changed',
  'a newer format, signed',
  'a key of a stranger added, signed by itself only',
  'a true key added later',
  'the first key left out',
  'the last key left out',
  'signed by a stranger',
  'signed by a key that was retired',
  'a checkpoint signed by a key of later',
  'a consistency proof that does not hold, by the holder of the key',
  'everything made anew with other keys',
  'a signature of something else',
  'an older checkpoint put back as the last one',
  'the last checkpoint left out',
  'a checkpoint left out',
  'a checkpoint changed',
  'the manifest with an older checkpoint, by the holder of the key',
  'a head that is not in the tree, by the holder of the key',
  'history made anew by the holder of the key, and a witness',
  'cut off in a file',
  'bytes after the end',
  'a symbolic link',
];

const WITNESS = 'checkpoints.log';
const folder = scratch();
/** @type {import('./vectors.mjs').Vector[]} */
const vectors = [];
for (const name of readdirSync(VECTORS)) if (name !== 'README.md') rmSync(new URL(name, VECTORS));

/** @param {string} name @param {Buffer} bytes */
function keep(name, bytes) {
  const bundle = `${String(vectors.length).padStart(2, '0')}-${name.replaceAll(/[^a-z]+/g, '-').slice(0, 40)}.b64`;
  writeFileSync(new URL(bundle, VECTORS), packed(bytes));
  return bundle;
}

/** @param {string} name @param {Buffer} bytes @param {{ key?: string, checkpoint?: string }} [options] */
async function add(name, bytes, options = {}) {
  const [near] = bases
    .map(({ bundle, bytes: base }) => ({ bundle, edits: editsBetween(base, bytes) }))
    .sort((a, b) => JSON.stringify(a.edits).length - JSON.stringify(b.edits).length);
  const small = near !== undefined && JSON.stringify(near.edits).length < packed(bytes).length;
  const vector = { name, ...(small ? near : { bundle: keep(name, bytes) }), ...options };
  const { verdict, code, stream, revision, file, events, streams, witnessed } = await resultOf(
    folder.file('bundle', bytes),
    optionsOf({ ...vector, expected: {} }),
  );
  const expected = { verdict, code, ...(code === null ? { events, streams, witnessed } : { stream, revision, file }) };
  vectors.push({ ...vector, expected });
  if (!bytesOfVector({ ...vector, expected }).equals(bytes))
    throw new Error(`The vector "${name}" does not give its bytes`);
}

const store = suiteStore(chance(7), 40);
const few = suiteStore(chance(8), 8);
const valid = store.bundle().tar();
const withDefinition = store.bundle({ extra: [{ name: 'definitions/one.json', bytes: Buffer.from('{}') }] }).tar();
const bases = [
  { bytes: valid, bundle: keep('valid', valid) },
  { bytes: withDefinition, bundle: keep('valid with a definition', withDefinition) },
];
const notes = (/** @type {RecordingStore} */ { checkpoints }) =>
  checkpoints.map(({ note }) => `${JSON.stringify(note)}\n`).join('');
writeFileSync(new URL(WITNESS, VECTORS), notes(store));

await add('a valid bundle', valid);
await add('a valid bundle and the key that signed it', valid, { key: store.key.id });
await add('a valid bundle and the first key, as a public key', valid, {
  key: store.keys[0]?.publicKey.toString('base64') ?? '',
});
await add('a valid bundle and a key of somebody else', valid, { key: 'a'.repeat(32) });
await add('a valid bundle and a witness', valid, { checkpoint: WITNESS });
await add('a valid bundle in a gzip', gzipSync(few.bundle().tar()));
await add('a valid bundle with whatever JSON can hold', oddities().bundle().tar());
const lost = new RecordingStore('test-store', 'lost');
lost.append('run-one', 'RunStarted', {});
lost.checkpoint();
lost.rotate({ lost: true });
lost.checkpoint();
await add('a valid bundle after a key was lost', lost.bundle().tar());
await add('a key that was lost, and one from before it', lost.bundle().tar(), { key: lost.keys[0]?.id ?? '' });
const [sha256 = ''] = [...few.payloads.keys()].sort();
await add(
  'a valid bundle with a payload that was erased',
  few.bundle({ missing: [{ sha256, because: 'erased' }] }).tar(),
);
await add('a valid bundle of a stream whose head was pruned', few.bundle({ from: { 'run-one': 1 } }).tar());
writeFileSync(new URL('later.log', VECTORS), `${growing(4).checkpoints[3]?.note}`);
await add('a witness that only knows what came much later', growing(2).bundle().tar(), { checkpoint: 'later.log' });

for (const name of TAMPERED) {
  const given = tamperCases(store).find((candidate) => candidate.name === name);
  if (given === undefined) throw new Error(`The suite has no case "${name}"`);
  await add(name, given.bytes, {
    ...(given.key === undefined ? {} : { key: given.key }),
    ...(given.witness === undefined ? {} : { checkpoint: WITNESS }),
  });
}
writeFileSync(new URL('vectors.json', VECTORS), `${JSON.stringify(vectors, undefined, 2)}\n`);
folder.remove();
const codes = new Set(vectors.map(({ expected }) => expected.code));
console.log(`${vectors.length} vectors, ${codes.size} codes, ${readdirSync(VECTORS).length} files`);

/** The same store at different times. @param {number} checkpoints */
function growing(checkpoints) {
  const growing = new RecordingStore('test-store', 'growing');
  for (let i = 0; i < checkpoints; i++) {
    growing.append('run-one', 'StepCompleted', { i });
    growing.checkpoint();
  }
  return growing;
}

/** Numbers, texts and names on which encoders differ. */
function oddities() {
  const odd = new RecordingStore('test-store', 'odd');
  odd.append('run-odd', 'Texts', Object.fromEntries(TEXTS.map((text, i) => [text, `${i} ${text}`])));
  odd.append('run-odd', 'Numbers', NUMBERS);
  odd.append('run-odd', 'Nothing', null);
  odd.append('run-odd', 'Empty', [{}, [], '', 0, false]);
  odd.checkpoint();
  return odd;
}
