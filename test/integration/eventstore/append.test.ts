import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/domain/kernel/errors.js';
import { seal } from '../../../src/eventstore/chain.js';
import type { EventStoreConnection } from '../../../src/eventstore/connect.js';
import { collect, halt, halts, headOf, revisions, START } from '../../support/halts.js';
import { startMutingProxy, type MutingProxy } from '../../support/muting-proxy.js';
import { startNodeProcess, temporaryFolder, type NodeProcess } from '../event-store/node-process.js';
import { connectTo } from './support.js';

describe.each([
  ['our own append', true],
  ['the append of the client', false],
])('the event store by %s', (_, ownAppend) => {
  const folder = temporaryFolder();
  let node: NodeProcess;
  let proxy: MutingProxy;
  /** Past the proxy: what is really in the log. */
  let direct: EventStoreConnection;
  let connection: EventStoreConnection;
  const stream = () => `run-${randomUUID()}`;

  beforeAll(async () => {
    node = await startNodeProcess(folder.path);
    proxy = await startMutingProxy(node.port);
    direct = connectTo(node.port);
    connection = connectTo(proxy.port, { ownAppend });
  });
  afterEach(() => {
    node.child.kill('SIGCONT');
    proxy.unmute();
  });
  afterAll(async () => {
    await connection.dispose();
    await direct.dispose();
    await proxy.close();
    await node.stop();
    folder.remove();
  });

  it('appends, reads back with the chain verified, and tells conflicts', async () => {
    const run = stream();
    const { store } = connection;
    const first = await store.append(run, START, halts(2));
    const second = await store.append(run, headOf(first), [halt('grüße 🙂')]);
    const read = await collect(store.read(run));
    expect(revisions(read)).toEqual([0, 1, 2]);
    expect(read.at(-1)).toMatchObject({ data: { reason: 'grüße 🙂' }, metadata: { hash: headOf(second).hash } });
    expect(second).toMatchObject({ position: read.at(-1)?.position });
    expect(await store.append(run, headOf(first), halts(1))).toEqual({ kind: 'conflict' });
    expect(await store.append(run, START, halts(1))).toEqual({ kind: 'conflict' });
    expect(revisions(await collect(store.read(run, { after: headOf(first) })))).toEqual([2]);
    expect(await collect(store.read(stream()))).toEqual([]);
    expect((await store.readOne(run, 1))?.revision).toBe(1);
    expect(await store.readOne(run, 9)).toBeUndefined();
  });

  it('carries many appends to many streams at once', async () => {
    const runs = Array.from({ length: 200 }, stream);
    const outcomes = await Promise.all(runs.map((run) => connection.store.append(run, START, halts(2))));
    expect(outcomes.every(({ kind }) => kind === 'appended')).toBe(true);
  });

  it('refuses an append over the size that the store takes, and goes on', async () => {
    const run = stream();
    const large = connection.store.append(run, START, [halt('x'.repeat(1_100_000))]);
    await expect(large).rejects.toMatchObject({ code: 'STORE.TOO_LARGE' });
    expect((await connection.store.append(run, START, halts(1))).kind).toBe('appended');
  });

  it('knows the same events again', async () => {
    const run = stream();
    const events = halts(2);
    const first = await connection.store.append(run, START, events);
    expect(await connection.store.append(run, START, events)).toEqual(first);
    await connection.store.append(run, headOf(first), halts(1));
    expect(await connection.store.append(run, START, events)).toEqual(first);
  });

  it('appends exactly once when the answer is lost', async () => {
    const run = stream();
    await connection.store.append(run, START, halts(1));
    proxy.mute({ all: true });
    const [last] = await collect(direct.store.read(run));
    const head = { revision: 0, hash: last?.metadata.hash ?? '' };
    const append = connection.store.append(run, head, halts(2));
    await expect.poll(async () => (await collect(direct.store.read(run))).length).toBe(3);
    await expect.poll(() => connection.store.available()).toBe(false);
    proxy.unmute();
    expect(headOf(await append).revision).toBe(2);
    expect(await collect(direct.store.read(run))).toHaveLength(3);
    expect(connection.store.available()).toBe(true);
  });

  it('appends exactly once when the connection breaks under many appends', async () => {
    const runs = Array.from({ length: 50 }, stream);
    const appends = runs.map((run) => connection.store.append(run, START, halts(2)));
    proxy.reset();
    for (const outcome of await Promise.all(appends)) expect(headOf(outcome).revision).toBe(1);
    for (const run of runs) expect(revisions(await collect(direct.store.read(run)))).toEqual([0, 1]);
  });

  it('appends exactly once when the store is frozen', async () => {
    const run = stream();
    node.child.kill('SIGSTOP');
    const append = connection.store.append(run, START, halts(2));
    await expect.poll(() => connection.store.available(), { timeout: 3_000 }).toBe(false);
    node.child.kill('SIGCONT');
    expect(headOf(await append).revision).toBe(1);
    expect(revisions(await collect(direct.store.read(run)))).toEqual([0, 1]);
  });

  it('appends exactly once when the store is killed after the write and comes back', async () => {
    const run = stream();
    proxy.mute({ all: true });
    const append = connection.store.append(run, START, halts(2));
    await expect.poll(async () => (await collect(direct.store.read(run))).length).toBe(2);
    const { port } = node;
    await node.kill();
    proxy.unmute();
    node = await startNodeProcess(folder.path, { port });
    expect(headOf(await append).revision).toBe(1);
    await expect.poll(() => collect(direct.store.read(run)).then(revisions, () => undefined)).toEqual([0, 1]);
  });

  it('refuses a stream whose chain is broken, and names the revision', async () => {
    const run = stream();
    const sealed = seal(run, START, halts(3)).events.map((event, i) => ({
      ...event,
      data: i === 1 ? event.data.replace('a fire', 'no fire') : event.data,
    }));
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${node.port}?tls=false`);
    await client.appendToStream(
      run,
      sealed.map(({ id, type, data, metadata }) =>
        jsonEvent({ id, type, data: JSON.parse(data), metadata: JSON.parse(metadata) }),
      ),
      { expectedRevision: NO_STREAM },
    );
    await client.dispose();
    await expect(collect(connection.store.read(run))).rejects.toMatchObject({
      code: 'STREAM.BROKEN_CHAIN',
      details: { stream: run, revision: 1 },
    });
  });

  it('gives up only what is not settled when it is closed', async () => {
    const closing = connectTo(proxy.port, { ownAppend });
    await closing.ping();
    proxy.mute({ all: true });
    const append = closing.store.append(stream(), START, halts(1)).catch((error: unknown) => error);
    await closing.dispose();
    const error = await append;
    expect(error instanceof DomainError && error.code).toBe('STORE.UNAVAILABLE');
  });
});
