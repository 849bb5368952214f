import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, it } from 'vitest';
import { decodeAppendResponse, encodeAppend } from './append-codec.js';
import { FieldReader, writeVarint } from './protobuf.js';
import { decodeRead, readAllRequest, readStreamRequest, subscribeRequest } from './read-codec.js';

const correlation = '0b0f5f2e-7a0f-4a8e-9f5c-2b1f0c9d8e7a';
const uuid = (value: string) => {
  const message = new shared.UUID();
  message.setString(value);
  return message;
};
const text = (bytes: Uint8Array | string) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'));

describe('our encoding is the one of the client’s generated classes', () => {
  it.each([-1, 0, 127, 128, 300_000])('of an append at revision %d', (expected) => {
    const events = [1, 2, 3].map((i) => ({
      id: `0b0f5f2e-7a0f-4a8e-9f5c-2b1f0c9d8e7${i}`,
      type: 'StepCompleted',
      data: JSON.stringify({ text: 'grüße 🙂'.repeat(i * 100) }),
      metadata: JSON.stringify({ v: i }),
    }));
    const bytes = encodeAppend(correlation, 'run-grüße', expected, events);
    const message = streams.BatchAppendReq.deserializeBinary(bytes);
    expect(message.getCorrelationId()?.getString()).toBe(correlation);
    expect(message.getIsFinal()).toBe(true);
    const options = message.getOptions();
    expect(text(options?.getStreamIdentifier()?.getStreamName_asU8() ?? '')).toBe('run-grüße');
    expect(options?.hasNoStream()).toBe(expected < 0);
    if (expected >= 0) expect(options?.getStreamPosition()).toBe(String(expected));
    expect(
      message.getProposedMessagesList().map((proposed) => ({
        id: proposed.getId()?.getString(),
        type: proposed.getMetadataMap().get('type'),
        contentType: proposed.getMetadataMap().get('content-type'),
        data: text(proposed.getData_asU8()),
        metadata: text(proposed.getCustomMetadata_asU8()),
      })),
    ).toEqual(events.map((event) => ({ ...event, contentType: 'application/json' })));
  });

  it('of the answer to an append', () => {
    const response = new streams.BatchAppendResp();
    response.setCorrelationId(uuid(correlation));
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision('7');
    const position = new shared.AllStreamPosition();
    position.setCommitPosition('9007199254740995');
    position.setPreparePosition('9007199254740995');
    success.setPosition(position);
    response.setSuccess(success);
    expect(decodeAppendResponse(Buffer.from(response.serializeBinary()))).toEqual({
      correlation,
      position: 9007199254740995n,
      error: undefined,
    });
  });

  it('of a refused append, which is left to the client’s classes', () => {
    const response = new streams.BatchAppendResp();
    response.setCorrelationId(uuid(correlation));
    response.setError(new status.Status());
    const bytes = Buffer.from(response.serializeBinary());
    expect(decodeAppendResponse(bytes)).toEqual({ correlation, position: undefined, error: bytes });
  });

  it('of an event that is read', () => {
    const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
    recorded.setId(uuid(correlation));
    const stream = new shared.StreamIdentifier();
    stream.setStreamName(Buffer.from('run-1').toString('base64'));
    recorded.setStreamIdentifier(stream);
    recorded.setStreamRevision('300');
    recorded.setCommitPosition('70000000000');
    recorded.setPreparePosition('70000000000');
    recorded.getMetadataMap().set('content-type', 'application/json');
    recorded.getMetadataMap().set('type', 'StepCompleted');
    recorded.setCustomMetadata(Buffer.from('{"v":1}').toString('base64'));
    recorded.setData(Buffer.from('{"text":"grüße 🙂"}').toString('base64'));
    const event = new streams.ReadResp.ReadEvent();
    event.setEvent(recorded);
    event.setCommitPosition('70000000000');
    const response = new streams.ReadResp();
    response.setEvent(event);
    expect(decodeRead(Buffer.from(response.serializeBinary()))).toEqual({
      kind: 'event',
      event: {
        id: correlation,
        stream: 'run-1',
        revision: 300,
        position: 70_000_000_000n,
        type: 'StepCompleted',
        metadata: '{"v":1}',
        data: '{"text":"grüße 🙂"}',
      },
    });
  });

  it('of a checkpoint, with both of its numbers', () => {
    const response = new streams.ReadResp();
    const checkpoint = new streams.ReadResp.Checkpoint();
    checkpoint.setCommitPosition('500');
    checkpoint.setPreparePosition('0');
    response.setCheckpoint(checkpoint);
    expect(decodeRead(Buffer.from(response.serializeBinary()))).toEqual({
      kind: 'checkpoint',
      place: { commit: 500n, prepare: 0n },
    });
    response.setCaughtUp(new streams.ReadResp.CaughtUp());
    expect(decodeRead(Buffer.from(response.serializeBinary()))).toEqual({ kind: 'other' });
  });
});

describe('requests to read', () => {
  it('name the stream, the direction and the count', () => {
    const options = readStreamRequest('run-1', 'end', true, 1).getOptions();
    expect(text(options?.getStream()?.getStreamIdentifier()?.getStreamName_asU8() ?? '')).toBe('run-1');
    expect(options?.getStream()?.hasEnd()).toBe(true);
    expect(options?.getCount()).toBe('1');
    expect(options?.getReadDirection()).toBe(streams.ReadReq.Options.ReadDirection.BACKWARDS);
  });

  it('filter by prefixes on the server', () => {
    const subscription = subscribeRequest({ commit: 5n, prepare: 0n }, ['run-', 'control']).getOptions();
    expect(subscription?.hasSubscription()).toBe(true);
    expect(subscription?.getFilter()?.getStreamIdentifier()?.getPrefixList()).toEqual(['run-', 'control']);
    expect(subscription?.getAll()?.getPosition()?.getPreparePosition()).toBe('0');
    expect(readAllRequest(undefined, false, 1, undefined).getOptions()?.hasNoFilter()).toBe(true);
  });
});

describe('the reader of protobuf fields', () => {
  it('refuses a message that is cut short', () => {
    const bytes = Buffer.alloc(4);
    bytes[0] = 0x0a;
    writeVarint(bytes, 1, 300);
    expect(() => new FieldReader(bytes).next()).toThrow(RangeError);
  });
});
