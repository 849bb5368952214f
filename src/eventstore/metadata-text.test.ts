import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENESIS, type EventMetadata } from '../domain/kernel/envelope.js';
import { derived } from '../domain/kernel/ids.js';
import { canonicalize } from '../domain/kernel/json.js';
import { metadataText } from './metadata-text.js';

const text = fc.string({ unit: 'grapheme' });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const metadata: fc.Arbitrary<Omit<EventMetadata, 'hash'>> = fc.record({
  v: fc.integer({ min: 1, max: 9 }),
  commandId: fc.uuid().map(derived.commandId),
  index: fc.nat(),
  command: optional(fc.record({ name: text, hash: optional(fc.constant(GENESIS)), facts: fc.jsonValue() })) as never,
  correlationId: text,
  causationId: text,
  actor: fc.record({
    kind: fc.constantFrom('operator' as const, 'agent' as const, 'system' as const),
    id: text,
    name: text,
    authId: optional(text),
    onBehalfOf: optional(text),
  }),
  at: fc.constant('2026-11-24T12:00:00.000Z'),
  writer: fc.record({ version: text, bootId: text }),
  redacted: optional(fc.array(fc.record({ path: text, rule: text }))),
  keys: optional(fc.array(text)),
  prev: fc.constant(GENESIS),
});

test('the text of metadata is its canonical JSON', () => {
  fc.assert(fc.property(metadata, (one) => expect(metadataText(one)).toBe(canonicalize(one))));
});
