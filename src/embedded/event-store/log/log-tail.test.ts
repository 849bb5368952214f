import { describe, expect, it } from 'vitest';
import { LogTail } from './log-tail.js';

const MIB = 1 << 20;

describe('the end of the log in memory', () => {
  it('gives one slice over what several appends wrote', () => {
    const tail = new LogTail(64, 10 * MIB);
    tail.allocate(3).write('abc');
    tail.allocate(2).write('de');
    expect(tail.end).toBe(69);
    expect(tail.slice(64, 69)?.toString()).toBe('abcde');
    expect(tail.slice(67, 69)?.toString()).toBe('de');
    expect(tail.slice(65, 67)?.toString()).toBe('bc');
  });

  it('has nothing before its beginning and past its end', () => {
    const tail = new LogTail(64, 10 * MIB);
    tail.allocate(10);
    expect(tail.slice(0, 64)).toBeUndefined();
    expect(tail.slice(74, 80)).toBeUndefined();
    expect(tail.slice(70, 1000)?.length).toBe(4);
  });

  it('ends a slice where a chunk ends, and goes on in the next', () => {
    const tail = new LogTail(0, 100 * MIB);
    const lengths = [MIB - 10, 20, 3 * MIB, 5];
    for (const [index, length] of lengths.entries()) tail.allocate(length).fill(index);
    let at = 0;
    const found: number[] = [];
    while (at < tail.end) {
      const slice = tail.slice(at, tail.end);
      expect(slice).toBeDefined();
      for (const byte of new Set(slice)) found.push(byte);
      at += slice?.length ?? Infinity;
    }
    expect(found).toEqual([0, 1, 2, 3]);
  });

  it('forgets the oldest, but nothing that is not flushed', () => {
    const tail = new LogTail(0, 2 * MIB);
    for (let index = 0; index < 5; index++) tail.allocate(MIB);
    tail.forget(0);
    expect(tail.slice(0, MIB)).toBeDefined();
    tail.forget(5 * MIB);
    expect(tail.slice(2 * MIB, 3 * MIB)).toBeUndefined();
    expect(tail.slice(3 * MIB, 4 * MIB)).toBeDefined();
  });
});
