import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GrpcConnection } from '../../../src/eventstore/grpc-connection.js';
import { OwnAppend } from '../../../src/eventstore/own-append.js';
import { selfMadeCertificate } from '../../support/self-made-certificate.js';
import { Observed, UNARY, events, newStream, outcomeOf, revisionsOf } from './conformance/observe.js';
import { runNode, startNodeProcess, temporaryFolder, type NodeProcess } from './node-process.js';

const folder = temporaryFolder();
const certificate = path.join(folder.path, 'certificate.pem');
const key = path.join(folder.path, 'key.pem');
const TLS = ['--tls-certificate', certificate, '--tls-key', key];
let node: NodeProcess;

const url = (credentials: string, protocol = 'esdb'): string =>
  `${protocol}://${credentials}127.0.0.1:${node.port}?tls=true&tlsCAFile=${certificate}`;
const RIGHT = 'ada:p%40ss%3Aword@';

async function through<T>(address: string, ask: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
  const client = EventStoreDBClient.connectionString(address);
  try {
    return await ask(client);
  } finally {
    await client.dispose();
  }
}

beforeAll(async () => {
  const made = selfMadeCertificate(['127.0.0.1', 'localhost']);
  writeFileSync(certificate, made.certificate);
  writeFileSync(key, made.key);
  node = await startNodeProcess(path.join(folder.path, 'data'), {
    args: [...TLS, '--user', 'ada'],
    env: { MC_EVENTSTORE_PASSWORD: 'p@ss:word' },
  });
});
afterAll(async () => {
  await node.stop();
  folder.remove();
});

describe('a node with TLS and a user', () => {
  it('serves who knows the password: appends of both kinds, reads, subscriptions, gossip', async () => {
    const stream = newStream();
    const append = (client: EventStoreDBClient) => outcomeOf(client.appendToStream(stream, events(1)));
    expect(await through(url(RIGHT), append)).toBe('ok');
    expect(await through(url(RIGHT, 'esdb+discover'), append)).toBe('ok');
    await through(url(''), async (client) => {
      const credentials = { username: 'ada', password: 'p@ss:word' };
      expect(await outcomeOf(client.appendToStream(stream, events(1), { credentials }))).toBe('ok');
      expect(await revisionsOf(client.readStream(stream, { credentials }))).toBe('0 1 2');
      const observed = new Observed(client.subscribeToStream(stream, { credentials }));
      expect(await observed.events(3)).toBe('0 1 2');
      await observed.end();
    });
  });

  it.each([
    ['a wrong password', 'ada:other@'],
    ['another user', 'bob:p%40ss%3Aword@'],
    ['no credentials', ''],
  ])('denies %s to every call', async (_, credentials) => {
    const stream = newStream();
    const wrong = credentials === '' ? {} : UNARY;
    await through(url(credentials), async (client) => {
      const observed = new Observed(client.subscribeToAll());
      expect([
        await outcomeOf(client.appendToStream(stream, events(1))),
        await outcomeOf(client.appendToStream(stream, events(1), wrong)),
        await revisionsOf(client.readStream(stream)),
        await outcomeOf(client.deleteStream(stream)),
        await observed.events(1),
      ]).toEqual(Array.from({ length: 5 }, () => 'access-denied'));
    });
    expect(await through(url(RIGHT), (client) => revisionsOf(client.readStream(stream)))).toBe('stream-not-found');
  });

  it('our own append passes, and says ACCESS_DENIED at once with a wrong password', async () => {
    const outcome = async (credentials: string): Promise<unknown> => {
      const connection = new GrpcConnection(url(credentials));
      const event = { id: crypto.randomUUID(), type: 'Happened', data: '{}', metadata: '{}' };
      try {
        return (await new OwnAppend(connection, 2_000).append(newStream(), -1, [event])).kind;
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error;
      } finally {
        await connection.dispose();
      }
    };
    expect(await outcome(RIGHT)).toBe('appended');
    expect(await outcome('ada:other@')).toBe('STORE.ACCESS_DENIED');
  });

  it('does not talk to clients without TLS', async () => {
    const plain = `esdb://127.0.0.1:${node.port}?tls=false`;
    expect(await through(plain, (client) => revisionsOf(client.readStream(newStream())))).toBe('unavailable');
  });

  it('refuses to start with a user and no password, and on another address without TLS: what is wrong, one line each', async () => {
    const data = path.join(folder.path, 'refused');
    const { exitCode, stderr } = await runNode(['--data', data, '--host', '0.0.0.0', '--user', 'ada']);
    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringContaining('A user needs a password'),
      expect.stringContaining('A user needs TLS'),
      expect.stringContaining('Listening on 0.0.0.0 needs TLS and a user'),
    ]);
  });
});
