import { DomainError } from "../../domain/kernel/errors.js";
const READ_TIMEOUT_MS = 6e4;
async function retryParked(runner) {
  const session = await runner.projecting();
  return runner.turn.run(async () => {
    const { projector, feed } = session, { streams, from } = await projector.parkedStreams();
    if (streams.size === 0) return { streams: 0, events: 0, stillParked: 0 };
    const until = projector.position, items = [], done = new AbortController(), late = AbortSignal.timeout(READ_TIMEOUT_MS);
    if (await feed.follow({
      name: `${runner.options.group.title}-retry`,
      from,
      prefixes: [...streams.keys()],
      maxBatch: runner.options.group.maxBatch,
      signal: AbortSignal.any([done.signal, session.lost, late]),
      handle: (batch) => {
        for (const item of batch.items) {
          const first = streams.get(item.kind === "event" ? item.event.stream : item.stream);
          first !== void 0 && item.position >= first && item.position <= until && items.push(item);
        }
        return batch.through >= until && done.abort(), Promise.resolve();
      },
      onLive: (live) => {
        live && done.abort();
      }
    }), session.lost.throwIfAborted(), !done.signal.aborted)
      throw new DomainError("STORE.UNAVAILABLE", "unavailable", "The event store did not answer in time. Try again.");
    const changes = await projector.retry([...streams.keys()], items);
    runner.commits.committed(changes, until);
    const left = await projector.parkedStreams();
    return { streams: streams.size, events: items.length, stillParked: left.streams.size };
  });
}
export {
  retryParked
};
//# sourceMappingURL=retry-parked.js.map
