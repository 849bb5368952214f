import { describe, expect, it } from 'vitest';
import { canvas } from './draw.js';

/** A terminal in small: enough of the sequences to see what a person would see. */
function fakeTerminal(columns: number) {
  const rows: string[] = [];
  let row = 0;
  let cursorShown = true;
  let wrapOn = true;
  let writes = 0;
  return {
    isTTY: true,
    columns,
    get writes() {
      return writes;
    },
    get clean() {
      return cursorShown && wrapOn;
    },
    get lines() {
      return rows.slice(0, row);
    },
    write(text: string) {
      writes++;

      for (const [piece] of text.matchAll(/\u001b\[\??\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) {
        if (piece === '\n') row++;
        else if (piece === '\r') continue;
        else if (/^\u001b\[\d+A$/.test(piece)) row -= Number(piece.slice(2, -1));
        else if (piece === '\u001b[J') rows.length = row;
        else if (piece === '\u001b[?25l') cursorShown = false;
        else if (piece === '\u001b[?25h') cursorShown = true;
        else if (piece === '\u001b[?7l') wrapOn = false;
        else if (piece === '\u001b[?7h') wrapOn = true;
        else if (!piece.startsWith('\u001b')) rows[row] = piece;
      }
    },
  };
}

describe('redrawing in place', () => {
  it('writes over what was there, also when it grows or shrinks', () => {
    const screen = fakeTerminal(20);
    const paper = canvas(screen);
    paper.draw(['a', 'b']);
    paper.draw(['a', 'c', 'd']);
    expect(screen.lines).toEqual(['a', 'c', 'd']);
    paper.draw(['e']);
    expect(screen.lines).toEqual(['e']);
  });

  it('writes nothing when nothing changed', () => {
    const screen = fakeTerminal(20);
    const paper = canvas(screen);
    paper.draw(['a']);
    const before = screen.writes;
    paper.draw(['a']);
    expect(screen.writes).toBe(before);
  });

  it('does not erase the last column of a full line', () => {
    const written: string[] = [];
    canvas({ isTTY: true, columns: 4, write: (text: string) => written.push(text) }).draw(['abcd', 'abc']);
    expect(written.join('')).toContain('abcd\n');
    expect(written.join('')).toContain('abc\u001b[K\n');
  });

  it('leaves the terminal clean', () => {
    const screen = fakeTerminal(20);
    const paper = canvas(screen);
    paper.draw(['a']);
    expect(screen.clean).toBe(false);
    paper.end();
    paper.end();
    expect(screen.clean).toBe(true);
    expect(screen.lines).toEqual(['a']);
  });
});
