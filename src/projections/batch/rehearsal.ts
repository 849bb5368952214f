import pg from 'pg';
import { STREAMS } from '../../domain/catalog.js';
import type { BlobStore, Feed } from '../../domain/kernel/ports.js';
import { batchStatement, type Advance } from './statement.js';
import type { Group } from './group.js';

const ADVANCE: Advance = { epoch: '0', position: '0', eventId: '' };

/**
 * Makes of the runs in a feed what a projector would write, and writes nothing: the code is compiled before events come that somebody waits for.
 * Settles when `signal` aborts.
 */
export async function rehearse(
  group: Group,
  feed: Feed,
  blobs: Pick<BlobStore, 'get'>,
  signal: AbortSignal,
): Promise<void> {
  // Never connected: runs that begin in the feed are folded without a look at the tables.
  const model = group.model(new pg.Client(), 'rehearsal', blobs);
  await feed.follow({
    name: 'rehearsal',
    from: undefined,
    prefixes: [STREAMS.run],
    signal,
    async handle({ items }) {
      await model.prepare(items);
      const fold = model.begin();
      for (const item of items) if (item.kind === 'event') fold.event(item.event, item.position);
      batchStatement(group.tables, 'rehearsal', fold.finish().changes, ADVANCE);
      model.trim();
    },
  });
}
