import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrpcConnection } from '../../../../src/eventstore/grpc-connection.js';
import { startNodeProcess, temporaryFolder, type NodeProcess } from '../node-process.js';
import { appendRows } from './rows/append.js';
import { batchAppendRows } from './rows/batch-append.js';
import { clientRows } from './rows/client.js';
import { filterRows } from './rows/filters.js';
import { lifeRows } from './rows/life.js';
import { deleteRows, metadataRows } from './rows/metadata.js';
import { readRows } from './rows/read.js';
import { subscriptionRows } from './rows/subscriptions.js';
import { AREAS, type Row, type Server } from './table.js';

const ROWS: Row[] = [
  ...clientRows,
  ...appendRows,
  ...batchAppendRows,
  ...readRows,
  ...subscriptionRows,
  ...filterRows,
  ...metadataRows,
  ...deleteRows,
];
const url = process.env['EVENTSTORE_URL'];

const connectTo = (address: string): Server => {
  const connection = new GrpcConnection(address);
  return { url: address, connection, client: connection.client };
};

const nameOf = ({ area, rule }: { area: string; rule: string }): string => `${area}: ${rule}`;

// One server after the other: two clients with appends in flight in one process can take each other down (a bug of the client).
describe('embedded node', () => {
  const folder = temporaryFolder();
  let node: NodeProcess;
  let server: Server;
  beforeAll(async () => {
    node = await startNodeProcess(folder.path);
    server = connectTo(node.url);
  });
  afterAll(async () => {
    await server.connection.dispose();
    await node.stop();
    folder.remove();
  });
  for (const row of ROWS) it(nameOf(row), async () => expect(await row.ask(server)).toEqual(row.answer));
});

describe('embedded node, its life', () => {
  for (const row of lifeRows)
    it(nameOf(row), async () => {
      const folder = temporaryFolder();
      expect(await row.live(() => startNodeProcess(folder.path))).toEqual(row.answer);
      folder.remove();
    });
});

describe('real server', () => {
  if (url === undefined || url === '') {
    it.skip('real server: not run (EVENTSTORE_URL is not set)', () => undefined);
    return;
  }
  let server: Server;
  beforeAll(() => {
    server = connectTo(url);
  });
  afterAll(() => server.connection.dispose());
  for (const row of ROWS) {
    const ask = async (): Promise<void> => expect(await row.ask(server)).toEqual(row.answer);
    if (row.embeddedOnly === undefined) it(nameOf(row), ask);
    else it.skip(`${nameOf(row)} (not asked: ${row.embeddedOnly})`, ask);
  }
});

describe('the table', () => {
  it('has facts of every area, each under a name of its own', () => {
    const all = [...ROWS, ...lifeRows];
    expect(AREAS.filter((area) => !all.some((row) => row.area === area))).toEqual([]);
    expect(all.length - new Set(all.map(nameOf)).size).toBe(0);
  });
});
