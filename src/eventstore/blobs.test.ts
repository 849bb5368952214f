import { describe, expect, it } from 'vitest';
import { canonicalize } from '../domain/kernel/json.js';
import { sha256 } from './chain.js';
import { memoryStore } from './memory.js';

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

  const HOUR = 3_600_000;
  /** Two chunks. */
  const long = canonicalize({ text: 'x'.repeat(600_000) });
  const ref = { $blob: { sha256: sha256(long), size: Buffer.byteLength(long), mediaType: 'application/json' } };
  /** Two instances over one log, with one clock. */
  const two = () => {
    const clock = { ms: Date.parse('2026-11-24T12:00:00.000Z') };
    const now = () => clock.ms;
    const one = memoryStore({ now });
    return { clock, one, other: memoryStore({ over: one.raw, now }), fresh: () => memoryStore({ over: one.raw, now }) };
  };

  it.each(['{"small":1}', long])('writes one again after it was deleted', async (text) => {
    const { one, other } = two();
    for (const by of [one, other, memoryStore({ over: one.raw })]) {
      const again = await by.blobs.put(text, sha256(text));
      expect(canonicalize(await memoryStore({ over: one.raw }).blobs.get(again))).toBe(text);
      await one.raw.deleteStream(`blob-${sha256(text)}`);
    }
  });

  it('removes one that nobody has used for a day, and nothing younger', async () => {
    const { clock, one, other } = two();
    await one.blobs.put(long, sha256(long));
    clock.ms += 24 * HOUR;
    expect(await other.blobs.unused(sha256(long))).toBeUndefined();
    clock.ms += 1;
    const unused = await other.blobs.unused(sha256(long));
    expect(unused && (await other.blobs.remove(unused))).toBe(true);
    await expect(other.blobs.get(ref)).rejects.toMatchObject({ code: 'BLOB.MISSING' });
    expect(await other.blobs.unused(sha256(long))).toBeUndefined();
  });

  it.each(['put', 'keep'] as const)('does not remove what an instance refers to anew by %s, whenever', async (how) => {
    const { clock, one, other, fresh } = two();
    await one.blobs.put(long, sha256(long));
    const refer = () => (how === 'put' ? one.blobs.put(long, sha256(long)) : one.blobs.keep(ref));
    clock.ms += 25 * HOUR;
    const before = await other.blobs.unused(sha256(long));
    await refer();
    expect(before && (await other.blobs.remove(before))).toBe(false);
    expect(await other.blobs.unused(sha256(long))).toBeUndefined();
    expect(canonicalize(await fresh().blobs.get(ref))).toBe(long);
  });

  it('says at most every twelve hours that one is in use', async () => {
    const { clock, one } = two();
    await one.blobs.put(long, sha256(long));
    const events = () => one.raw.events.length;
    const before = events();
    for (let hour = 0; hour < 11; hour++, clock.ms += HOUR) await one.blobs.put(long, sha256(long));
    expect(events()).toBe(before);
    clock.ms += HOUR;
    await one.blobs.put(long, sha256(long));
    await one.blobs.keep(ref);
    expect(events()).toBe(before + 1);
  });

  it('is whole when it was removed while another instance was about to use it', async () => {
    const { clock, one, other, fresh } = two();
    await one.blobs.put(long, sha256(long));
    clock.ms += 25 * HOUR;
    const unused = await other.blobs.unused(sha256(long));
    // Between what the writer has read and its sign of use: the store takes that at the last revision of a deleted stream too.
    one.raw.faults = {
      beforeAppend: async ({ events }) => {
        if (events[0]?.type === 'BlobUsed' && unused) await other.blobs.remove(unused);
        return undefined;
      },
    };
    await one.blobs.put(long, sha256(long));
    expect(canonicalize(await fresh().blobs.get(ref))).toBe(long);
  });

  it('cannot be kept when it is gone', async () => {
    expect(await memoryStore().blobs.keep(ref)).toBe(false);
  });

  it('lets two writers at once make one blob', async () => {
    const one = memoryStore();
    const two = memoryStore({ over: one.raw });
    const [ref] = await Promise.all([one.blobs.put(json, sha256(json)), two.blobs.put(json, sha256(json))]);
    expect(canonicalize(await memoryStore({ over: one.raw }).blobs.get(ref))).toBe(json);
  });
});
