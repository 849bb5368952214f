import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Head } from '../../../src/domain/kernel/ports.js';
import type { EventStoreConnection } from '../../../src/eventstore/connect.js';
import { followFeed } from '../../support/feed-follower.js';
import { collect, halt, halts, headOf, START } from '../../support/halts.js';
import { startMutingProxy, type MutingProxy } from '../../support/muting-proxy.js';
import { startNodeProcess, temporaryFolder, type NodeProcess } from '../event-store/node-process.js';
import { connectTo } from './support.js';

describe('the feed', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let node: NodeProcess;
  let proxy: MutingProxy;
  let connection: EventStoreConnection;

  beforeEach(async () => {
    folder = temporaryFolder();
    node = await startNodeProcess(folder.path);
    proxy = await startMutingProxy(node.port);
    connection = connectTo(proxy.port, { feed: { silenceMs: 200 } });
  });
  afterEach(async () => {
    await connection.dispose();
    await proxy.close();
    await node.stop();
    folder.remove();
  });

  const appendTo = async (stream: string, head: Head, count: number): Promise<Head> =>
    headOf(await connection.store.append(stream, head, halts(count)));
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

  it('catches up in batches, then follows, and leaves out other streams', async () => {
    let head = START;
    for (let i = 0; i < 10; i++) head = await appendTo('control', head, 100);
    await connection.store.append('controller', START, [halt()]);
    await connection.snapshots.save('control', 1, head, { state: 1 });
    const feed = followFeed(connection.feed, { maxBatch: 64, prefixes: ['control'] });
    await expect.poll(feed.revisions).toEqual(upTo(1_000));
    await appendTo('control', head, 1);
    await expect.poll(feed.revisions).toEqual(upTo(1_001));
    expect(Math.max(...feed.batches.map(({ items }) => items.length))).toBe(64);
    expect(feed.live).toEqual([false, true]);
    expect(await connection.feed.end()).toBe(feed.batches.at(-1)?.through);
    await feed.stop();
  });

  it('tells how far it looked when nothing for it was there', async () => {
    const feed = followFeed(connection.feed, { prefixes: ['agent-'] });
    let head = START;
    for (let i = 0; i < 12; i++) head = await appendTo('control', head, 100);
    await expect.poll(() => feed.batches.length).toBeGreaterThan(0);
    expect(feed.items()).toEqual([]);
    expect(feed.batches.at(-1)?.through).toBeGreaterThan(0n);
    await feed.stop();
  });

  it.each(['stop', 'kill'] as const)(
    'goes on after the store was restarted (%s), without a gap or a repetition',
    async (how) => {
      let head = await appendTo('control', START, 3);
      const feed = followFeed(connection.feed);
      await expect.poll(feed.revisions).toEqual(upTo(3));
      for (let i = 0; i < 2; i++) {
        const { port } = node;
        await node[how]();
        const append = appendTo('control', head, 2);
        node = await startNodeProcess(folder.path, { port });
        head = await append;
        await expect.poll(feed.revisions, { timeout: 10_000 }).toEqual(upTo(head.revision + 1));
      }
      await feed.stop();
    },
  );

  it('notices a subscription that has fallen silent', async () => {
    const head = await appendTo('control', START, 1);
    const feed = followFeed(connection.feed);
    await expect.poll(feed.revisions).toEqual([0]);
    proxy.mute();
    const direct = connectTo(node.port);
    await direct.store.append('control', head, halts(1));
    await direct.dispose();
    await expect.poll(feed.revisions, { timeout: 10_000 }).toEqual([0, 1]);
    await feed.stop();
  });

  it('starts after its checkpoint, and refuses a store that was wiped', async () => {
    await appendTo('control', START, 3);
    const [, second] = await collect(connection.store.read('control'));
    if (second?.position === undefined) throw new Error('there is no second event');
    const from = { position: second.position, eventId: second.id };
    const feed = followFeed(connection.feed, { from });
    await expect.poll(feed.revisions).toEqual([2]);
    await feed.stop();
    const other = temporaryFolder();
    const wiped = await startNodeProcess(other.path);
    const elsewhere = connectTo(wiped.port);
    await expect(followFeed(elsewhere.feed, { from }).done).rejects.toMatchObject({
      code: 'STORE.WIPED',
      details: { position: String(from.position), expected: from.eventId },
    });
    await expect(followFeed(connection.feed, { from: { ...from, eventId: randomUUID() } }).done).rejects.toMatchObject({
      code: 'STORE.WIPED',
      details: { found: second.id },
    });
    await elsewhere.dispose();
    await wiped.stop();
    other.remove();
  });

  it('waits for a store that is not there yet', async () => {
    await appendTo('control', START, 1);
    const { port } = node;
    await node.stop();
    const feed = followFeed(connection.feed);
    await expect.poll(() => connection.store.available()).toBe(false);
    node = await startNodeProcess(folder.path, { port });
    await expect.poll(feed.revisions, { timeout: 10_000 }).toEqual([0]);
    await expect.poll(() => connection.store.available()).toBe(true);
    await feed.stop();
  });
});
