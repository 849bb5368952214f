/** Colour is never the only carrier of a meaning: every state has a word and a sign too. */
export interface Style {
  bold(text: string): string;
  faint(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  magenta(text: string): string;
  cyan(text: string): string;
}
export type Colour = keyof Style;

export function styles(colour: boolean): Style {
  const wrap = (on: number, off: number) => (text: string) =>
    colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: wrap(1, 22),
    faint: wrap(2, 22),
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    blue: wrap(34, 39),
    magenta: wrap(35, 39),
    cyan: wrap(36, 39),
  };
}

const SEQUENCE = /\u001b\[[0-9;]*m/g;
const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** East Asian wide characters and emoji take two columns. */
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

const PLAIN = /^[\u0020-\u007e]*$/;

const columnsOf = (grapheme: string): number => (WIDE.test(grapheme) ? 2 : 1);

/** Columns that a text takes in a terminal; colour takes none. */
export function width(text: string): number {
  const bare = text.replace(SEQUENCE, '');
  if (PLAIN.test(bare)) return bare.length;
  let columns = 0;
  for (const { segment } of segments.segment(bare)) columns += columnsOf(segment);
  return columns;
}

/** Text of others (names, messages, comments) can hold escape sequences: they are shown as text, on one line, never obeyed. */
export function plain(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(CONTROL, '\ufffd');
}

/** Cuts a bare text to a number of columns and says that it did. */
export function clip(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (width(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    if (used + columnsOf(segment) > columns - 1) break;
    kept += segment;
    used += columnsOf(segment);
  }
  return `${kept}…`;
}

export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'left' ? text + space : space + text;
}

/** A long text without its middle: what is quoted in a message may be a whole file, and what to do stands at the end. */
export function clipMiddle(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const half = Math.floor((characters - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

/** Cuts a coloured line to a number of columns; colour ends with it. */
export function clipStyled(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  let at = 0;
  for (const match of text.matchAll(SEQUENCE)) {
    kept += take(text.slice(at, match.index));
    kept += match[0];
    at = match.index + match[0].length;
  }
  kept += take(text.slice(at));
  return `${kept}…`;

  function take(part: string): string {
    let piece = '';
    for (const { segment } of segments.segment(part)) {
      const columns = columnsOf(segment);
      if (left < columns) {
        left = 0;
        break;
      }
      piece += segment;
      left -= columns;
    }
    return piece;
  }
}

/** Breaks a bare text into lines of at most so many columns, at spaces where it can. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (line === '') line = word;
    else if (width(line) + 1 + width(word) <= columns) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
    while (width(line) > columns) {
      lines.push(line.slice(0, columns));
      line = line.slice(columns);
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}
