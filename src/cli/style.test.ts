import { describe, expect, it } from 'vitest';
import { clip, clipStyled, pad, plain, styles, width, wrap } from './style.js';

const colour = styles(true);

describe('text in a terminal', () => {
  it('colour takes no room', () => {
    expect(width(colour.red('abc'))).toBe(3);
    expect(pad(colour.red('abc'), 5)).toBe(`${colour.red('abc')}  `);
  });

  it('wide characters take two columns', () => {
    expect(width('日本')).toBe(4);
    expect(width('🚀')).toBe(2);
    expect(clip('日本語', 5)).toBe('日本…');
  });

  it('what is cut says so, and never exceeds its room', () => {
    expect(clip('permission denied', 8)).toBe('permiss…');
    expect(clip('fits', 4)).toBe('fits');
    expect(clip('any', 0)).toBe('');
    expect(width(clipStyled(`${colour.red('a'.repeat(50))} tail`, 20))).toBe(20);
    expect(clipStyled(colour.red('a'.repeat(50)), 20)).toContain('\u001b[39m');
  });

  it('escape sequences in the text of others are shown, not obeyed', () => {
    expect(plain('evil\u001b[2Jtext\u0007\nnext')).toBe('evil\ufffd[2Jtext\ufffd next');
  });

  it('wraps at spaces, and breaks what has none', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('without colour nothing is added', () => {
    expect(styles(false).red('x')).toBe('x');
  });
});
