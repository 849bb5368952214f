import { width } from '../style.js';
import type { Output } from '../terminal.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
/** A terminal that knows it shows what lies between the two at once; others ignore it. */
const BEGIN_UPDATE = '\u001b[?2026h';
const END_UPDATE = '\u001b[?2026l';
/** Without it a line as wide as the terminal would wrap after a shrink and break the count of rows. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';

/** Redraws lines in place. What was on the screen above stays; each line is written over, never erased first, so that nothing flickers. */
export interface Canvas {
  draw(lines: readonly string[]): void;
  /** Leaves the last picture, shows the cursor again, and goes to the line below it. Safe to call twice. */
  end(): void;
}

export function canvas(output: Output): Canvas {
  let drawn: readonly string[] = [];
  let columns = output.columns;
  let open = false;
  // After a full line the cursor still stands on its last column: clearing from there would eat it.
  const clearAfter = (line: string): string => (width(line) < (output.columns ?? Infinity) ? CLEAR_REST_OF_LINE : '');
  return {
    draw(lines) {
      const resized = columns !== output.columns;
      columns = output.columns;
      if (open && !resized && same(lines, drawn)) return;
      let text = BEGIN_UPDATE;
      if (!open) text += HIDE_CURSOR + NO_WRAP;
      if (drawn.length > 0) text += `\u001b[${drawn.length}A\r`;
      lines.forEach((line, i) => {
        text += open && !resized && line === drawn[i] ? '\n' : `${line}${clearAfter(line)}\n`;
      });
      text += `${CLEAR_BELOW}${END_UPDATE}`;
      output.write(text);
      drawn = lines;
      open = true;
    },
    end() {
      if (!open) return;
      open = false;
      drawn = [];
      output.write(WRAP + SHOW_CURSOR);
    },
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);
