// @ts-check
import { Failure } from './failure.mjs';

/** @typedef {import('./manifest.mjs').FilePromise} FilePromise */

export const PAYLOADS = 'payloads/';

/** @type {readonly ((name: string) => boolean)[]} */
const ORDER = [
  (name) => name === 'keys.json',
  (name) => name === 'checkpoints.ndjson',
  (name) => name === 'report.html',
  (name) => name.startsWith('definitions/'),
  (name) => name === 'approvals.json',
  (name) => name === 'costs.json',
  (name) => !name.startsWith(PAYLOADS) && name !== 'events.ndjson',
  (name) => name.startsWith(PAYLOADS),
  () => true,
];

/** @param {FilePromise} file */
const rank = ({ name }) => ORDER.findIndex((is) => is(name));

/** The files that the manifest lists, in the order in which they stand in the bundle. */
export class Expected {
  #files;
  #at = 0;

  /** @param {readonly FilePromise[]} files sorted by name */
  constructor(files) {
    this.#files = [...files].sort((a, b) => rank(a) - rank(b));
  }

  /** What the manifest says of this entry. Throws FILE.UNEXPECTED, FILE.MISSING or PAYLOAD.MISSING. @param {string} name */
  next(name) {
    const promise = this.#files[this.#at++];
    if (promise?.name === name) return promise;
    const later = this.#files.slice(this.#at).some((file) => file.name === name);
    if (promise !== undefined && later) throw missing(promise.name);
    throw new Failure('FILE.UNEXPECTED', `${name} is in the bundle, but the manifest does not list it there.`, {
      file: name,
    });
  }

  end() {
    const promise = this.#files[this.#at];
    if (promise !== undefined) throw missing(promise.name);
  }
}

/** @param {string} name */
const missing = (name) =>
  new Failure(
    name.startsWith(PAYLOADS) ? 'PAYLOAD.MISSING' : 'FILE.MISSING',
    `${name} is not in the bundle, or not in its place; the manifest lists it.`,
    { file: name },
  );

/** Throws PAYLOAD.CHANGED or FILE.CHANGED unless the content is the one that was signed. @param {FilePromise} promise @param {string} sha256 */
export function checkContent(promise, sha256) {
  if (promise.sha256 === sha256) return;
  const { name } = promise;
  throw new Failure(
    name.startsWith(PAYLOADS) ? 'PAYLOAD.CHANGED' : 'FILE.CHANGED',
    `The content of ${name} is not the one that the manifest lists.`,
    { file: name },
  );
}
