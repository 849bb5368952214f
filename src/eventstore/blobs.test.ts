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

  it('lets two writers at once make one blob', async () => {
    const one = memoryStore();
    const two = memoryStore({ over: one.raw });
    const [ref] = await Promise.all([one.blobs.put(json, sha256(json)), two.blobs.put(json, sha256(json))]);
    expect(canonicalize(await memoryStore({ over: one.raw }).blobs.get(ref))).toBe(json);
  });
});
