import { describe, expect, it } from 'vitest';
import { Failure } from './failure.js';
import { parseMoment, parseUsd, readInput, valueOf } from './input.js';

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error('expected a Failure');
  return error;
};

describe('the input of a run', () => {
  it('is absent when nothing is given, so that the workflow decides', async () => {
    expect(await readInput({}, '/')).toBeUndefined();
  });

  it('takes name=value, with JSON values where they parse and strings where they do not', async () => {
    const input = [
      'repository=/work/my project',
      'depth=3',
      'deep=true',
      'tags=["a","b"]',
      'range=HEAD~1..HEAD',
      'url=http://h/?a=b',
    ];
    expect(await readInput({ input }, '/')).toEqual({
      repository: '/work/my project',
      depth: 3,
      deep: true,
      tags: ['a', 'b'],
      range: 'HEAD~1..HEAD',
      url: 'http://h/?a=b',
    });
  });

  it('takes a JSON object, and what comes later wins', async () => {
    expect(await readInput({ input: ['{"a": 1, "b": 2}', 'b=3'] }, '/')).toEqual({ a: 1, b: 3 });
  });

  it('names every part that cannot be read, at once', async () => {
    const failure = await failureOf(readInput({ input: ['novalue', '{broken', '=3'] }, '/'));
    expect(failure.exit).toBe('invalid');
    expect(failure.more.problems).toHaveLength(3);
  });

  it('keeps a member named __proto__ as data', async () => {
    const input = await readInput({ input: ['{"__proto__": 1}'] }, '/');
    expect(JSON.stringify(input)).toBe('{"__proto__":1}');
  });
});

describe('values and amounts', () => {
  it('keeps quotes when they are JSON, and text when they are not', () => {
    expect(valueOf('"3"')).toBe('3');
    expect(valueOf('3 apples')).toBe('3 apples');
    expect(valueOf('')).toBe('');
  });

  it('takes dollars with or without the sign, and refuses everything else', () => {
    expect(parseUsd('--usd', '$1.50')).toBe('1.50');
    expect(() => parseUsd('--usd', '1,50')).toThrow(/--usd/);
    expect(() => parseUsd('--usd', '-1')).toThrow(/below zero/);
    expect(() => parseUsd('--usd', '1e3')).toThrow(/amount of dollars/);
  });
});

describe('a moment', () => {
  const now = Date.parse('2026-11-24T14:32:07.000Z');
  it('is an instant, or how long ago it was', () => {
    expect(parseMoment('--since', '2026-11-24T14:00:00Z', now)).toBe('2026-11-24T14:00:00.000Z');
    expect(parseMoment('--since', '90m', now)).toBe('2026-11-24T13:02:07.000Z');
    expect(parseMoment('--since', '7d', now)).toBe('2026-11-17T14:32:07.000Z');
  });
  it.each(['yesterday', '24', '7w', '2026-99-99'])('is never guessed from %s', (text) => {
    expect(() => parseMoment('--since', text, now)).toThrow('is no moment');
  });
});
