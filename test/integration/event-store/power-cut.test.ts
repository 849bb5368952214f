import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PowerCutDisk } from '../../support/power-cut-disk.js';
import { decodeRecorded, type ProposedEvent } from '../../../src/embedded/event-store/messages/recorded-event.js';
import { framesOf } from '../../../src/embedded/event-store/wire/framing.js';
import { EventLog } from '../../../src/embedded/event-store/log/event-log.js';
import { StreamReader } from '../../../src/embedded/event-store/log/stream-reader.js';

const WRITERS = 50;
const SEEDS = 15;

/** Mulberry32: the same seed, the same run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Writer {
  readonly stream: string;
  readonly acknowledged: string[];
  readonly tried: string[];
}

const logOver = (storage: PowerCutDisk): EventLog =>
  new EventLog({
    storage,
    onFailure(error) {
      throw error;
    },
    newId: randomUUID,
    now: () => 1_000,
  });

/** Appends, one after the other, until the power is gone. */
function write(log: EventLog, writer: Writer, isCut: () => boolean, random: () => number): void {
  if (isCut()) return;
  const events: ProposedEvent[] = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
    id: Buffer.from(randomUUID()),
    type: Buffer.from('T'),
    isJson: true,
    metadata: Buffer.alloc(0),
    data: Buffer.from('{}'),
  }));
  const ids = events.map((event) => event.id.toString());
  writer.tried.push(...ids);
  log.append(writer.stream, writer.acknowledged.length - 1, events, (result) => {
    if (isCut()) return;
    if ('kind' in result) throw new Error(`refused: ${result.kind}`);
    writer.acknowledged.push(...ids);
    // On another turn of the event loop, as from a network.
    setImmediate(() => write(log, writer, isCut, random));
  });
}

/** Runs 50 writers on a disk whose flushes come late, cuts the power at some moment, and says what is wrong with what is there then. */
async function wrongAfterPowerCut(seed: number, lies = false): Promise<string[]> {
  const random = randomOf(seed);
  const disk = new PowerCutDisk();
  disk.lies = lies;
  const log = logOver(disk);
  let isCut = false;
  const writers: Writer[] = Array.from({ length: WRITERS }, (_, index) => ({
    stream: `writer-${index}`,
    acknowledged: [],
    tried: [],
  }));
  for (const writer of writers) write(log, writer, () => isCut, random);
  const turns = 5 + Math.floor(random() * 60);
  for (let turn = 0; turn < turns; turn++) {
    if (random() < 0.4) disk.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  isCut = true;
  const there = disk.afterPowerCut(random() < 0.5);
  return wrongWith(there, writers);
}

function wrongWith(disk: PowerCutDisk, writers: readonly Writer[]): string[] {
  const log = logOver(disk);
  const reader = new StreamReader(log, disk, () => 1_000);
  const wrong: string[] = [];
  for (const { stream, acknowledged, tried } of writers) {
    const frames = [...reader.forwards(log.states.get(stream), 0, Infinity)].flat();
    const stored = frames.map((frame) => decodeRecorded(frame));
    const ids = stored.map((event) => event.id);
    if (acknowledged.some((id, index) => ids[index] !== id)) wrong.push(`${stream} has lost what was acknowledged`);
    if (ids.some((id, index) => tried[index] !== id)) wrong.push(`${stream} holds what was not appended there`);
    if (stored.some((event, index) => event.revision !== index)) wrong.push(`${stream} is not contiguous`);
  }
  const all = disk
    .entriesFrom(0, Infinity)
    .flatMap((entry) => [...framesOf(entry.body)].map((frame) => decodeRecorded(frame)));
  if (new Set(all.map((event) => event.id)).size !== all.length) wrong.push('an event is there twice');
  return wrong;
}

describe('a power cut under 50 writers, with flushes that come late', () => {
  it('every acknowledged append is there, once, and none in part', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) expect(await wrongAfterPowerCut(seed), `seed ${seed}`).toEqual([]);
  });

  it('would be noticed by this test if appends were acknowledged before their flush', async () => {
    const noticed: boolean[] = [];
    for (let seed = 1; seed <= 10; seed++) noticed.push((await wrongAfterPowerCut(seed, true)).length > 0);
    expect(noticed).toContain(true);
  });
});
