import { afterEach, describe, expect, it } from 'vitest';
import { GENESIS, type Recorded } from '../domain/kernel/envelope.js';
import { CommandId } from '../domain/kernel/ids.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { AppendOutcome, FeedBatch, Head, NewEvent } from '../domain/kernel/ports.js';
import { sha256 } from './chain.js';
import { memoryStore, type MemoryStore, type MemoryStoreOptions } from './memory.js';

const START: Head = { revision: -1, hash: GENESIS };
let counter = 0;
const id = (): string => `00000000-0000-4000-8000-${String(++counter).padStart(12, '0')}`;

const halt = (reason = 'a fire', v = 1): NewEvent => {
  const commandId = id();
  return {
    id: id(),
    type: 'HaltOrdered',
    data: { haltId: 'halt-1', scope: { kind: 'everything' }, reason },
    metadata: {
      v,
      commandId: CommandId.parse(commandId),
      index: 0,
      correlationId: commandId,
      causationId: commandId,
      actor: { kind: 'operator', id: 'ann', name: 'Ann' },
      at: '2026-11-24T14:32:07.000Z',
      writer: { version: '0.1.0', bootId: 'boot' },
    },
  };
};

const collect = async (events: AsyncIterable<Recorded>): Promise<Recorded[]> => {
  const all: Recorded[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const headOf = (outcome: AppendOutcome): Head => {
  if (outcome.kind !== 'appended') throw new Error('there was a conflict');
  return outcome.head;
};

describe('the event store', () => {
  const stores: MemoryStore[] = [];
  const memory = (options: MemoryStoreOptions = {}): MemoryStore => {
    const made = memoryStore(options);
    stores.push(made);
    return made;
  };
  afterEach(() => {
    for (const store of stores.splice(0)) store.dispose();
  });

  it('reads back what was appended, with the same chain', async () => {
    const { store } = memory();
    const first = await store.append('control', START, [halt(), halt()]);
    const second = await store.append('control', headOf(first), [halt('another fire')]);
    const read = await collect(store.read('control'));
    expect(read.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(read.at(-1)?.metadata.hash).toBe(headOf(second).hash);
    const appended = [first, second].flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events : []));
    expect(read.map(({ position: _, ...event }) => event)).toEqual(appended.map(({ position: _, ...event }) => event));
  });

  it('hashes "mc1", the hash before and the canonical event', async () => {
    const { store } = memory();
    const head = headOf(await store.append('control', START, [halt()]));
    const [event] = await collect(store.read('control'));
    if (!event) throw new Error('nothing was read');
    const { hash, ...metadata } = event.metadata;
    const content = canonicalize({
      stream: 'control',
      revision: 0,
      id: event.id,
      type: event.type,
      metadata,
      dataHash: sha256(canonicalize(event.data)),
    });
    expect(hash).toBe(sha256('mc1' + GENESIS + content));
    expect(head).toEqual({ revision: 0, hash });
  });

  it('goes on from a head, and counts', async () => {
    const { store } = memory();
    const head = headOf(await store.append('control', START, [halt(), halt()]));
    await store.append('control', head, [halt(), halt(), halt()]);
    const tail = await collect(store.read('control', { after: head, maxCount: 2 }));
    expect(tail.map(({ revision }) => revision)).toEqual([2, 3]);
    expect((await store.readOne('control', 4))?.revision).toBe(4);
    expect(await store.readOne('control', 5)).toBeUndefined();
    expect(await collect(store.read('control-nothing'))).toEqual([]);
  });

  it('tells a conflict when another writer was first', async () => {
    const { store } = memory();
    await store.append('control', START, [halt()]);
    expect(await store.append('control', START, [halt()])).toEqual({ kind: 'conflict' });
    expect(await collect(store.read('control'))).toHaveLength(1);
  });

  it.each(['lost', 'unanswered'] as const)('appends once when the answer is unknown (%s)', async (fault) => {
    let sends = 0;
    const { store, log } = memory({ beforeAppend: () => (++sends < 4 ? fault : undefined) });
    const outcome = await store.append('control', START, [halt(), halt()]);
    expect(outcome.kind).toBe('appended');
    expect(await collect(store.read('control'))).toHaveLength(2);
    expect(sends).toBe(4);
    expect(log).toHaveLength(2);
  });

  it('knows its own events again when others followed them before the answer', async () => {
    const other = memory();
    const events = [halt(), halt()];
    const mine = memory({ over: other.raw });
    other.raw.faults = {
      beforeAppend: async ({ expected }) => {
        if (expected !== -1) return undefined;
        other.raw.faults = {};
        const head = headOf(await other.store.append('control', START, events));
        await other.store.append('control', head, [halt()]);
        return 'lost';
      },
    };
    const outcome = await mine.store.append('control', START, events);
    expect(outcome).toMatchObject({ kind: 'appended', position: 2n, head: { revision: 1 } });
    expect(await collect(mine.store.read('control'))).toHaveLength(3);
  });

  it('is a conflict when only a part of the events is there', async () => {
    const { store } = memory();
    const first = halt();
    await store.append('control', START, [first]);
    expect((await store.append('control', START, [first, halt()])).kind).toBe('conflict');
  });

  it('refuses a stream with an event of a newer release, and names it', async () => {
    const { store, raw } = memory();
    const head = headOf(await store.append('control', START, [halt()]));
    await store.append('control', head, [halt('later', 2)]);
    const refusal = { code: 'STREAM.NEWER', details: { stream: 'control', revision: 1, type: 'HaltOrdered' } };
    await expect(collect(store.read('control'))).rejects.toMatchObject(refusal);
    await expect(store.readOne('control', 1)).rejects.toMatchObject(refusal);
    raw.put('run-1', [{ id: id(), type: 'StepTeleported', data: '{}', metadata: '{}' }]);
    await expect(store.readOne('run-1', 0)).rejects.toMatchObject({ code: 'STREAM.NEWER' });
  });

  it.each([
    ['changed data', { data: '{"haltId":"halt-1","reason":"no fire","scope":{"kind":"everything"}}' }],
    ['a changed id', { id: '00000000-0000-4000-8000-999999999999' }],
  ])('refuses a stream with %s', async (_, change) => {
    const { store, raw } = memory();
    await store.append('control', START, [halt(), halt(), halt()]);
    raw.tamper('control', 1, change);
    await expect(collect(store.read('control'))).rejects.toMatchObject({
      code: 'STREAM.BROKEN_CHAIN',
      details: { stream: 'control', revision: 1 },
    });
  });

  it('accepts data whose members were written in another order', async () => {
    const { store, raw } = memory();
    await store.append('control', START, [halt()]);
    raw.tamper('control', 0, { data: '{"scope": {"kind":"everything"}, "reason":"a fire","haltId":"halt-1"}' });
    expect(await collect(store.read('control'))).toHaveLength(1);
  });

  it('refuses an append over the size that the store takes', async () => {
    const { store } = memory();
    await expect(store.append('control', START, [halt('x'.repeat(1_048_577))])).rejects.toMatchObject({
      code: 'STORE.TOO_LARGE',
      kind: 'invalid',
    });
  });

  it('is unavailable while the store is down, and available again by itself', async () => {
    const { store, raw } = memory();
    raw.down = true;
    await expect(store.readOne('control', 0)).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
    expect(store.available()).toBe(false);
    const append = store.append('control', START, [halt()]);
    raw.down = false;
    expect((await append).kind).toBe('appended');
    await expect.poll(() => store.available()).toBe(true);
  });
});

describe('the feed', () => {
  const prefixes = ['run-', 'control'];
  const follow = (
    memory: MemoryStore,
    options: { from?: { position: bigint; eventId: string }; maxBatch?: number; fail?: () => boolean } = {},
  ) => {
    const stop = new AbortController();
    const batches: FeedBatch[] = [];
    const live: boolean[] = [];
    const done = memory.feed.follow({
      name: 'test',
      from: options.from,
      prefixes,
      ...(options.maxBatch === undefined ? {} : { maxBatch: options.maxBatch }),
      signal: stop.signal,
      handle: async (batch) => {
        if (options.fail?.()) throw new Error('the projection has no database');
        batches.push(batch);
      },
      onLive: (value) => live.push(value),
    });
    return {
      batches,
      live,
      done,
      stop: async () => {
        stop.abort();
        await done;
      },
      revisions: () =>
        batches.flatMap(({ items }) =>
          items.map((item) => (item.kind === 'event' ? item.event.revision : item.revision)),
        ),
    };
  };
  const filled = async (count: number, options: MemoryStoreOptions = {}) => {
    const memory = memoryStore(options);
    let head = START;
    for (let i = 0; i < count; i++) head = headOf(await memory.store.append('control', head, [halt()]));
    return { memory, head };
  };

  it('delivers the whole log in order, in batches, and then what follows', async () => {
    const { memory, head } = await filled(5);
    const feed = follow(memory, { maxBatch: 2 });
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4]);
    await memory.store.append('control', head, [halt()]);
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Math.max(...feed.batches.map(({ items }) => items.length))).toBe(2);
    expect(feed.batches.at(-1)?.through).toBe(6n);
    expect(feed.live).toEqual([false, true]);
    await feed.stop();
  });

  it('starts after its checkpoint, and refuses a store that is another', async () => {
    const { memory } = await filled(3);
    const second = memory.log[1];
    if (!second) throw new Error('nothing in the log');
    const feed = follow(memory, { from: { position: 2n, eventId: second.id } });
    await expect.poll(feed.revisions).toEqual([2]);
    await feed.stop();
    const other = await filled(1);
    const refused = follow(other.memory, { from: { position: 2n, eventId: second.id } });
    await expect(refused.done).rejects.toMatchObject({ code: 'STORE.WIPED' });
    const changed = follow(memory, { from: { position: 1n, eventId: second.id } });
    await expect(changed.done).rejects.toMatchObject({ code: 'STORE.WIPED' });
  });

  it('goes on after an error and after a normal end, without a gap or a repetition', async () => {
    const { memory, head: start } = await filled(2);
    const feed = follow(memory);
    let head = start;
    for (const end of [undefined, new Error('connection reset'), undefined]) {
      await expect.poll(feed.revisions).toHaveLength(head.revision + 1);
      memory.raw.endSubscriptions(end);
      head = headOf(await memory.store.append('control', head, [halt()]));
    }
    await expect.poll(feed.revisions).toEqual([0, 1, 2, 3, 4]);
    await feed.stop();
  });

  it('hands out the same batch again when it was not handled', async () => {
    const { memory } = await filled(3);
    let fails = 3;
    const feed = follow(memory, { fail: () => fails-- > 0 });
    await expect.poll(feed.revisions).toEqual([0, 1, 2]);
    await feed.stop();
  });

  it('marks what it cannot read, and leaves out streams that only begin like one of ours', async () => {
    const { memory } = await filled(1);
    memory.raw.put('controller', [{ id: id(), type: 'HaltOrdered', data: '{}', metadata: '{}' }]);
    memory.raw.put('run-1', [{ id: id(), type: 'StepTeleported', data: '{}', metadata: '{}' }]);
    memory.raw.put('run-1', [{ id: id(), type: 'RunPaused', data: 'no json', metadata: '{}' }]);
    const feed = follow(memory);
    await expect
      .poll(() => feed.batches.flatMap(({ items }) => items))
      .toMatchObject([
        { kind: 'event', position: 1n },
        { kind: 'unreadable', stream: 'run-1', revision: 0, unknownType: true },
        { kind: 'unreadable', stream: 'run-1', revision: 1, unknownType: false },
      ]);
    expect(await memory.feed.end()).toBe(4n);
    await feed.stop();
  });
});

