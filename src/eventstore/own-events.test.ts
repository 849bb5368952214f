import { describe, expect, it } from 'vitest';
import { halts, START } from '../../test/support/halts.js';
import { recordings, opened } from '../../test/corpus/recording.js';
import { CATALOG } from '../domain/catalog.js';
import { EventMetadata } from '../domain/kernel/envelope.js';
import { isChained, seal } from './chain.js';
import { decode } from './decode.js';
import { OwnEvents } from './own-events.js';
import type { RawEvent } from './raw-log.js';

const sent = (count: number) => {
  const sealed = seal('control', START, halts(count));
  const own = new OwnEvents();
  own.note('control', sealed);
  const raws = sealed.events.map((event, revision): RawEvent => ({
    ...event,
    stream: 'control',
    revision,
    position: BigInt(revision),
  }));
  return { own, raws };
};
const first = (raws: readonly RawEvent[]): RawEvent => {
  const [raw] = raws;
  if (!raw) throw new Error('nothing was sealed');
  return raw;
};

describe('an event that this process has sealed', () => {
  it('is what parsing it again would give', () => {
    const { own, raws } = sent(3);
    for (const raw of raws) expect(own.take(raw)).toEqual(decode(raw));
  });

  it('is known once: a second reader finds it by the first', () => {
    const { own, raws } = sent(1);
    expect(own.take(first(raws))).toBeDefined();
    expect(own.take(first(raws))).toBeUndefined();
  });

  it.each<[string, (raw: RawEvent) => Partial<RawEvent>]>([
    ['data', ({ data }) => ({ data: `${data} ` })],
    ['metadata', ({ metadata }) => ({ metadata: `${metadata} ` })],
    ['type', () => ({ type: 'HaltLifted' })],
    ['stream', () => ({ stream: 'control2' })],
    ['revision', () => ({ revision: 7 })],
  ])('is not known when its %s is no longer the same', (_, change) => {
    const { own, raws } = sent(1);
    const raw = first(raws);
    expect(own.take({ ...raw, ...change(raw) })).toBeUndefined();
  });

  it('is forgotten when too much waits to be read back', () => {
    const { own, raws } = sent(1);
    const padding = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 8; i++)
      own.note(
        'control',
        seal(
          'control',
          START,
          halts(1).map((event) => ({ ...event, id: `other-${i}`, data: { padding } })),
        ),
      );
    expect(own.take(first(raws))).toBeUndefined();
  });
});

it.each(recordings())('what is of the current version is read as it was written: %s', async (name) => {
  const memory = await opened(name);
  for (const { stream, type, metadata, data } of memory.raw.events) {
    if (!isChained(stream)) continue;
    const stored: unknown = JSON.parse(metadata);
    const { v } = EventMetadata.parse(stored);
    expect(EventMetadata.parse(stored)).toEqual(stored);
    const current = CATALOG.get(type);
    if (current?.version !== v) continue;
    const kept: unknown = JSON.parse(data);
    expect(current.schema.parse(kept)).toEqual(kept);
  }
  memory.dispose();
});
