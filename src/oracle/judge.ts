import { connect } from '../eventstore/connect.js';
import { Oracle, type OracleOptions, type RecordedFact, type Report, type Violation } from './oracle.js';
import { readModelViolations } from './read-model-rules.js';
import { readRecordFile } from './record-file.js';
import { payloadsOf, wholeLog } from './sources.js';

export interface Judging extends Omit<OracleOptions, 'blobs'> {
  /** What is being done, and how many events it has come through. */
  onProgress(what: string, events: number): void;
  readonly signal: AbortSignal;
}

/** Events between two words about how far it is. */
const TOLD_EVERY = 5_000;
const SILENT = { info: () => undefined, warn: () => undefined };

/** Judges a store as it is now, and its read models when a database is given. Rejects with a DomainError (unavailable) when one of them does not answer. */
export async function judgeStore(url: string, databaseUrl: string | undefined, judging: Judging): Promise<Report> {
  const store = connect({ url, log: SILENT, writer: { version: 'oracle', bootId: 'oracle' } });
  try {
    const oracle = new Oracle({ ...judging, blobs: payloadsOf(store.blobs) });
    await listen(oracle, wholeLog(store.reader), judging);
    const more: Violation[] = [];
    if (databaseUrl !== undefined)
      more.push(
        ...(await readModelViolations({
          databaseUrl,
          feed: store.feed,
          blobs: store.blobs,
          pruned: oracle.pruned,
          signal: judging.signal,
          onProgress: (group, events) => judging.onProgress(`building the ${group} read models anew`, events),
        })),
      );
    return await oracle.finish(more);
  } finally {
    await store.dispose();
  }
}

/** Judges an NDJSON export or an evidence bundle. Rejects with NotARecord, or with what the file system says. */
export async function judgeFile(file: string, judging: Judging): Promise<Report> {
  const { facts, blobs } = await readRecordFile(file);
  const oracle = new Oracle({ ...judging, ...(blobs === undefined ? {} : { blobs }) });
  await listen(oracle, facts, judging);
  return oracle.finish();
}

async function listen(
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
