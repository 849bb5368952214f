import { StreamBlobStore } from "./blobs.js";
import { Contact, exponential } from "./contact.js";
import { ChainedEventStore } from "./event-store.js";
import { SupervisedFeed } from "./feed.js";
import { StreamInstanceLog } from "./instance-log.js";
import { StoredLogReader } from "./log-reader.js";
import { StreamSnapshotStore } from "./snapshots.js";
import { RawStreamRemover } from "./stream-remover.js";
function adaptersOver(raw, { log, writer, feed, probe = exponential(100, 1e3), resend, now }) {
  const contact = new Contact(raw, log, probe), blobs = new StreamBlobStore(raw, contact, writer, resend, now);
  return {
    store: new ChainedEventStore(raw, contact, resend),
    feed: new SupervisedFeed(raw, contact, log, feed),
    blobs,
    snapshots: new StreamSnapshotStore(raw, contact, blobs, writer, log),
    instances: new StreamInstanceLog(raw, contact, writer),
    remover: new RawStreamRemover(raw, contact),
    reader: new StoredLogReader(raw, contact),
    dispose: () => contact.dispose()
  };
}
export {
  adaptersOver
};
//# sourceMappingURL=adapters.js.map