describe('blobs', () => {
  const json = canonicalize({ text: 'grüße 🙂"\\'.repeat(200_000) });

  it('stores a large payload in chunks under its hash, once', async () => {
    const { blobs, raw } = memoryStore();
    const ref = await blobs.put(json, sha256(json));
    expect(await blobs.put(json, sha256(json))).toEqual(ref);
    expect(raw.events.length).toBeGreaterThan(5);
    expect(Math.max(...raw.events.map(({ data }) => Buffer.byteLength(data)))).toBeLessThan(600_000);
    const other = memoryStore({ over: raw });
    expect(canonicalize(await other.blobs.get(ref))).toBe(json);
    const before = raw.events.length;
    await other.blobs.put(json, sha256(json));
    expect(raw.events).toHaveLength(before);
  });

  it('finishes a partial one, and refuses it until then', async () => {
    const dead = memoryStore({ beforeAppend: ({ expected }) => (expected >= 1 ? 'lost' : undefined) });
    const ref = { $blob: { sha256: sha256(json), size: Buffer.byteLength(json), mediaType: 'application/json' } };
    const put = dead.blobs.put(json, sha256(json));
    await expect.poll(() => dead.raw.events.length).toBe(2);
    dead.dispose();
    await expect(put).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
    await expect(dead.blobs.get(ref)).rejects.toMatchObject({ code: 'BLOB.MISSING' });
    dead.raw.faults = {};
    const alive = memoryStore({ over: dead.raw });
    await alive.blobs.put(json, sha256(json));
    expect(canonicalize(await alive.blobs.get(ref))).toBe(json);
  });

  it('lets two writers at once make one blob', async () => {
    const one = memoryStore();
    const two = memoryStore({ over: one.raw });
    const [ref] = await Promise.all([one.blobs.put(json, sha256(json)), two.blobs.put(json, sha256(json))]);
    expect(canonicalize(await memoryStore({ over: one.raw }).blobs.get(ref))).toBe(json);
  });
});

