import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GENESIS } from '../domain/kernel/envelope.js';
import { derived } from '../domain/kernel/ids.js';
import { canonicalize } from '../domain/kernel/json.js';
import { metadataText } from './metadata-text.js';

const text = fc.string({ unit: 'grapheme' });
const metadata = fc.record(
  {
    v: fc.integer({ min: 1, max: 9 }),
    commandId: fc.uuid().map(derived.commandId),
    index: fc.nat(),
    command: fc.record({
      name: text,
      hash: fc.constant(GENESIS),
      facts: fc.constantFrom({ now: 1, random: 0.5 }, null, [1, 'x']),
    }),
    correlationId: text,
    causationId: text,
    actor: fc.record(
      { kind: fc.constantFrom('operator', 'agent', 'system'), id: text, name: text, authId: text, onBehalfOf: text },
      { requiredKeys: ['kind', 'id', 'name'] },
    ),
    at: fc.constant('2026-11-24T12:00:00.000Z'),
    writer: fc.record({ version: text, bootId: text }),
    redacted: fc.array(fc.record({ path: text, rule: text })),
    keys: fc.array(text),
    prev: fc.constant(GENESIS),
  },
  { requiredKeys: ['v', 'commandId', 'index', 'correlationId', 'causationId', 'actor', 'at', 'writer', 'prev'] },
);

test('the text of metadata is its canonical JSON', () => {
  fc.assert(
    fc.property(metadata, (one) => {
      expect(metadataText(one)).toBe(canonicalize(one));
    }),
  );
});
