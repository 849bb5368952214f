import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseMarks, type Candidate } from './chosen-marks.js';
import { MARK_KINDS } from './rows.js';
import { HOUR, MINUTE, slotsOf } from './slots.js';

const END = Date.parse('2026-11-24T14:32:07.412Z');

describe('slots', () => {
  it('cover the range, and are whole seconds, minutes or hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 5e11 }), fc.integer({ min: 10, max: 480 }), (length, wanted) => {
        const { from, to, slotMs, slots } = slotsOf(END - length, END, wanted);
        expect(from).toBeLessThanOrEqual(END - length);
        expect(to).toBeGreaterThanOrEqual(END);
        expect(to - from).toBe(slots * slotMs);
        expect(slots).toBeLessThanOrEqual(wanted + 1);
        expect(from % slotMs).toBe(0);
        if (slotMs >= HOUR) expect(slotMs % HOUR).toBe(0);
        else if (slotMs >= MINUTE) expect(slotMs % MINUTE).toBe(0);
      }),
    );
  });

  it('are of a length that people can read: an hour in 240 is 15 seconds', () => {
    expect(slotsOf(END - HOUR, END, 240).slotMs).toBe(15_000);
    expect(slotsOf(END - HOUR, END, 240, MINUTE).slotMs).toBe(MINUTE);
    expect(slotsOf(END - 24 * HOUR, END, 240).slotMs).toBe(10 * MINUTE);
  });
});

describe('marks', () => {
  const candidates: Candidate[] = Array.from({ length: 240 }, (_, index) =>
    MARK_KINDS.map((kind, k) => ({ index, kind, position: String(index * 10 + k) })),
  ).flat();

  it('are the most important kinds first, and no more than asked for', () => {
    const chosen = chooseMarks(
      candidates.filter(({ kind, index }) => kind !== 'halt' || index % 60 === 0),
      60,
    );
    expect(chosen).toHaveLength(60);
    expect(chosen.filter(({ kind }) => kind === 'halt')).toHaveLength(4);
    expect(chosen.filter(({ kind }) => kind === 'failure')).toHaveLength(56);
  });

  it('are taken from all over the record when there are more of a kind, with the last one', () => {
    const indexes = chooseMarks(candidates, 24).map(({ index }) => index);
    expect(indexes).toHaveLength(24);
    expect(indexes.at(-1)).toBe(239);
    expect(Math.max(...indexes.slice(1).map((index, i) => index - (indexes[i] ?? 0)))).toBeLessThanOrEqual(11);
  });

  it('stand in the order of the record', () => {
    const chosen = chooseMarks(candidates.toReversed(), 100);
    expect(chosen).toEqual([...chosen].sort((a, b) => a.index - b.index || Number(a.position) - Number(b.position)));
  });
});
