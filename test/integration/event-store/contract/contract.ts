import { afterAll, beforeAll, describe } from 'vitest';
import { appendContract } from './append-contract.js';
import { type Connect, type Connection } from './connection.js';
import { metadataContract } from './metadata-contract.js';
import { readContract } from './read-contract.js';
import { subscriptionContract } from './subscription-contract.js';

/** What the product relies on, of any server that speaks the protocol. */
export function eventStoreContract(name: string, connect: Connect): void {
  describe(name, () => {
    let connection: Connection;
    beforeAll(async () => {
      connection = await connect();
    });
    afterAll(() => connection.close());
    const client = () => connection.client;
    appendContract(client);
    readContract(client);
    metadataContract(client);
    subscriptionContract(client);
  });
}
