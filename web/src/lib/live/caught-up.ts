import { problemOf } from '../api/problem.js';

/** How long after an answer that was behind it is asked for again, in milliseconds. */
const AGAIN_MS = 2_000;

/**
 * Reads what another group of read models answers than the one whose commits are told (the audit's): it may be some moments
 * behind, and nobody says when it is there. So the read waits for the position that was told; where that takes too long, what
 * there is is shown, and it is read again.
 * @param position that was told last, as a decimal string
 * @param read `atLeast`: what to wait for, as a decimal string
 * @param again called once, later, when the answer was behind
 */
export async function caughtUp<T>(
  position: string | undefined,
  read: (atLeast: string) => Promise<T>,
  again: () => void,
): Promise<T> {
  try {
    return await read(position ?? '0');
  } catch (error) {
    if (problemOf(error).code !== 'READ.BEHIND') throw error;
    setTimeout(again, AGAIN_MS);
    return read('0');
  }
}
