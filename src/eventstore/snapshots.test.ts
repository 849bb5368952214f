import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Head } from '../domain/kernel/ports.js';
import { sha256 } from './chain.js';
import { memoryStore } from './memory.js';

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
    const data = JSON.stringify({
      revision: 80,
      headHash: sha256('80'),
      seal: sha256('any'),
      stateVersion: 3,
      state: missing,
    });
    raw.put('snapshot-run-1', [{ id: randomUUID(), type: 'Snapshot', data, metadata: '{}' }]);
    expect(await snapshots.load('run-1', 3)).toEqual({ head: at(50), state: { steps: 50 } });
  });

  it('passes over one that is damaged in any byte', async () => {
    const { snapshots, raw } = memoryStore();
    await snapshots.save('run-1', 3, at(50), { steps: 50, status: 'running' });
    let text = '';
    for await (const event of raw.readStream('snapshot-run-1', { from: 0 })) text = event.data;
    for (let i = 0; i < text.length; i++) {
      const other = text[i] === '7' ? '8' : '7';
      raw.tamper('snapshot-run-1', 0, { data: text.slice(0, i) + other + text.slice(i + 1) });
      expect(await snapshots.load('run-1', 3), `byte ${i} of ${text}`).toBeUndefined();
    }
  });

  it('is no failure when the store is down', async () => {
    const memory = memoryStore();
    memory.raw.down = true;
    expect(await memory.snapshots.load('run-1', 3)).toBeUndefined();
    await memory.snapshots.save('run-1', 3, at(50), { steps: 50 });
    memory.dispose();
  });
});
