// @ts-check
/**
 * @typedef {import('./failure.mjs').Code} Code
 * @typedef {import('./failure.mjs').Failure} Failure
 * @typedef {import('./verify.mjs').Verdict} Verdict
 *
 * @typedef {object} Result what `--json` prints; members that do not apply are null
 * @property {'valid' | 'invalid' | 'unreadable'} verdict
 * @property {Code | null} code
 * @property {string | null} stream
 * @property {number | null} revision
 * @property {string | null} file
 * @property {string} message
 * @property {number | null} events
 * @property {number | null} streams
 * @property {string | null} keyId
 * @property {boolean | null} keyPinned
 * @property {{ size: number, root: string, at: string, through: string } | null} checkpoint
 * @property {number | null} missing
 * @property {number | null} witnessed
 * @property {readonly string[]} notes what a reader should know about a valid bundle
 */

/** @param {number} count @param {string} one @param {string} [many] */
const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {Verdict} verdict @returns {Result} */
export function validResult({ key, keyPinned, keys, checkpoint, events, streams, missing, witnessed }) {
  const notes = [];
  if (!keyPinned)
    notes.push(
      `The first key was taken on trust from the bundle itself: ${keys[0]?.id}. Compare it with one that you got in another way, or give that one with --key; without it, whoever made this bundle may have made all of it.`,
    );
  for (const { id, afterLoss } of keys)
    if (afterLoss) notes.push(`The key before ${id} was lost: only the bundle itself says that ${id} follows it.`);
  const lost = [...missing.values()].filter((because) => because === 'lost').length;
  const gone = missing.size - lost;
  if (gone > 0)
    notes.push(
      `${counted(gone, 'payload')} that events refer to ${gone === 1 ? 'was' : 'were'} erased or pruned, as the manifest lists; their hashes are still in the events.`,
    );
  if (lost > 0)
    notes.push(
      `${counted(lost, 'payload')} that events refer to ${lost === 1 ? 'was' : 'were'} not in the store, and nothing says why.`,
    );
  notes.push(
    witnessed === null
      ? 'No checkpoint of a witness was given (--checkpoint): whoever holds the signing key could have written all of the history anew.'
      : `${counted(witnessed, 'checkpoint')} of the witness ${witnessed === 1 ? 'is' : 'are'} in the history of this bundle, unchanged.`,
  );
  return {
    verdict: 'valid',
    code: null,
    stream: null,
    revision: null,
    file: null,
    message: `${counted(events, 'event')} of ${counted(streams, 'stream')} are all there, in order and unchanged since the checkpoint of ${checkpoint.at} (size ${checkpoint.size}), which key ${key.id} signed. Nothing is said of what came later.`,
    events,
    streams,
    keyId: key.id,
    keyPinned,
    checkpoint: {
      size: checkpoint.size,
      root: checkpoint.root.toString('base64'),
      at: checkpoint.at,
      through: checkpoint.through.toString(),
    },
    missing: missing.size,
    witnessed,
    notes,
  };
}

/** @param {Failure} failure @returns {Result} */
export function failedResult({ answers, code, stream, revision, file, message }) {
  return {
    verdict: answers ? 'invalid' : 'unreadable',
    code,
    stream,
    revision,
    file,
    message,
    events: null,
    streams: null,
    keyId: null,
    keyPinned: null,
    checkpoint: null,
    missing: null,
    witnessed: null,
    notes: [],
  };
}

const NOT_AS_RECORDED =
  'Do not rely on this copy. Ask for the bundle again from the server and compare; keep this file as it is.';
const NOT_THE_STORE =
  'Do not rely on this bundle. Ask the operator for the ids of the signing keys on another way, and where this file comes from.';
const HISTORY =
  'Do not rely on the record. Compare with the checkpoints that were kept outside of the store, and ask the operator what happened.';

/** What to do, by code. @type {Record<Code, string>} */
const ADVICE = {
  'EVENT.CHANGED': NOT_AS_RECORDED,
  'EVENT.REMOVED': NOT_AS_RECORDED,
  'EVENT.INSERTED': NOT_AS_RECORDED,
  'EVENT.REORDERED': NOT_AS_RECORDED,
  'STREAM.CUT_OFF': NOT_AS_RECORDED,
  'STREAM.MISSING': NOT_AS_RECORDED,
  'STREAM.UNEXPECTED': NOT_AS_RECORDED,
  'FILE.CHANGED': NOT_AS_RECORDED,
  'FILE.MISSING': NOT_AS_RECORDED,
  'FILE.UNEXPECTED': NOT_AS_RECORDED,
  'PAYLOAD.CHANGED': NOT_AS_RECORDED,
  'PAYLOAD.MISSING': NOT_AS_RECORDED,
  'MANIFEST.CHANGED': NOT_AS_RECORDED,
  'SIGNATURE.WRONG': NOT_AS_RECORDED,
  'KEY.UNKNOWN': NOT_THE_STORE,
  'KEY.LATER': NOT_THE_STORE,
  'KEY.RETIRED': NOT_THE_STORE,
  'KEY.HISTORY': NOT_THE_STORE,
  'CHECKPOINT.BACKWARDS': HISTORY,
  'CHECKPOINT.INCONSISTENT': HISTORY,
  'CHECKPOINT.REPLACED': HISTORY,
  'PROOF.WRONG': HISTORY,
  'BUNDLE.UNREADABLE': 'Nothing is said about the record: the file cannot be read.',
  'CHECKPOINT.UNLINKED':
    "Nothing is said about the record: give checkpoints that are as old as the bundle, or the one that follows the bundle's.",
};

/** The result for a terminal. @param {Result} result @param {string} file */
export function textOf({ verdict, code, message, notes }, file) {
  const lines =
    code === null
      ? [`VALID  ${file}`, '', message, ...notes.flatMap((note) => ['', `- ${note}`])]
      : [`${verdict === 'invalid' ? 'NOT VALID' : 'NO ANSWER'}  ${file}`, '', `${code}: ${message}`, '', ADVICE[code]];
  return `${lines.map(printable).join('\n')}\n`;
}

/** Names come from the file, so from a stranger: nothing of them may steer a terminal. @param {string} line */
const printable = (line) => line.replaceAll(/[^ -~\u00a0-\ud7ff\ue000-\uffff]/g, '?');

export const EXIT = { valid: 0, invalid: 1, unreadable: 2 };
