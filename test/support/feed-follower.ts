import type { Checkpoint, Feed, FeedBatch } from '../../src/domain/kernel/ports.js';

export interface FollowerOptions {
  readonly from?: Checkpoint;
  readonly prefixes?: readonly string[];
  readonly maxBatch?: number;
  readonly gatherMs?: number;
  readonly urgent?: ReadonlySet<string>;
  /** True: the batch is not handled this time. */
  readonly fail?: () => boolean;
}

/** Follows a feed and keeps what it was handed. */
export function followFeed(feed: Feed, options: FollowerOptions = {}) {
  const { from, prefixes = ['run-', 'control'], maxBatch, gatherMs, urgent, fail } = options;
  const stop = new AbortController();
  const batches: FeedBatch[] = [];
  const live: boolean[] = [];
  const done = feed.follow({
    name: 'test',
    from,
    prefixes,
    ...(maxBatch === undefined ? {} : { maxBatch }),
    ...(gatherMs === undefined ? {} : { gatherMs }),
    ...(urgent === undefined ? {} : { urgent }),
    signal: stop.signal,
    handle: async (batch) => {
      if (fail?.()) throw new Error('the projection has no database');
      batches.push(batch);
    },
    onLive: (value) => live.push(value),
  });
  const items = () => batches.flatMap((batch) => batch.items);
  return {
    batches,
    live,
    done,
    items,
    revisions: () => items().map((item) => (item.kind === 'event' ? item.event.revision : item.revision)),
    async stop() {
      stop.abort();
      await done;
    },
  };
}
