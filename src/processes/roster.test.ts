import { describe, expect, it } from 'vitest';
import { Roster, SILENT_MS } from './roster.js';

const beat = (instanceId: string, controlRevision = 0, left = false) => ({ instanceId, controlRevision, left });

/** A roster that looks twice a second, as an instance does. */
function rosterAt(now: number) {
  const roster = new Roster('self');
  const look = (at: number, ...beats: ReturnType<typeof beat>[]) => {
    for (; now + 500 < at;) roster.heard([], (now += 500));
    roster.heard(beats, (now = at));
  };
  return { roster, look };
}

describe('who else is there', () => {
  it('is whoever was heard of within three seconds, and never oneself', () => {
    const { roster, look } = rosterAt(0);
    look(0, beat('self'), beat('b'));
    expect(roster.alive(0)).toEqual(['b']);
    look(SILENT_MS - 1);
    expect(roster.isAlive('b', SILENT_MS - 1)).toBe(true);
    look(SILENT_MS);
    expect(roster.isAlive('b', SILENT_MS)).toBe(false);
    expect(roster.goneFor('b', SILENT_MS + 700)).toBe(700);
    look(SILENT_MS + 800, beat('b'));
    expect(roster.isAlive('b', SILENT_MS + 800)).toBe(true);
  });

  it('is nobody who has left, from that moment on', () => {
    const { roster, look } = rosterAt(0);
    look(0, beat('b'), beat('b', 0, true));
    expect(roster.alive(0)).toEqual([]);
    expect(roster.goneFor('b', 40)).toBe(40);
  });

  it('is unknown to who could not hear: after a sleep everybody has a fresh time to be heard', () => {
    const { roster, look } = rosterAt(0);
    look(0, beat('b'), beat('c', 0, true));
    roster.heard([], 60_000);
    expect(roster.alive(60_000)).toEqual(['b']);
    roster.heard([], 60_500);
    expect(roster.isAlive('b', 60_000 + SILENT_MS)).toBe(false);
  });

  it('is gone for ever who was never heard of', () => {
    expect(new Roster('self').goneFor('x', 5)).toBe(Infinity);
  });

  it('has gone when it was there and was silent, or has left; nobody has as long as nobody can tell', () => {
    const { roster, look } = rosterAt(0);
    look(0, beat('b'), beat('c', 0, true));
    const gone = (now: number) => ['b', 'c', 'x'].filter((id) => roster.hasGone(id, now));
    expect(gone(0)).toEqual(['c']);
    look(SILENT_MS);
    expect(gone(SILENT_MS)).toEqual(['b', 'c']);
    // This one was asleep, or the event store does not answer: what it knows is old.
    expect(gone(SILENT_MS + 1_501)).toEqual([]);
    roster.heard([], SILENT_MS + 60_000);
    expect(gone(SILENT_MS + 60_000)).toEqual(['c']);
  });

  it('is behind `control` until it says that it acts upon it, or is silent', () => {
    const { roster, look } = rosterAt(0);
    look(0, beat('b', 3), beat('c', 4), beat('d', 3, true));
    expect(roster.behind(4, 0)).toEqual(['b']);
    look(200, beat('b', 4));
    expect(roster.behind(4, 200)).toEqual([]);
    expect(roster.behind(5, 200)).toEqual(['b', 'c']);
    look(SILENT_MS, beat('c', 4));
    expect(roster.behind(5, SILENT_MS + 200)).toEqual(['c']);
  });
});
