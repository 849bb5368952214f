import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { startNode } from '../../../src/embedded/event-store/node.js';
import { openLmdbStorage } from '../../../src/embedded/event-store/storage/lmdb-storage.js';
import { type Storage } from '../../../src/embedded/event-store/storage/storage.js';
import { Observed, UNARY, events, newStream, revisionsOf } from './conformance/observe.js';
import { temporaryFolder } from './node-process.js';

/** A disk whose flushes wait until they are let go, or fail. */
function slowDisk(disk: Storage): {
  storage: Storage;
  release(): void;
  fail: boolean;
  hold: boolean;
  held: Promise<void>;
} {
  let release = (): void => undefined;
  let onHeld = (): void => undefined;
  const control = {
    hold: false,
    fail: false,
    release: () => release(),
    held: new Promise<void>((resolve) => (onHeld = resolve)),
    storage: {
      ...disk,
      async commit(entries) {
        if (control.fail) throw new Error('the disk is full');
        if (control.hold) {
          // What LMDB may do too: the entries can be read before they are flushed.
          await disk.commit(entries);
          onHeld();
          await new Promise<void>((resolve) => (release = resolve));
        } else await disk.commit(entries);
      },
    } satisfies Storage,
  };
  return control;
}

describe('a disk that is slow or fails', () => {
  it('nothing is answered, read or delivered before its flush', async () => {
    const folder = temporaryFolder();
    const disk = slowDisk(openLmdbStorage(folder.path));
    const node = await startNode({ dataDir: folder.path, storage: disk.storage });
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
    const stream = newStream();
    const observed = new Observed(client.subscribeToStream(stream));
    await observed.until('caught up');
    disk.hold = true;
    let answered = false;
    const append = client.appendToStream(stream, events(2)).then(() => (answered = true));
    await disk.held;
    expect(await revisionsOf(client.readStream(stream))).toBe('stream-not-found');
    expect(await revisionsOf(client.readAll({ fromPosition: { commit: 65n, prepare: 65n } }))).toBe('');
    expect(answered).toBe(false);
    expect(observed.received).toEqual([]);
    disk.hold = false;
    disk.release();
    await append;
    expect(await observed.events(2)).toBe('0 1');
    await observed.end();
    await client.dispose();
    await node.close();
    folder.remove();
  });

  it('an append over an unflushed one sees it, and both are flushed in order', async () => {
    const folder = temporaryFolder();
    const disk = slowDisk(openLmdbStorage(folder.path));
    const node = await startNode({ dataDir: folder.path, storage: disk.storage });
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
    const stream = newStream();
    const same = events(2);
    disk.hold = true;
    const first = client.appendToStream(stream, same, { expectedRevision: 'no_stream' });
    await disk.held;
    const repeated = client.appendToStream(stream, same, { expectedRevision: 'no_stream' });
    const next = client.appendToStream(stream, events(1), { expectedRevision: 1n });
    disk.hold = false;
    disk.release();
    expect((await repeated).position).toEqual((await first).position);
    expect((await next).nextExpectedRevision).toBe(2n);
    await client.dispose();
    await node.close();
    folder.remove();
  });

  it('after a failed flush nothing is acknowledged, and the node is told to end', async () => {
    const folder = temporaryFolder();
    const disk = slowDisk(openLmdbStorage(folder.path));
    let failure: unknown;
    let onFailure = (): void => undefined;
    const failed = new Promise<void>((resolve) => (onFailure = resolve));
    const node = await startNode({
      dataDir: folder.path,
      storage: disk.storage,
      onFailure(error) {
        failure = error;
        onFailure();
      },
    });
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
    disk.fail = true;
    let acknowledged = false;
    const append = client.appendToStream(newStream(), events(1), UNARY).then(
      () => (acknowledged = true),
      () => undefined,
    );
    await failed;
    expect(String(failure)).toContain('the disk is full');
    await node.close();
    await append;
    expect(acknowledged).toBe(false);
    await client.dispose();
    folder.remove();
  });
});
