import { describe, expect, it } from 'vitest';
import { collect, halts, headOf, START } from '../../test/support/halts.js';
import type { LogReader } from '../domain/kernel/ports.js';
import { Contact, exponential } from './contact.js';
import { StoredLogReader } from './log-reader.js';
import { memoryStore, type MemoryStore } from './memory.js';

const PREFIXES = ['control', 'run-'];

describe('the log as it is stored', () => {
  /** Positions 1 to 10: ten halts, of which the fourth is in a stream that is not asked for. */
  const filled = async (): Promise<MemoryStore> => {
    const memory = memoryStore();
    const head = headOf(await memory.store.append('control', START, halts(3)));
    await memory.store.append('controller', START, halts(1));
    await memory.store.append('control', head, halts(6));
    return memory;
  };
  const paged = ({ raw }: MemoryStore, pageEvents: number): LogReader =>
    new StoredLogReader(raw, new Contact(raw, { info() {}, warn() {} }, exponential(5, 5)), pageEvents);
  const positions = async (reader: LogReader, range: { after?: bigint; through?: bigint } = {}) =>
    (await collect(reader.readAll({ ...range, prefixes: PREFIXES }))).map((event) => Number(event.position));

  it.each([1, 2, 3, 4, 9, 10, 100])(
    'is read whole, in order, in pages of %i, without streams of a like name',
    async (page) => {
      expect(await positions(paged(await filled(), page))).toEqual([1, 2, 3, 5, 6, 7, 8, 9, 10]);
    },
  );

  it('is read from after one position up to another, the last inclusive', async () => {
    const reader = paged(await filled(), 2);
    expect(await positions(reader, { after: 2n, through: 6n })).toEqual([3, 5, 6]);
    expect(await positions(reader, { after: 2n, through: 4n })).toEqual([3]);
    expect(await positions(reader, { after: 10n })).toEqual([]);
    expect(await positions(reader, { after: 5n, through: 5n })).toEqual([]);
    expect(await positions(reader, { through: 99n })).toHaveLength(9);
  });

  it('ends where the log ended when the read began', async () => {
    const memory = await filled();
    const seen: bigint[] = [];
    for await (const { position } of paged(memory, 2).readAll({ prefixes: PREFIXES })) {
      if (seen.length === 0) await memory.store.append('run-late', START, halts(1));
      seen.push(position);
    }
    expect(seen.at(-1)).toBe(10n);
  });

  it('shows what no version can read: unknown types, and data that is not JSON', async () => {
    const memory = await filled();
    const id = '00000000-0000-4000-8000-00000000000a';
    memory.raw.put('run-1', [{ id, type: 'OfTomorrow', data: 'no JSON', metadata: '{"v":7}' }]);
    const [first] = await collect(memory.reader.readStream('run-1'));
    expect(first).toEqual({
      stream: 'run-1',
      revision: 0,
      id,
      type: 'OfTomorrow',
      position: 11n,
      data: 'no JSON',
      metadata: { v: 7 },
    });
    expect((await collect(memory.reader.readAll({ after: 10n, prefixes: PREFIXES })))[0]).toEqual(first);
  });

  it('gives one stream from a revision on, and nothing of a missing one', async () => {
    const memory = await filled();
    const control = await collect(memory.reader.readStream('control', { from: 7 }));
    expect(control.map(({ revision }) => revision)).toEqual([7, 8]);
    expect(await collect(memory.reader.readStream('control', { from: 2, maxCount: 1 }))).toMatchObject([
      { revision: 2 },
    ]);
    expect(await collect(memory.reader.readStream('run-none'))).toEqual([]);
    expect(await memory.reader.end()).toBe(10n);
  });

  it('asks the store for no more than a page before its reader has taken it', async () => {
    const memory = await filled();
    let read = 0;
    const { readForwards } = memory.raw;
    memory.raw.readForwards = async function* (...page) {
      for await (const event of readForwards.apply(memory.raw, page)) {
        read++;
        yield event;
      }
    };
    for await (const event of paged(memory, 2).readAll({ prefixes: PREFIXES })) {
      if (event.position === 3n) break;
    }
    expect(read).toBeLessThanOrEqual(5);
  });

  it('says that the store does not answer', async () => {
    const memory = await filled();
    memory.raw.down = true;
    await expect(positions(memory.reader)).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE', kind: 'unavailable' });
    await expect(collect(memory.reader.readStream('control'))).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
    await expect(memory.reader.end()).rejects.toMatchObject({ code: 'STORE.UNAVAILABLE' });
    memory.dispose();
  });
});
