// @ts-check
import { RecordingStore } from './bundle-builder.mjs';
import { hex, jcs, leafOf, sha256, treeRoot } from './encoding.mjs';

/** The worked example of docs/evidence-format.md, computed: what stands in the document under each name. @returns {Record<string, string>} */
export function example() {
  const store = new RecordingStore('example', 'example');
  const event = store.append('run-one', 'RunStarted', { workflow: 'Überweisung', amount: 12.5, tries: 1e21 });
  const { note } = store.checkpoint();
  const { hash, ...metadata } = event.metadata;
  const { stream, revision, id, type } = event;
  const dataHash = hex(jcs(event.data));
  const first = String(store.streams.get('checkpoints')?.[0]?.metadata['hash']);
  const leaves = [
    { stream: 'checkpoints', revision: 0, hash: first },
    { stream, revision, hash: String(hash) },
  ];
  const { publicKey, id: keyId } = store.key;
  return {
    KEY_ID: keyId,
    PUBLIC_KEY: publicKey.toString('base64'),
    KEY_HASH: sha256(Buffer.concat([Buffer.from(`${store.origin}\n\u0001`), publicKey])).toString('hex', 0, 4),
    KEY_NOTE: String(store.keyNotes[0]).trimEnd(),
    EVENT: jcs(event),
    DATA: jcs(event.data),
    DATA_HASH: dataHash,
    PREIMAGE: `mc1${String(metadata['prev'])}${jcs({ stream, revision, id, type, metadata, dataHash })}`,
    LEAF_0: jcs(leaves[0]),
    LEAF_1: jcs(leaves[1]),
    LEAF_HASH_0: leafOf('checkpoints', 0, first).toString('hex'),
    LEAF_HASH_1: leafOf(stream, revision, String(hash)).toString('hex'),
    ROOT: treeRoot(store.leaves).toString('hex'),
    CHECKPOINT: note.trimEnd(),
    PROOF: leafOf('checkpoints', 0, first).toString('base64'),
  };
}