describe('snapshots', () => {
  const at = (revision: number): Head => ({ revision, hash: sha256(String(revision)) });

  it('gives the newest at or before a revision, small or large', async () => {
    const { snapshots } = memoryStore();
    await snapshots.save('run-1', 3, at(50), { steps: 50 });
    await snapshots.save('run-1', 3, at(100), { steps: 100, big: 'x'.repeat(100_000) });
    expect(await snapshots.load('run-1', 3)).toMatchObject({ head: at(100), state: { steps: 100 } });
    expect(await snapshots.load('run-1', 3, 99)).toEqual({ head: at(50), state: { steps: 50 } });
    expect(await snapshots.load('run-1', 3, 49)).toBeUndefined();
    expect(await snapshots.load('run-2', 3)).toBeUndefined();
  });

  it('passes over one that is damaged, of another state version, or without its blob', async () => {
    const { snapshots, raw } = memoryStore();
    await snapshots.save('run-1', 3, at(50), { steps: 50 });
    await snapshots.save('run-1', 4, at(60), { steps: 60 });
    await snapshots.save('run-1', 3, at(70), { steps: 70 });
    raw.tamper('snapshot-run-1', 2, { data: '{"revision":70,' });
    const missing = { $blob: { sha256: sha256('gone'), size: 4, mediaType: 'application/json' } };
    const data = JSON.stringify({ revision: 80, headHash: sha256('80'), stateVersion: 3, state: missing });
    raw.put('snapshot-run-1', [{ id: id(), type: 'Snapshot', data, metadata: '{}' }]);
    expect(await snapshots.load('run-1', 3)).toEqual({ head: at(50), state: { steps: 50 } });
  });

  it('is no failure when the store is down', async () => {
    const memory = memoryStore();
    memory.raw.down = true;
    expect(await memory.snapshots.load('run-1', 3)).toBeUndefined();
    await memory.snapshots.save('run-1', 3, at(50), { steps: 50 });
    memory.dispose();
  });
});
