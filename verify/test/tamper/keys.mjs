// @ts-check
import { jcs, signedNote, signingKey } from '../encoding.mjs';
import { get } from './case.mjs';
import { likeStore } from './checkpoints.mjs';

/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/** @param {RecordingStore} store @returns {Case[]} */
export function keyCases(store) {
  const honest = store.bundle();
  const stranger = signingKey('a stranger', store.leaves.length + 1);
  const strangerNote = (/** @type {string} */ how, /** @type {import('../encoding.mjs').SigningKey[]} */ signers) =>
    signedNote(
      `${store.origin}/key\n${stranger.id}\n${stranger.publicKey.toString('base64')}\nfrom ${stranger.from}\n${how} ${store.key.id}\n`,
      store.origin,
      signers,
    );
  /** @param {string} name @param {readonly string[]} notes @param {Code} code @returns {Case} */
  const history = (name, notes, code) => ({
    name,
    bytes: honest
      .copy()
      .change('keys.json', () => jcs(notes))
      .tar(),
    expected: { code },
  });
  const [firstNote = '', ...laterNotes] = store.keyNotes;
  const older = get(store.keys, 0);
  const rebuilt = likeStore(store, 'other seed');
  const another = honest.copy();
  another.manifest['request'] = { id: 'request-2' };
  const resigned = honest.copy();
  resigned.signature = another.sign(store.key).signature;
  const otherText = honest.copy();
  otherText.signature = get(store.checkpoints, -1).note;
  return [
    history(
      'a key of a stranger added, signed by itself only',
      [...store.keyNotes, strangerNote('previous', [stranger])],
      'KEY.HISTORY',
    ),
    history(
      'a key of a stranger added, signed twice by itself',
      [...store.keyNotes, strangerNote('previous', [stranger, stranger])],
      'KEY.HISTORY',
    ),
    history(
      'a key of a stranger added as if one had been lost',
      [...store.keyNotes, strangerNote('lost', [stranger])],
      'FILE.CHANGED',
    ),
    history(
      'a true key added later',
      [...store.keyNotes, strangerNote('previous', [store.key, stranger])],
      'FILE.CHANGED',
    ),
    history('the first key left out', laterNotes, 'KEY.HISTORY'),
    history('the last key left out', store.keyNotes.slice(0, -1), 'KEY.UNKNOWN'),
    history('the first key moved to the end', [...laterNotes, firstNote], 'KEY.HISTORY'),
    history('a key in the history twice', [firstNote, ...store.keyNotes], 'KEY.HISTORY'),
    history('no keys', [], 'KEY.HISTORY'),
    {
      name: 'the keys written otherwise',
      bytes: honest
        .copy()
        .change('keys.json', (bytes) => `${bytes.toString()}\n`)
        .tar(),
      expected: { code: 'KEY.HISTORY' },
    },
    { name: 'signed by a stranger', bytes: honest.copy().sign(stranger).tar(), expected: { code: 'KEY.UNKNOWN' } },
    {
      name: 'signed by a key that was retired',
      bytes: honest.copy().sign(older).tar(),
      expected: { code: 'KEY.RETIRED' },
    },
    {
      name: 'a checkpoint signed by a key of later',
      bytes: laterKeyBundle(store).tar(),
      expected: { code: 'KEY.LATER' },
    },
    {
      name: 'everything made anew with other keys',
      bytes: rebuilt.bundle().tar(),
      expected: { code: 'KEY.UNKNOWN' },
      key: store.key.id,
    },
    { name: 'the signature of another manifest', bytes: resigned.tar(), expected: { code: 'MANIFEST.CHANGED' } },
    { name: 'a signature of something else', bytes: otherText.tar(), expected: { code: 'SIGNATURE.WRONG' } },
  ];
}

/** A checkpoint that was made with a key before its time. @param {RecordingStore} store */
function laterKeyBundle(store) {
  const other = likeStore(store, store.seed);
  other.checkpoint({ key: other.rotate({ from: 1_000_000 }) });
  return other.bundle();
}
