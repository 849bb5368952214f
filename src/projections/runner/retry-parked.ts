import { DomainError } from '../../domain/kernel/errors.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import type { Runner } from './runner.js';

const READ_TIMEOUT_MS = 60_000;

export interface Retried {
  /** Streams that were parked, events of theirs that were projected now, and streams that are parked still (or again). */
  readonly streams: number;
  readonly events: number;
  readonly stillParked: number;
}

/** Reads the parked streams from the log again, with this version's eyes, and projects them up to where everything else stands. */
export async function retryParked(runner: Runner): Promise<Retried> {
  const session = await runner.projecting();
  return runner.turn.run(async () => {
    const { projector, feed } = session;
    const { streams, from } = await projector.parkedStreams();
    if (streams.size === 0) return { streams: 0, events: 0, stillParked: 0 };
    const until = projector.position;
    const items: FeedBatch['items'][number][] = [];
    const done = new AbortController();
    const late = AbortSignal.timeout(READ_TIMEOUT_MS);
    await feed.follow({
      name: `${runner.options.group.title}-retry`,
      from,
      prefixes: [...streams.keys()],
      maxBatch: runner.options.group.maxBatch,
      signal: AbortSignal.any([done.signal, session.lost, late]),
      handle: (batch) => {
        for (const item of batch.items) {
          const first = streams.get(item.kind === 'event' ? item.event.stream : item.stream);
          if (first !== undefined && item.position >= first && item.position <= until) items.push(item);
        }
        if (batch.through >= until) done.abort();
        return Promise.resolve();
      },
      onLive: (live) => {
        if (live) done.abort();
      },
    });
    session.lost.throwIfAborted();
    // Everything else waits meanwhile: a store that does not answer must not keep it.
    if (!done.signal.aborted)
      throw new DomainError('STORE.UNAVAILABLE', 'unavailable', 'The event store did not answer in time. Try again.');
    const changes = await projector.retry([...streams.keys()], items);
    runner.commits.committed(changes, until);
    const left = await projector.parkedStreams();
    return { streams: streams.size, events: items.length, stillParked: left.streams.size };
  });
}
