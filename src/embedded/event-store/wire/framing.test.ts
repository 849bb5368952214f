import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES, MessageSplitter, countFrames, frame, framesOf } from './framing.js';

const MESSAGES = ['', 'a', 'bc'.repeat(100), 'd'.repeat(5000)].map((text) => Buffer.from(text));
const wire = Buffer.concat(MESSAGES.map(frame));

describe('framing', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 64, 1000, wire.length])('finds the messages in chunks of %d bytes', (size) => {
    const found: string[] = [];
    const splitter = new MessageSplitter((message) => found.push(message.toString()));
    for (let at = 0; at < wire.length; at += size) splitter.push(wire.subarray(at, at + size));
    expect(found).toEqual(MESSAGES.map(String));
  });

  it('walks and counts frames', () => {
    expect(countFrames(wire)).toBe(MESSAGES.length);
    expect([...framesOf(wire)].map((framed) => framed.subarray(5).toString())).toEqual(MESSAGES.map(String));
  });

  it('refuses a message over the limit before it is there', () => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(MAX_MESSAGE_BYTES + 1, 1);
    const splitter = new MessageSplitter(() => undefined);
    expect(() => splitter.push(head)).toThrow(`the limit is ${MAX_MESSAGE_BYTES}`);
  });

  it('refuses compressed messages', () => {
    const splitter = new MessageSplitter(() => undefined);
    expect(() => splitter.push(Buffer.from([1, 0, 0, 0, 0]))).toThrow('compressed');
  });
});
