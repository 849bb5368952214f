import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, it } from 'vitest';
import { startNodeProcess, temporaryFolder } from '../node-process.js';
import { eventStoreContract } from './contract.js';

const url = process.env['EVENTSTORE_URL'];

// One after the other: two clients with appends in flight in one process can take each other down (a bug of the client).
eventStoreContract('embedded node', async () => {
  const folder = temporaryFolder();
  const node = await startNodeProcess(folder.path);
  const client = EventStoreDBClient.connectionString(node.url);
  return {
    client,
    async close() {
      await client.dispose();
      await node.stop();
      folder.remove();
    },
  };
});

if (url === undefined || url === '') {
  describe('real server', () => {
    it.skip('real server: not run (EVENTSTORE_URL is not set)', () => undefined);
  });
} else {
  eventStoreContract('real server', () => {
    const client = EventStoreDBClient.connectionString(url);
    return Promise.resolve({ client, close: () => client.dispose() });
  });
}
