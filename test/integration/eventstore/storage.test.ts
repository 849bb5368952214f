import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '../../../src/domain/kernel/json.js';
import { sha256 } from '../../../src/eventstore/chain.js';
import type { EventStoreConnection } from '../../../src/eventstore/connect.js';
import { collect, halts, headOf, START } from '../../support/halts.js';
import { startNodeProcess, temporaryFolder, type NodeProcess } from '../event-store/node-process.js';
import { connectTo } from './support.js';

describe('blobs, snapshots and the log as it is stored', () => {
  const folder = temporaryFolder();
  let node: NodeProcess;
  let connection: EventStoreConnection;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    node = await startNodeProcess(folder.path);
    connection = connectTo(node.port);
    client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
  });
  afterAll(async () => {
    await connection.dispose();
    await client.dispose();
    await node.stop();
    folder.remove();
  });

  const json = (seed: string) => canonicalize({ seed, text: 'grüße 🙂'.repeat(150_000) });

  it('keeps a large payload for every instance', async () => {
    const text = json('whole');
    const ref = await connection.blobs.put(text, sha256(text));
    const other = connectTo(node.port);
    expect(canonicalize(await other.blobs.get(ref))).toBe(text);
    await other.dispose();
  });

  it('finishes a payload that its writer left half way', async () => {
    const text = json('half');
    const ref = { $blob: { sha256: sha256(text), size: Buffer.byteLength(text), mediaType: 'application/json' } };
    const half = jsonEvent({ type: 'BlobChunk', data: { index: 0, offset: 0, text: text.slice(0, 1_000) } });
    await client.appendToStream(`blob-${sha256(text)}`, half);
    await expect(connection.blobs.get(ref)).rejects.toMatchObject({ code: 'BLOB.MISSING' });
    expect(await connection.blobs.put(text, sha256(text))).toEqual(ref);
    expect(canonicalize(await connection.blobs.get(ref))).toBe(text);
  });

  it('writes a payload again after it was removed, also in parts', async () => {
    let now = Date.parse('2026-11-24T12:00:00.000Z');
    const early = connectTo(node.port, { now: () => now });
    for (const text of [canonicalize({ seed: 'small' }), json('again')]) {
      const ref = await early.blobs.put(text, sha256(text));
      now += 25 * 3_600_000;
      const unused = await early.blobs.unused(sha256(text));
      if (!unused) throw new Error('it is in use');
      expect(await early.blobs.remove({ ...unused, revision: unused.revision + 1 })).toBe(false);
      expect(await early.blobs.remove(unused)).toBe(true);
      await expect(early.blobs.get(ref)).rejects.toMatchObject({ code: 'BLOB.MISSING' });
      for (const by of [early, connection]) {
        await by.blobs.put(text, sha256(text));
        expect(canonicalize(await connection.blobs.get(ref))).toBe(text);
      }
    }
    await early.dispose();
  });

  it('passes over a snapshot that is damaged', async () => {
    const head = { revision: 50, hash: sha256('50') };
    await connection.snapshots.save('run-1', 1, head, { steps: 50 });
    await client.appendToStream('snapshot-run-1', jsonEvent({ type: 'Snapshot', data: { revision: 'many' } }));
    expect(await connection.snapshots.load('run-1', 1)).toEqual({ head, state: { steps: 50 } });
    expect(await connection.snapshots.load('run-1', 2)).toBeUndefined();
  });

  it('removes a stream, once or twice, and one that never was', async () => {
    await connection.store.append('run-gone', START, halts(3));
    await connection.store.append('run-kept', START, halts(3));
    for (const stream of ['run-gone', 'run-gone', 'run-never']) await connection.remover.remove(stream);
    expect(await collect(connection.store.read('run-gone'))).toEqual([]);
    expect(await connection.store.readOne('run-gone', 0)).toBeUndefined();
    expect(await collect(connection.store.read('run-kept'))).toHaveLength(3);
  });

  it('reads the log as it is stored, over more than a page, without what lies beside it', async () => {
    let head = START;
    for (let i = 0; i < 10; i++) head = headOf(await connection.store.append('control', head, halts(500)));
    await connection.store.append('controller', START, halts(1));
    const all = await collect(connection.reader.readAll({ prefixes: ['control', 'agent-'] }));
    expect(all.map(({ revision }) => revision)).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
    const [after, through] = [all[10]?.position ?? 0n, all[4_990]?.position ?? 0n];
    const some = await collect(connection.reader.readAll({ after, through, prefixes: ['control'] }));
    expect(some).toEqual(all.slice(11, 4_991));
    expect(await collect(connection.reader.readStream('control', { from: 4_999 }))).toEqual(all.slice(-1));
    expect(
      await collect(connection.reader.readAll({ after: all.at(-1)?.position ?? 0n, prefixes: ['control'] })),
    ).toEqual([]);
  });
});
