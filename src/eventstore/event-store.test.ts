import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { refusedByStatus } from './append-errors.js';
import { collect, halt, headOf, START } from '../../test/support/halts.js';
import { GENESIS } from '../domain/kernel/envelope.js';
import { canonicalize } from '../domain/kernel/json.js';
import { sha256 } from './chain.js';
import { memoryStore, type MemoryStore, type MemoryStoreOptions } from './memory.js';

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
    expect((await store.readOne('control', 'end'))?.revision).toBe(4);
    expect(await store.readOne('control-nothing', 'end')).toBeUndefined();
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
    const refusal = { code: 'STREAM.NEWER', details: { stream: 'control', revision: 1, eventType: 'HaltOrdered' } };
    await expect(collect(store.read('control'))).rejects.toMatchObject(refusal);
    await expect(store.readOne('control', 1)).rejects.toMatchObject(refusal);
    raw.put('run-1', [{ id: randomUUID(), type: 'StepTeleported', data: '{}', metadata: '{}' }]);
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

  it('says why the store refuses appends although it answers, until it takes one', async () => {
    const { store, raw } = memory();
    raw.faults = {
      beforeAppend({ stream }): undefined {
        refusedByStatus(status.RESOURCE_EXHAUSTED, 'no space', stream);
      },
    };
    await expect(store.append('control', START, [halt()])).rejects.toMatchObject({
      code: 'STORE.FULL',
      kind: 'unavailable',
    });
    expect(await collect(store.read('control'))).toEqual([]);
    expect([store.available(), store.refusal()]).toEqual([true, expect.stringContaining('no space left on its disk')]);
    raw.faults = {};
    await store.append('control', START, [halt()]);
    expect(store.refusal()).toBeUndefined();
  });
});
