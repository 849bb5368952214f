import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { TOMBSTONE_REVISION } from '../log/expected-revision.js';
import { framesOf } from '../wire/framing.js';
import { withStructuredIds } from './read-response.js';
import { decodeRecorded, encodeEvents, eventStream, eventType, type ProposedEvent } from './recorded-event.js';
import type * as streams from '@eventstore/db-client/generated/streams_pb.js';

const { ReadResp }: typeof streams = createRequire(import.meta.url)('@eventstore/db-client/generated/streams_pb.js');

/** Microseconds. */
const NOW = 1_795_564_803_123_456;
const ID = '0123cdef-89ab-4def-8123-456789abcdef';
const proposed = (overrides: Partial<ProposedEvent> = {}): ProposedEvent => ({
  id: Buffer.from(ID),
  type: Buffer.from('Größe'),
  isJson: true,
  metadata: Buffer.from('{"m":1}'),
  data: Buffer.from('{"d":2}'),
  ...overrides,
});
const encode = (events: ProposedEvent[], revision = 7, position = 123_456_789) =>
  encodeEvents(events, Buffer.from('stream-ü'), revision, position, NOW, Buffer.alloc.bind(Buffer));

describe('recorded events', () => {
  it('are what the generated classes of the client read', () => {
    const position = 2 ** 45 + 3;
    const { body } = encode([proposed()], 300, position);
    const recorded = ReadResp.deserializeBinary(body.subarray(5)).getEvent()?.getEvent();
    expect(recorded?.getId()?.getString()).toBe(ID);
    expect(Buffer.from(recorded?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe('stream-ü');
    expect(recorded?.getStreamRevision()).toBe('300');
    expect(recorded?.getCommitPosition()).toBe(String(position));
    expect(recorded?.getPreparePosition()).toBe(String(position));
    expect(recorded?.getMetadataMap().toArray()).toEqual([
      ['content-type', 'application/json'],
      ['created', '17955648031234560'],
      ['type', 'Größe'],
    ]);
    expect(Buffer.from(recorded?.getData_asU8() ?? []).toString()).toBe('{"d":2}');
    expect(Buffer.from(recorded?.getCustomMetadata_asU8() ?? []).toString()).toBe('{"m":1}');
  });

  it('read back as they were written, each with its own revision, position and time', () => {
    const { body, lastPosition } = encode([proposed(), proposed({ type: Buffer.from('B') }), proposed()]);
    const events = [...framesOf(body)].map(decodeRecorded);
    expect(events.map((event) => [event.revision, event.type, event.created - NOW])).toEqual([
      [7, 'Größe', 0],
      [8, 'B', 1],
      [9, 'Größe', 2],
    ]);
    let offset = 0;
    for (const [index, frame] of [...framesOf(body)].entries()) {
      expect(events[index]?.position).toBe(123_456_789 + offset);
      offset += frame.length;
    }
    expect(events.at(-1)?.position).toBe(lastPosition);
    expect([...framesOf(body)].map(eventStream)).toEqual(['stream-ü', 'stream-ü', 'stream-ü']);
    expect([...framesOf(body)].map(eventType)).toEqual(['Größe', 'B', 'Größe']);
  });

  it.each([0, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 40])(
    'fill exactly their frames at revision and position %d',
    (n) => {
      const { body } = encode([proposed({ data: Buffer.alloc(0), metadata: Buffer.alloc(0) }), proposed()], n, n);
      const frames = [...framesOf(body)];
      expect(frames.map((frame) => decodeRecorded(frame).revision)).toEqual([n, n + 1]);
      expect(frames.map((frame) => [eventStream(frame), eventType(frame)])).toEqual(
        Array(2).fill(['stream-ü', 'Größe']),
      );
    },
  );

  it('tell long names and types', () => {
    const name = 's'.repeat(300);
    const type = Buffer.from('t'.repeat(20_000));
    const { body } = encodeEvents([proposed({ type })], Buffer.from(name), 1, 1, NOW, Buffer.alloc.bind(Buffer));
    expect([eventStream(body), eventType(body)]).toEqual([name, type.toString()]);
  });

  it('carry a tombstone as revision 2^63-1', () => {
    const { body } = encode([proposed()], TOMBSTONE_REVISION);
    expect(ReadResp.deserializeBinary(body.subarray(5)).getEvent()?.getEvent()?.getStreamRevision()).toBe(
      '9223372036854775807',
    );
    expect(decodeRecorded(body).revision).toBe(TOMBSTONE_REVISION);
    expect(eventType(body)).toBe('Größe');
  });

  it('go out with ids as two integers to a client that asks for it', () => {
    const { body } = encode([proposed()]);
    const event = ReadResp.deserializeBinary(withStructuredIds(body).subarray(5)).getEvent()?.getEvent();
    const id = event?.getId()?.getStructured();
    const half = (bits: string | undefined): string =>
      BigInt.asUintN(64, BigInt(bits ?? 0))
        .toString(16)
        .padStart(16, '0');
    expect(half(id?.getMostSignificantBits()) + half(id?.getLeastSignificantBits())).toBe(ID.replaceAll('-', ''));
    expect(event?.getStreamRevision()).toBe('7');
  });
});
