// @ts-check

/**
 * What a verifier can find. The first group says that a bundle is not what was recorded (exit code 1), the second that there is no answer (exit code 2).
 * docs/evidence-format.md says when each is given.
 * @typedef {'EVENT.CHANGED' | 'EVENT.REMOVED' | 'EVENT.INSERTED' | 'EVENT.REORDERED' | 'STREAM.CUT_OFF' | 'STREAM.MISSING' | 'STREAM.UNEXPECTED'
 *   | 'FILE.CHANGED' | 'FILE.MISSING' | 'FILE.UNEXPECTED' | 'PAYLOAD.CHANGED' | 'PAYLOAD.MISSING' | 'MANIFEST.CHANGED' | 'SIGNATURE.WRONG'
 *   | 'KEY.UNKNOWN' | 'KEY.LATER' | 'KEY.RETIRED' | 'KEY.HISTORY' | 'CHECKPOINT.BACKWARDS' | 'CHECKPOINT.INCONSISTENT' | 'CHECKPOINT.REPLACED'
 *   | 'PROOF.WRONG' | 'BUNDLE.UNREADABLE' | 'CHECKPOINT.UNLINKED'} Code
 */

/** Codes that say nothing about the record: the file cannot be read, or cannot be compared. */
const NO_ANSWER = new Set(['BUNDLE.UNREADABLE', 'CHECKPOINT.UNLINKED']);

/**
 * @typedef {object} Place
 * @property {string | null} [stream]
 * @property {number | null} [revision]
 * @property {string | null} [file] an entry of the bundle
 */

/** The first thing that is wrong. `message` is one or two sentences for a person. */
export class Failure extends Error {
  /**
   * @param {Code} code
   * @param {string} message
   * @param {Place} [place]
   */
  constructor(code, message, place = {}) {
    super(message);
    this.code = code;
    this.stream = place.stream ?? null;
    this.revision = place.revision ?? null;
    this.file = place.file ?? null;
  }

  /** Whether this is a reason to distrust the bundle, or only a reason why nothing can be said. */
  get answers() {
    return !NO_ANSWER.has(this.code);
  }
}

/** @param {string} message @param {Place} [place] */
export const unreadable = (message, place) => new Failure('BUNDLE.UNREADABLE', message, place);

/** What a file from a stranger may make this program hold in memory. A bundle of the product stays far below. */
export const LIMITS = Object.freeze({
  manifestBytes: 64 * 1024 * 1024,
  /** Of the bytes `,`, `[` and `{` in the manifest, together: each can cost the parser some dozens of bytes. */
  manifestParts: 4_000_000,
  keysBytes: 16 * 1024 * 1024,
  noteBytes: 64 * 1024,
  lineBytes: 4 * 1024 * 1024,
  depth: 200,
  witnessBytes: 64 * 1024 * 1024,
});
