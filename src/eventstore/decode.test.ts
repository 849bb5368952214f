import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { halt, START } from '../../test/support/halts.js';
import type { EventType } from '../domain/catalog.js';
import { seal } from './chain.js';
import { decode } from './decode.js';
import type { RawEvent } from './raw-log.js';

/** HaltOrdered as a later release may have it: version 2 called `reason` `why`, version 3 wants who is told. */
const later: EventType = {
  stream: 'control',
  version: 3,
  schema: z.strictObject({ haltId: z.string(), scope: z.unknown(), why: z.string(), tell: z.array(z.string()) }),
  upcasters: [
    (data) => {
      const { reason, ...rest } = z.looseObject({ reason: z.string() }).parse(data);
      return { ...rest, why: reason };
    },
    (data) => ({ ...z.looseObject({}).parse(data), tell: [] }),
  ],
};
const catalog = new Map([['HaltOrdered', later]]);

const stored = (v: number, change: Partial<RawEvent> = {}): RawEvent => {
  const [event] = seal('control', START, [halt('a fire', v)]).events;
  if (!event) throw new Error('nothing was sealed');
  return { ...event, stream: 'control', revision: 0, position: 5n, ...change };
};

describe('reading an event', () => {
  it('upcasts from the version that it was written in', () => {
    expect(decode(stored(1), catalog)).toMatchObject({
      kind: 'event',
      event: { data: { why: 'a fire', tell: [] }, position: 5n },
      data: { reason: 'a fire' },
    });
    const second = stored(2, { data: '{"haltId":"halt-1","scope":{},"why":"smoke"}' });
    expect(decode(second, catalog)).toMatchObject({ event: { data: { why: 'smoke', tell: [] } } });
  });

  it('tells what a newer release wrote from what is damaged', () => {
    expect(decode(stored(4), catalog)).toMatchObject({ kind: 'unreadable', newer: true });
    expect(decode(stored(1, { type: 'StepTeleported' }), catalog)).toMatchObject({ kind: 'unreadable', newer: true });
    expect(decode(stored(1, { data: '{"haltId":"halt-1"}' }), catalog)).toMatchObject({
      kind: 'unreadable',
      newer: false,
      unreadable: { reason: expect.stringContaining('upcasting it from version 1 failed') },
    });
    expect(decode(stored(3, { data: '{"haltId":"halt-1"}' }), catalog)).toMatchObject({ newer: false });
    expect(decode(stored(1, { metadata: '{"v":1}' }), catalog)).toMatchObject({ newer: false });
    expect(decode(stored(1, { metadata: 'nothing' }), catalog)).toMatchObject({ newer: false });
  });
});
