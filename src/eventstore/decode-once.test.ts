import { describe, expect, it } from 'vitest';
import { halts, START } from '../../test/support/halts.js';
import { DecodeOnce } from './decode-once.js';
import { memoryStore } from './memory.js';
import type { RawEvent } from './raw-log.js';

async function aRawEvent(): Promise<RawEvent> {
  const memory = memoryStore();
  await memory.store.append('control', START, halts(1));
  const [raw] = memory.raw.events;
  memory.dispose();
  if (!raw) throw new Error('nothing in the log');
  return raw;
}

describe('what the first follower has parsed', () => {
  it('is what the second one gets', async () => {
    const decoder = new DecodeOnce();
    const raw = await aRawEvent();
    const first = decoder.decode(raw);
    expect(first).toMatchObject({ kind: 'event' });
    expect(decoder.decode({ ...raw })).toBe(first);
  });

  it('is forgotten then', async () => {
    const decoder = new DecodeOnce();
    const raw = await aRawEvent();
    const first = decoder.decode(raw);
    decoder.decode(raw);
    expect(decoder.decode(raw)).not.toBe(first);
    expect(decoder.decode(raw)).toEqual(first);
  });

  it.each(['id', 'stream', 'type', 'data', 'metadata'] as const)(
    'is not taken for another event at the same position: its %s differs',
    async (field) => {
      const decoder = new DecodeOnce();
      const raw = await aRawEvent();
      const first = decoder.decode(raw);
      expect(decoder.decode({ ...raw, [field]: `${raw[field]} ` })).not.toBe(first);
    },
  );

  it('is kept for a few thousand events only', async () => {
    const decoder = new DecodeOnce();
    const raw = await aRawEvent();
    const first = decoder.decode(raw);
    for (let position = raw.position + 1n; position <= raw.position + 4_000n; position++)
      decoder.decode({ ...raw, position });
    expect(decoder.decode(raw)).not.toBe(first);
  });
});
