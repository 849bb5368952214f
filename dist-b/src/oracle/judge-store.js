import { connect } from "../eventstore/connect.js";
import { listen } from "./listen.js";
import { Oracle } from "./oracle.js";
import { readModelViolations } from "./read-model-rules.js";
import { payloadsOf, wholeLog } from "./sources.js";
const SILENT = { info: () => {
}, warn: () => {
} };
async function judgeStore(url, databaseUrl, judging) {
  const store = connect({ url, log: SILENT, writer: { version: "oracle", bootId: "oracle" } });
  try {
    const oracle = new Oracle({ ...judging, blobs: payloadsOf(store.blobs) });
    await listen(oracle, wholeLog(store.reader), judging);
    const more = [];
    return databaseUrl !== void 0 && more.push(
      ...await readModelViolations({
        databaseUrl,
        feed: store.feed,
        blobs: store.blobs,
        pruned: oracle.pruned,
        signal: judging.signal,
        onProgress: (group, events) => judging.onProgress(`building the ${group} read models anew`, events)
      })
    ), await oracle.finish(more);
  } finally {
    await store.dispose();
  }
}
export {
  judgeStore
};
//# sourceMappingURL=judge-store.js.map
