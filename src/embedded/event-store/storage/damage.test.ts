import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { open } from 'lmdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataFolderError, openDataFolder } from '../data-folder.js';
import { EventLog } from '../log/event-log.js';
import { ANY } from '../log/expected-revision.js';
import { StreamReader } from '../log/stream-reader.js';
import { openStorage } from './open-storage.js';
import { DamagedStore } from './storage-errors.js';

/** `npm run durability` does more. */
const FLIPS = Number(process.env['MC_DURABILITY_FLIPS'] ?? 100);
const CUTS = Number(process.env['MC_DURABILITY_CUTS'] ?? 25);

const root = mkdtempSync(path.join(os.tmpdir(), 'damage-'));
const sound = path.join(root, 'sound');
const copy = path.join(root, 'copy');
const STREAMS = Array.from({ length: 12 }, (_, index) => `stream-${index}`);
let content: string;

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function opened<T>(
  dataDir: string,
  work: (log: EventLog, storage: ReturnType<typeof openStorage>) => T,
): Promise<Awaited<T>> {
  const folder = openDataFolder(dataDir);
  try {
    const storage = openStorage(dataDir, folder);
    try {
      const log = new EventLog({
        storage,
        onFailure(error) {
          throw error;
        },
        newId: randomUUID,
        now: Date.now,
      });
      const result = await work(log, storage);
      await log.idle();
      if (folder.isNew) folder.keepFormat(0);
      return result;
    } finally {
      await storage.close();
    }
  } finally {
    folder.release();
  }
}

const append = (log: EventLog, stream: string, bytes: number): Promise<unknown> =>
  new Promise((resolve) =>
    log.append(
      stream,
      ANY,
      [
        {
          id: Buffer.from(randomUUID()),
          type: Buffer.from('T'),
          isJson: false,
          metadata: Buffer.from('{}'),
          data: Buffer.alloc(bytes, stream),
        },
      ],
      resolve,
    ),
  );

/** Everything that can be read, both ways: of the log, and of each stream. */
function everything(log: EventLog, storage: ReturnType<typeof openStorage>): string {
  const reader = new StreamReader(log, storage, Date.now);
  const forwards = storage.entriesFrom(0, Infinity).map((entry) => entry.body.toString('base64'));
  const backwards = storage.entriesBefore(Infinity, Infinity).map((entry) => entry.body.toString('base64'));
  const streams = STREAMS.map((stream) => {
    const state = log.states.get(stream);
    const up = [...reader.forwards(state, 0, Infinity)].flat().map((frame) => frame.toString('base64'));
    const down = [...reader.backwards(state, Infinity, Infinity)].flat().map((frame) => frame.toString('base64'));
    return [up, down.reverse()];
  });
  return JSON.stringify([forwards, backwards.reverse(), streams]);
}

/** `as it was`, or the message that refuses it. Throws when anything else is served. */
async function outcomeOf(dataDir: string): Promise<string> {
  try {
    return (await opened(dataDir, everything)) === content ? 'as it was' : 'SERVED DAMAGED';
  } catch (error) {
    if (error instanceof DamagedStore || error instanceof DataFolderError) return error.message;
    throw error;
  }
}

function fresh(): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const name of readdirSync(sound)) copyFileSync(path.join(sound, name), path.join(copy, name));
}

