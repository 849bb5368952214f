import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventStoreConnection } from '../../../src/eventstore/connect.js';
import { startNodeProcess, temporaryFolder, type NodeProcess } from '../event-store/node-process.js';
import { connectTo } from './support.js';

const folder = temporaryFolder();
let node: NodeProcess;
let connection: EventStoreConnection;
beforeAll(async () => {
  node = await startNodeProcess(folder.path);
  connection = connectTo(node.port);
});
afterAll(async () => {
  await connection.dispose();
  await node.stop();
  folder.remove();
});

it('thousands of reads that want one event each leave the connection open', async () => {
  await connection.snapshots.save('run-1', 1, { revision: 50, hash: 'a'.repeat(64) }, { steps: 50 });
  for (let round = 0; round < 14; round++)
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        if (i % 2 === 0) expect((await connection.snapshots.load('run-1', 1))?.state).toEqual({ steps: 50 });
        else expect(await connection.store.readOne('run-none', i)).toBeUndefined();
      }),
    );
});
