import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { PowerCutDisk } from '../../support/power-cut-disk.js';
import { type Appended } from '../../../src/embedded/event-store/messages/append-response.js';
import { type ProposedEvent } from '../../../src/embedded/event-store/messages/recorded-event.js';
import { type Refusal } from '../../../src/embedded/event-store/wire/rpc-error.js';
import { EventLog } from '../../../src/embedded/event-store/log/event-log.js';
import { ANY, NO_STREAM, type ExpectedRevision } from '../../../src/embedded/event-store/log/expected-revision.js';
import { StreamReader } from '../../../src/embedded/event-store/log/stream-reader.js';

let disk: PowerCutDisk;
let log: EventLog;
let full: number;

const event = (type = 'T'): ProposedEvent => ({
  id: Buffer.from(randomUUID()),
  type: Buffer.from(type),
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.from('{}'),
});

beforeEach(() => {
  disk = new PowerCutDisk();
  full = 0;
  log = new EventLog({
    storage: disk,
    onFull: () => full++,
    onFailure(error) {
      throw error;
    },
    newId: randomUUID,
    now: () => 1_000,
  });
});

const append = (stream: string, expected: ExpectedRevision, events: ProposedEvent[]): Promise<Appended | Refusal> =>
  new Promise((resolve) => log.append(stream, expected, events, resolve));

/** Until the log waits for the disk, or for nothing. */
async function settle<T>(work: Promise<T>): Promise<T> {
  let done = false;
  void work.then(() => (done = true));
  while (!done) {
    disk.flush();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}

const countOf = (stream: string): number => {
  const reader = new StreamReader(log, disk, () => 1_000);
  return [...reader.forwards(log.states.get(stream), 0, Infinity)].flat().length;
};

describe('a disk without room', () => {
  it('refuses what was to be written and all that was decided after it, and goes on from what is there', async () => {
    await settle(append('a', NO_STREAM, [event()]));
    const { flushedEnd } = log;
    disk.full = true;
    const refused = await settle(Promise.all([append('a', 0, [event(), event()]), append('a', 2, [event()])]));
    expect(refused.map((answer) => ('kind' in answer ? answer.kind : 'appended'))).toEqual(['disk-full', 'disk-full']);
    expect([full, log.flushedEnd, countOf('a')]).toEqual([1, flushedEnd, 1]);
    disk.full = false;
    expect(await settle(append('a', 0, [event()]))).toMatchObject({ revision: 1, position: flushedEnd });
    expect(countOf('a')).toBe(2);
  });

  it('knows nothing of ids that it has refused', async () => {
    const same = event();
    disk.full = true;
    await settle(append('a', ANY, [same]));
    disk.full = false;
    expect(await settle(append('a', ANY, [same]))).toMatchObject({ revision: 0 });
    expect(countOf('a')).toBe(1);
  });

  it('takes back metadata, deletes and tombstones too', async () => {
    await settle(append('a', NO_STREAM, [event()]));
    disk.full = true;
    const refused = await settle(
      Promise.all([
        append('$$a', ANY, [{ ...event('$metadata'), data: Buffer.from('{"$tb":9}') }]),
        new Promise<Appended | Refusal>((resolve) => log.delete('a', ANY, resolve)),
        new Promise<Appended | Refusal>((resolve) => log.tombstone('a', ANY, resolve)),
        append('a', ANY, [event()]),
      ]),
    );
    expect(refused.map((answer) => ('kind' in answer ? answer.kind : 'appended'))).toEqual([
      'disk-full',
      'disk-full',
      'disk-full',
      'stream-deleted',
    ]);
    disk.full = false;
    expect(countOf('a')).toBe(1);
    expect(await settle(append('a', 0, [event()]))).toMatchObject({ revision: 1 });
  });

  it('still answers a repeat, which needs no room', async () => {
    const same = event();
    const first = await settle(append('a', NO_STREAM, [same]));
    disk.full = true;
    expect(await settle(append('a', NO_STREAM, [same]))).toEqual(first);
  });
});