beforeAll(async () => {
  // Several lives and many small transactions, so that pages are freed and used again; some events fill pages of their own.
  for (let life = 0; life < 2; life++)
    await opened(sound, async (log) => {
      for (let round = 0; round < 12; round++) {
        await Promise.all(STREAMS.map((stream, index) => append(log, stream, index === 3 ? 9_000 : 40 + 60 * index)));
        await append(log, STREAMS[round % STREAMS.length] ?? '', 300);
      }
    });
  content = await opened(sound, everything);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a damaged data folder', () => {
  it('a sound one is read as it was', async () => {
    fresh();
    expect(await outcomeOf(copy)).toBe('as it was');
  });

  it('a sound one with many streams, whose list of free pages needs pages of its own, is not taken for a damaged one', async () => {
    const large = path.join(root, 'large');
    await opened(large, async (log) => {
      for (let round = 0; round < 20; round++)
        await Promise.all(Array.from({ length: 800 }, (_, index) => append(log, `many-${index}`, 1)));
    });
    expect(await opened(large, (log) => log.states.get('many-799').flushed.last)).toBe(19);
  }, 60_000);

  it(
    `${FLIPS} times some bytes of log.lmdb are changed: refused by name, or nothing has changed`,
    async () => {
      const bytes = readFileSync(path.join(sound, 'log.lmdb'));
      let refused = 0;
      for (let seed = 1; seed <= FLIPS; seed++) {
        const random = randomOf(seed);
        fresh();
        const damaged = Buffer.from(bytes);
        // Every third time in the heads and the first pages, where little is much.
        const within = seed % 3 === 0 ? 5 * 4096 : damaged.length;
        const at = Math.floor(random() * within);
        const count = seed % 4 === 0 ? 1 + Math.floor(random() * 40) : 1;
        for (let index = at; index < Math.min(at + count, damaged.length); index++)
          damaged[index] = (damaged[index] ?? 0) ^ (1 + Math.floor(random() * 255));
        writeFileSync(path.join(copy, 'log.lmdb'), damaged);
        const outcome = await outcomeOf(copy);
        if (outcome !== 'as it was') {
          expect(outcome, `seed ${seed}, byte ${at}`).toMatch(/(log\.lmdb|The log|The index).* damaged: /);
          refused++;
        }
      }
      // Free pages and gaps may hold anything.
      expect(refused).toBeGreaterThan(FLIPS / 3);
    },
    60_000 + FLIPS * 500,
  );

  it('each field of its two heads, one bit changed: refused, or nothing has changed', async () => {
    const bytes = readFileSync(path.join(sound, 'log.lmdb'));
    for (const slot of [0, 4096])
      for (let field = 0; field < 24 + 144; field += 4) {
        fresh();
        const damaged = Buffer.from(bytes);
        damaged[slot + field] = (damaged[slot + field] ?? 0) ^ 2;
        writeFileSync(path.join(copy, 'log.lmdb'), damaged);
        expect(await outcomeOf(copy), `byte ${slot + field}`).not.toBe('SERVED DAMAGED');
      }
  }, 600_000);

  it(
    `${CUTS} times log.lmdb is cut off: refused by name, or nothing has changed`,
    async () => {
      const { length } = readFileSync(path.join(sound, 'log.lmdb'));
      for (let seed = 0; seed < CUTS; seed++) {
        fresh();
        const rest = Math.floor(length * randomOf(seed)());
        truncateSync(path.join(copy, 'log.lmdb'), rest);
        expect(await outcomeOf(copy), `${rest} bytes are left`).toMatch(/as it was|log\.lmdb/);
      }
      fresh();
      truncateSync(path.join(copy, 'log.lmdb'), 0);
      expect(await outcomeOf(copy)).toMatch(/log\.lmdb is missing or empty/);
      rmSync(path.join(copy, 'log.lmdb'));
      expect(await outcomeOf(copy)).toMatch(/log\.lmdb is missing or empty/);
    },
    60_000 + CUTS * 500,
  );

  it('log.lmdb is cut off in the middle of a large event: refused before it is mapped', async () => {
    const folder = path.join(root, 'large event');
    await opened(folder, async (log) => {
      // There are free pages for all that is small: the large one is at the end.
      for (let n = 0; n < 40; n++) await append(log, 'small', 1);
      await append(log, 'large', 900_000);
    });
    const file = path.join(folder, 'log.lmdb');
    truncateSync(file, readFileSync(file).length - 400_000);
    expect(await outcomeOf(folder)).toMatch(/log\.lmdb is damaged: it ends before page \d+ \(it was cut off\)/);
  });

  it('format.json: each byte changed, cut off, gone', async () => {
    const text = readFileSync(path.join(sound, 'format.json'));
    for (let at = 0; at < text.length; at++) {
      fresh();
      const damaged = Buffer.from(text);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path.join(copy, 'format.json'), damaged);
      expect(await outcomeOf(copy), `byte ${at}`).toMatch(/format\.json is damaged|newer version/);
    }
    fresh();
    truncateSync(path.join(copy, 'format.json'), 9);
    expect(await outcomeOf(copy)).toMatch(/format\.json is damaged/);
    rmSync(path.join(copy, 'format.json'));
    expect(await outcomeOf(copy)).toMatch(/format\.json is missing/);
  });

  it('a lock that says nothing, and what LMDB keeps of its readers, are mended', async () => {
    fresh();
    writeFileSync(path.join(copy, 'lock'), '{"pid":');
    writeFileSync(path.join(copy, 'log.lmdb-lock'), Buffer.alloc(8192, 0xa5));
    expect(await outcomeOf(copy)).toBe('as it was');
  });

  it('a folder from before there were checksums is read, and what is appended has them', async () => {
    fresh();
    const old = open({ path: path.join(copy, 'log.lmdb'), maxDbs: 4 });
    for (const [name, keys] of [
      ['log', {}],
      ['streams', { keyEncoding: 'binary' }],
    ] as const) {
      const table = old.openDB<Buffer, number | Buffer>({ name, encoding: 'binary', ...keys });
      for (const { key, value } of [...table.getRange()]) await table.put(key, value.subarray(0, -4));
    }
    await old.close();
    writeFileSync(path.join(copy, 'format.json'), '{"format":1}\n');
    expect(await outcomeOf(copy)).toBe('as it was');
    expect(readFileSync(path.join(copy, 'format.json'), 'utf8')).toMatch(/"format":2.*"checksumsFrom":[1-9]/);
    const [stream = ''] = STREAMS;
    await opened(copy, (log) => append(log, stream, 5_000));
    const log = readFileSync(path.join(copy, 'log.lmdb'));
    const at = log.indexOf(Buffer.alloc(5_000, stream));
    log[at + 9] = (log[at + 9] ?? 0) ^ 1;
    writeFileSync(path.join(copy, 'log.lmdb'), log);
    expect(await outcomeOf(copy)).toMatch(/the entry at position \d+ does not have the checksum/);
  });
});
