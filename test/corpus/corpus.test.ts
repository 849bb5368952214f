import { describe, expect, test } from 'vitest';
import { CATALOG } from '../../src/domain/catalog.js';
import { eventsOf, freeze, recordings, statesOf, verified, versionOf, writeStates } from './recording.js';
import { SCENARIOS } from './scenarios.js';

/** `npm run corpus -- add` or `-- states` (scripts/corpus.mjs): what follows is written anew first, only what is not there yet. */
const [order, ...names] = (process.env['MC_CORPUS'] ?? '').split(' ').filter((word) => word !== '');
if (order === 'add')
  for (const [name, play] of Object.entries(SCENARIOS)) {
    if (recordings().includes(name) || (names.length > 0 && !names.includes(name))) continue;
    const { memory, dispose } = await play();
    await freeze(name, memory);
    await dispose();
  }
if (order === 'states') for (const name of recordings()) await writeStates(name, statesOf(name));

describe('the corpus', () => {
  test('holds every version of every type of event', () => {
    const there = new Set(
      recordings()
        .flatMap(eventsOf)
        .map((line) => `${line.type} ${versionOf(line)}`),
    );
    const wanted = [...CATALOG].flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, i) => `${type} ${i + 1}`),
    );
    expect(
      wanted.filter((each) => !there.has(each)),
      'Play them in a scenario of test/corpus/scenarios.ts under a new name, then: npm run corpus -- add (test/corpus/README.md)',
    ).toEqual([]);
  });

  describe.each(recordings())('%s', (name) => {
    test('gives the same events when every command is decided again, and the same states', async () => {
      const { verifications, states } = await verified(name);
      for (const { stream, difference, notDecided } of verifications)
        expect({ stream, difference, notDecided }, `${stream}: today's rules would write something else`).toEqual({
          stream,
          difference: undefined,
          notDecided: [],
        });
      const recorded = statesOf(name);
      for (const [stream, versions] of Object.entries(states))
        for (const [version, hashes] of Object.entries(versions))
          expect(
            recorded[stream]?.[version],
            recorded[stream]?.[version] === undefined
              ? `No states of ${stream} are recorded under stateVersion ${version}: npm run corpus -- states`
              : `The fold of ${stream} gives another state than before under the same stateVersion: raise it, or snapshots go wrong`,
          ).toEqual(hashes);
    });
  });
});
