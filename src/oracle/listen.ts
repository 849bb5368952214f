import type { Oracle, OracleOptions, RecordedFact } from './oracle.js';

export interface Judging extends Omit<OracleOptions, 'blobs'> {
  /** What is being done, and how many events it has come through. */
  onProgress(what: string, events: number): void;
  readonly signal: AbortSignal;
}

/** Events between two words about how far it is. */
const TOLD_EVERY = 5_000;

/** Tells an oracle every event of a record. */
export async function listen(
  oracle: Oracle,
  facts: AsyncIterable<RecordedFact>,
  { onProgress, signal }: Judging,
): Promise<void> {
  let events = 0;
  for await (const fact of facts) {
    const looked = oracle.add(fact);
    if (looked) await looked;
    if (++events % TOLD_EVERY !== 0) continue;
    onProgress('reading the record', events);
    signal.throwIfAborted();
  }
}
