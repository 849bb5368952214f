import { connect } from '../eventstore/connect.js';
import { listen, type Judging } from './listen.js';
import { Oracle, type Report, type Violation } from './oracle.js';
import { readModelViolations } from './read-model-rules.js';
import { payloadsOf, wholeLog } from './sources.js';

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
