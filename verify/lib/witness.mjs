// @ts-check
import { readFile, stat } from 'node:fs/promises';
import { grewFromPrevious, readCheckpoint } from './checkpoint.mjs';
import { Failure, LIMITS, unreadable } from './failure.mjs';
import { parseNote } from './note.mjs';

/**
 * @typedef {import('./checkpoint.mjs').Checkpoint} Checkpoint
 * @typedef {import('./keys.mjs').KeyHistory} KeyHistory
 * @typedef {import('./note.mjs').Note} Note
 */

/** Checkpoints that somebody kept outside of the store: with the store's own key nobody can write its history anew without contradicting them. */
export class Witness {
  #notes;
  /** Root in base64 by size, of the notes and of those that they name as the one before. @type {Map<number, string>} */
  #roots = new Map();
  /** @type {Set<number>} */
  #seen = new Set();

  /** @param {readonly { note: Note, checkpoint: Checkpoint }[]} notes */
  constructor(notes) {
    this.#notes = notes;
  }

  /** Signed notes one after the other, or one JSON string a line. @param {string} file */
  static async read(file) {
    if ((await stat(file)).size > LIMITS.witnessBytes)
      throw unreadable('The file of the witness is too large: give it the checkpoints that matter.');
    const text = await readFile(file, 'utf8');
    const notes = (
      text.startsWith('"')
        ? jsonLines(text)
        : text.split(/^(?=mission-control\/)/m).map((part) => `${part.trimEnd()}\n`)
    ).map((part) => {
      const note = parseNote(part);
      const checkpoint = note && readCheckpoint(note);
      if (note === undefined || checkpoint === undefined)
        throw unreadable('The file of the witness does not hold signed checkpoints.');
      return { note, checkpoint };
    });
    return new Witness(notes);
  }

  /** Checks the signatures, once the keys are known. @param {KeyHistory} keys @param {Checkpoint} last of the bundle */
  meet(keys, last) {
    for (const { note, checkpoint } of this.#notes) {
      const what = `The witness's checkpoint of size ${checkpoint.size}`;
      const signature = note.signatures.find(({ name }) => name === keys.origin);
      if (signature === undefined || checkpoint.origin !== keys.origin)
        throw unreadable(`${what} is of another store than the bundle.`);
      try {
        keys.checkInForce(keys.signerOf(note, signature, what, null), checkpoint.size, what, null);
      } catch (error) {
        // Keys change: a checkpoint that is younger than the bundle may have a key that the bundle cannot know.
        if (error instanceof Failure && error.code === 'KEY.UNKNOWN' && checkpoint.size > last.size) continue;
        throw error;
      }
      if (!grewFromPrevious(checkpoint))
        throw new Failure('CHECKPOINT.INCONSISTENT', `${what} is not a continuation of the one before it.`);
      this.#expect(checkpoint);
      if (checkpoint.previous !== undefined) this.#expect(checkpoint.previous);
    }
  }

  /** @param {{ size: number, root: Buffer }} tree */
  #expect({ size, root }) {
    const text = root.toString('base64');
    if ((this.#roots.get(size) ?? text) !== text) throw replaced(size, 'The witness has two checkpoints of size');
    this.#roots.set(size, text);
  }

  /** @param {Checkpoint} checkpoint of the bundle */
  see({ size, root }) {
    const kept = this.#roots.get(size);
    if (kept === undefined) return;
    if (kept !== root.toString('base64'))
      throw replaced(size, 'The bundle and the witness have different checkpoints of size');
    this.#seen.add(size);
  }

  /** How many checkpoints of the bundle the witness knows. @param {Checkpoint} last of the bundle */
  finish(last) {
    for (const size of this.#roots.keys())
      if (size <= last.size && !this.#seen.has(size))
        throw replaced(size, "The bundle does not have, although it goes further, the witness's checkpoint of size");
    if (this.#seen.size === 0)
      throw new Failure(
        'CHECKPOINT.UNLINKED',
        `The witness's checkpoints are all later than the bundle's (size ${last.size}), and none names it as the one before: they cannot be compared.`,
      );
    return this.#seen.size;
  }
}

/** @param {string} text */
function jsonLines(text) {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => /** @type {unknown} */ (JSON.parse(line)));
  } catch {
    throw unreadable('The file of the witness does not hold signed checkpoints.');
  }
}

/** @param {number} size @param {string} what */
const replaced = (size, what) =>
  new Failure('CHECKPOINT.REPLACED', `${what} ${size}: history was written anew.`, { file: 'checkpoints.ndjson' });
