import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Recorded } from '../../../src/domain/kernel/envelope.js';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/**
 * What caches may take after the first tenth, however much is sent. Measured: 14 MB in 9,000 requests, 19 MB in 27,000; nothing in 9,000 frames.
 * More than this is a leak of some 3 KB a request in a run of 10,000.
 */
export const MAY_GROW_BYTES = 48_000_000;

/** What is held of the test's own log per byte of an event as JSON: parsed, as bytes, and in the store's list of its stream. */
const COPIES = 4;

/** The memory of this process that something still holds, but for the events of a log in memory, which a real store has on its disk. */
export class HeldMemory {
  private constructor(
    readonly bytes: number,
    readonly log: readonly Recorded[],
    readonly events: number,
  ) {}

  static async now(log: readonly Recorded[]): Promise<HeldMemory> {
    return new HeldMemory(await heldBytes(), log, log.length);
  }

  /** Bytes since then. */
  async growth(): Promise<number> {
    const written = this.log.slice(this.events).reduce((sum, event) => sum + sizeOf(event), 0);
    return (await heldBytes()) - this.bytes - written * COPIES;
  }
}

const sizeOf = (event: Recorded): number =>
  JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).length;

async function heldBytes(): Promise<number> {
  if (typeof collectGarbage !== 'function') throw new TypeError('there is no gc() to call');
  // Twice, with a turn between: what a finalizer lets go in the first is gone in the second.
  for (let i = 0; i < 2; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
