// @ts-check
import { get } from './case.mjs';

/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/** Another store with the same streams. @param {RecordingStore} store @param {string} seed @param {(event: Event) => unknown} [dataOf] */
export function likeStore(store, seed, dataOf = ({ data }) => data) {
  const Store = /** @type {typeof import('../bundle-builder.mjs').RecordingStore} */ (store.constructor);
  const other = new Store(store.storeId, seed);
  for (const event of [...store.streams].flatMap(([stream, events]) => (stream === 'checkpoints' ? [] : events)))
    other.append(event.stream, event.type, dataOf(event));
  other.payloads = store.payloads;
  other.checkpoint();
  return other;
}

/** @param {RecordingStore} store @returns {Case[]} */
export function checkpointCases(store) {
  const honest = store.bundle();
  const notes = store.checkpoints.map(({ note }) => note);
  const middle = Math.floor(notes.length / 2);
  /** @param {string} name @param {readonly string[]} list @param {Code} code @returns {Case} */
  const list = (name, list, code) => ({
    name,
    bytes: honest
      .copy()
      .change('checkpoints.ndjson', () => list.map((note) => `${JSON.stringify(note)}\n`).join(''))
      .tar(),
    expected: { code },
  });
  /** @param {string} name @param {(bundle: Bundle) => unknown} change @param {Code} code @returns {Case} */
  const insider = (name, change, code) => {
    const bundle = honest.copy();
    change(bundle);
    return { name, bytes: bundle.sign(store.key).tar(), expected: { code } };
  };
  const rewritten = likeStore(store, store.seed, (event) => (event.revision === 3 ? { other: 1 } : event.data));
  const witness = `${notes.map((note) => JSON.stringify(note)).join('\n')}\n`;
  /** @type {Case[]} */
  const cases = [
    list(
      'an older checkpoint put back as the last one',
      [...notes.slice(0, -1), get(notes, middle)],
      'CHECKPOINT.BACKWARDS',
    ),
    list('the last checkpoint left out', notes.slice(0, -1), 'CHECKPOINT.REPLACED'),
    list('a checkpoint left out', notes.toSpliced(middle, 1), 'CHECKPOINT.INCONSISTENT'),
    list('the first checkpoint left out', notes.slice(1), 'CHECKPOINT.INCONSISTENT'),
    list('a checkpoint there twice', notes.toSpliced(middle, 0, get(notes, middle)), 'CHECKPOINT.INCONSISTENT'),
    list(
      'a checkpoint of another store with the same name',
      notes.with(-1, get(likeStore(store, 'other seed').checkpoints, -1).note),
      'KEY.UNKNOWN',
    ),
    list(
      'a checkpoint changed',
      notes.with(middle, get(notes, middle).replace('\nthrough ', '\nthrough 1')),
      'SIGNATURE.WRONG',
    ),
    insider(
      'the manifest with an older checkpoint, by the holder of the key',
      (bundle) => (bundle.manifest['checkpoint'] = get(notes, -2)),
      'PROOF.WRONG',
    ),
    insider('a head that is not in the tree, by the holder of the key', (bundle) => swapHead(bundle), 'PROOF.WRONG'),
    {
      name: 'a consistency proof that does not hold, by the holder of the key',
      bytes: forkedBundle(store).tar(),
      expected: { code: 'CHECKPOINT.INCONSISTENT' },
    },
    {
      name: 'history made anew by the holder of the key, and a witness',
      bytes: rewritten.bundle().tar(),
      expected: { code: 'CHECKPOINT.REPLACED' },
      witness,
    },
  ];
  return cases;
}

/** @param {Bundle} bundle */
function swapHead(bundle) {
  const [stream] = bundle.manifest.streams;
  if (stream === undefined) throw new Error('The bundle has no stream');
  stream['head'] = 'c'.repeat(64);
  stream['leaf'] = { .../** @type {Record<string, unknown>} */ (stream['leaf']), hash: 'c'.repeat(64) };
}

/** The last checkpoint is of a tree in which an old leaf is another one. @param {RecordingStore} store */
function forkedBundle(store) {
  const other = likeStore(store, store.seed);
  other.leaves[0] = Buffer.alloc(32, 7);
  other.append('run-one', 'StepCompleted', { forked: true });
  other.checkpoint();
  return other.bundle({ streams: ['run-one'] });
}
