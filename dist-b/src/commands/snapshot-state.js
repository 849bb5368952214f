import { z } from "zod";
const Stored = z.strictObject({
  state: z.custom((value) => value !== void 0),
  at: z.number(),
  position: z.string().regex(/^\d+$/),
  commands: z.array(z.tuple([z.string(), z.string(), z.int(), z.int()]))
});
function snapshotOf(aggregate, loaded) {
  return {
    state: aggregate.stateToJson(loaded.state),
    at: loaded.at,
    position: loaded.position.toString(),
    commands: [...loaded.commands].map(([id, known]) => [
      id,
      known.payloadHash,
      known.firstRevision,
      known.lastRevision
    ])
  };
}
async function snapshotFrom(aggregate, deps, stream, loaded, atMost) {
  for (let most = atMost; ; ) {
    const snapshot = await deps.snapshots.load(stream, aggregate.decider.stateVersion, most);
    if (!snapshot) return;
    const { head } = snapshot, stored = Stored.safeParse(snapshot.state), event = stored.success ? await deps.store.readOne(stream, head.revision) : void 0;
    if (stored.success && event?.metadata.hash === head.hash)
      return start(loaded, head, aggregate.stateFromJson(stored.data.state), stored.data), event;
    if (deps.log.warn({ stream, revision: head.revision }, "a snapshot cannot be used and is passed over"), head.revision === 0) return;
    most = head.revision - 1;
  }
}
function start(loaded, head, state, { at, position, commands }) {
  loaded.state = state, loaded.head = head, loaded.at = at, loaded.position = BigInt(position);
  for (const [id, payloadHash, firstRevision, lastRevision] of commands)
    loaded.commands.set(id, { payloadHash, firstRevision, lastRevision });
}
export {
  snapshotFrom,
  snapshotOf
};
//# sourceMappingURL=snapshot-state.js.map
