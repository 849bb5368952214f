// @ts-check
import { Failure } from './failure.mjs';
import { isConsistent } from './merkle.mjs';
import { fromBase64 } from './note.mjs';

/**
 * @typedef {import('./note.mjs').Note} Note
 * @typedef {{ size: number, root: Buffer }} Tree
 * @typedef {object} Checkpoint
 * @property {string} origin
 * @property {number} size leaves of the tree
 * @property {Buffer} root
 * @property {string} at ISO instant
 * @property {bigint} through position in the log
 * @property {Tree | undefined} previous
 * @property {readonly Buffer[]} consistency
 * @property {string} keyId
 */

const SIZE = /^(0|[1-9][0-9]{0,14})$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$/;

/**
 * A checkpoint as its note's text says it; undefined when the text is not one.
 * @param {Note} note
 * @returns {Checkpoint | undefined}
 */
export function readCheckpoint({ lines }) {
  const [origin = '', size = '', root = '', ...rest] = lines;
  const at = member(rest, 'at');
  const through = member(rest, 'through');
  const [previousSize, previousRoot, ...more] = member(rest, 'previous')?.split(' ') ?? [];
  const proof = member(rest, 'consistency')?.split(' ') ?? [];
  const keyId = member(rest, 'key');
  if (rest.length > 0 || more.length > 0 || at === undefined || through === undefined || keyId === undefined)
    return undefined;
  if (!SIZE.test(size) || !INSTANT.test(at) || !/^(0|[1-9][0-9]{0,19})$/.test(through) || !/^[0-9a-f]{32}$/.test(keyId))
    return undefined;
  const hashes = [root, ...(previousRoot === undefined ? [] : [previousRoot]), ...proof].map(fromBase64);
  if (!hashes.every((hash) => hash?.length === 32)) return undefined;
  if (previousSize !== undefined && previousRoot === undefined) return undefined;
  const [rootHash, ...others] = /** @type {Buffer[]} */ (hashes);
  if (rootHash === undefined) return undefined;
  if (previousSize === undefined)
    return proof.length > 0
      ? undefined
      : {
          origin,
          size: Number(size),
          root: rootHash,
          at,
          through: BigInt(through),
          previous: undefined,
          consistency: [],
          keyId,
        };
  const [before, ...consistency] = others;
  if (before === undefined || !SIZE.test(previousSize)) return undefined;
  return {
    origin,
    size: Number(size),
    root: rootHash,
    at,
    through: BigInt(through),
    previous: { size: Number(previousSize), root: before },
    consistency,
    keyId,
  };
}

/** Takes `name value` from the front of the lines. @param {string[]} lines @param {string} name */
function member(lines, name) {
  return lines[0]?.startsWith(`${name} `) ? lines.shift()?.slice(name.length + 1) : undefined;
}

/** Whether a checkpoint's own consistency proof holds. @param {Checkpoint} checkpoint */
export const grewFromPrevious = ({ size, root, previous, consistency }) =>
  previous === undefined ||
  (previous.size === 0
    ? consistency.length === 0
    : isConsistent({
        oldSize: previous.size,
        oldRoot: previous.root,
        newSize: size,
        newRoot: root,
        proof: consistency,
      }));

const FILE = 'checkpoints.ndjson';

/** Every checkpoint from the first one on, each consistent with the one before it. */
export class CheckpointTrail {
  /** @type {Checkpoint | undefined} */
  last;

  /** @param {Checkpoint} checkpoint whose signature was checked @param {string} what begins a sentence */
  follow(checkpoint, what) {
    const before = this.last;
    if (before !== undefined && (checkpoint.size < before.size || checkpoint.through < before.through))
      throw wrong(
        'CHECKPOINT.BACKWARDS',
        `${what} goes back: the one before it has size ${before.size} and reaches further in the log.`,
      );
    if (
      checkpoint.previous?.size !== before?.size ||
      (before !== undefined && checkpoint.previous?.root.equals(before.root) !== true)
    )
      throw wrong(
        'CHECKPOINT.INCONSISTENT',
        `${what} does not name the one before it: a checkpoint is missing, or one was replaced.`,
      );
    if (!grewFromPrevious(checkpoint))
      throw wrong(
        'CHECKPOINT.INCONSISTENT',
        `${what} is not a continuation of the one before it: what was recorded earlier was changed.`,
      );
    this.last = checkpoint;
  }
}

/** @param {import('./failure.mjs').Code} code @param {string} message */
const wrong = (code, message) => new Failure(code, message, { file: FILE });
