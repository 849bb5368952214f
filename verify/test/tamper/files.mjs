// @ts-check
/**
 * @typedef {import('../bundle-builder.mjs').Bundle} Bundle
 * @typedef {import('../bundle-builder.mjs').Event} Event
 * @typedef {import('../bundle-builder.mjs').RecordingStore} RecordingStore
 * @typedef {import('../../lib/failure.mjs').Code} Code
 * @typedef {import('./case.mjs').Case} Case
 * @typedef {import('./case.mjs').Expected} Expected
 */

/** @param {RecordingStore} store @returns {Case[]} */
export function fileCases(store) {
  const honest = store.bundle({ extra: [{ name: 'definitions/one.json', bytes: Buffer.from('{}') }] });
  const [first, second] = honest.files.filter(({ name }) => name.startsWith('payloads/'));
  if (first === undefined || second === undefined) throw new Error('The store has too few payloads');
  /** @param {string} name @param {(bundle: Bundle) => unknown} change @param {Code} code @returns {Case} */
  const one = (name, change, code) => {
    const bundle = honest.copy();
    change(bundle);
    return { name, bytes: bundle.tar(), expected: { code } };
  };
  /** @param {Bundle} bundle @param {string} name */
  const drop = (bundle, name) => (bundle.files = bundle.files.filter((file) => file.name !== name));
  return [
    one(
      'the report changed',
      (bundle) => bundle.change('report.html', (bytes) => bytes.toString().toUpperCase()),
      'FILE.CHANGED',
    ),
    one(
      'the report made longer',
      (bundle) => bundle.change('report.html', (bytes) => `${bytes.toString()}x`),
      'FILE.CHANGED',
    ),
    one('a definition changed', (bundle) => bundle.change('definitions/one.json', () => '[]'), 'FILE.CHANGED'),
    one('a definition removed', (bundle) => drop(bundle, 'definitions/one.json'), 'FILE.MISSING'),
    one('the events removed', (bundle) => drop(bundle, 'events.ndjson'), 'FILE.MISSING'),
    one('the keys removed', (bundle) => drop(bundle, 'keys.json'), 'FILE.MISSING'),
    one('the checkpoints removed', (bundle) => drop(bundle, 'checkpoints.ndjson'), 'FILE.MISSING'),
    one(
      'a file added',
      (bundle) => bundle.files.splice(3, 0, { name: 'more.json', bytes: Buffer.from('1') }),
      'FILE.UNEXPECTED',
    ),
    one(
      'a file added at the end',
      (bundle) => bundle.files.push({ name: 'zero.json', bytes: Buffer.from('1') }),
      'FILE.UNEXPECTED',
    ),
    one('a file there twice', (bundle) => bundle.files.splice(2, 0, bundle.file('report.html')), 'FILE.UNEXPECTED'),
    one(
      'files in another order',
      (bundle) => bundle.files.splice(2, 2, bundle.file('definitions/one.json'), bundle.file('report.html')),
      'FILE.MISSING',
    ),
    one(
      'a path that leads out of the folder',
      (bundle) => bundle.files.splice(2, 0, { name: '../report.html', bytes: Buffer.from('1') }),
      'FILE.UNEXPECTED',
    ),
    one(
      'a payload changed',
      (bundle) => bundle.change(first.name, (bytes) => `${bytes.toString()} `),
      'PAYLOAD.CHANGED',
    ),
    one(
      'two payloads swapped',
      (bundle) => (bundle.change(first.name, () => second.bytes), bundle.change(second.name, () => first.bytes)),
      'PAYLOAD.CHANGED',
    ),
    one('a payload removed', (bundle) => drop(bundle, first.name), 'PAYLOAD.MISSING'),
    one(
      'a payload removed and no longer listed, by the holder of the key',
      (bundle) => (drop(bundle, first.name), bundle.sign(store.key)),
      'PAYLOAD.MISSING',
    ),
    one(
      'the manifest changed',
      (bundle) => (bundle.manifestBytes = Buffer.from(bundle.manifestBytes.toString().replace('"Ada"', '"Eve"'))),
      'MANIFEST.CHANGED',
    ),
    one(
      'a newer format, signed',
      (bundle) => ((bundle.manifest['format'] = 'mission-control/evidence/2'), bundle.sign(store.key)),
      'BUNDLE.UNREADABLE',
    ),
  ];
}
