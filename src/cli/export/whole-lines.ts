import type { ExportFormat } from '../../api/contract/exports.js';

const NEWLINE = 0x0a;
/** Where a line of an export says its position. */
const POSITIONS = {
  ndjson: /^\{"position":"(\d{1,20})"/,
  json: /^\{"position":"(\d{1,20})"/,
  csv: /^(\d{1,20}),/,
} as const satisfies Partial<Record<ExportFormat, RegExp>>;
/** Lines that are no events, of an export that is whole. */
const OTHER_LINES = { ndjson: 1, json: 2, csv: 1 } as const;
export type LineFormat = keyof typeof POSITIONS;
export const hasLines = (format: ExportFormat): format is LineFormat => Object.hasOwn(POSITIONS, format);

/** The whole lines of an export as it comes in pieces: a cut one goes on after the last of them. */
export class WholeLines {
  readonly #format: LineFormat;
  #rest: Uint8Array[] = [];
  #lines = 0;
  /** Position of the last event whose line is whole; undefined: none is. */
  position: string | undefined;
  #last = '';

  constructor(format: LineFormat) {
    this.#format = format;
  }

  /** What is whole by now, with this piece; may be empty. */
  add(piece: Uint8Array): Uint8Array {
    const end = piece.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      this.#rest.push(piece);
      return new Uint8Array();
    }
    const whole = Buffer.concat([...this.#rest, piece.subarray(0, end)]);
    this.#rest = end === piece.length ? [] : [piece.subarray(end)];
    for (let at = whole.indexOf(NEWLINE); at >= 0; at = whole.indexOf(NEWLINE, at + 1)) this.#lines++;
    this.#find(whole);
    return whole;
  }

  /** The connection was cut: what is not whole comes again. */
  cut(): void {
    this.#rest = [];
  }

  /** Nothing is kept. */
  restart(): void {
    this.cut();
    this.#lines = 0;
    this.position = undefined;
  }

  get events(): number {
    return Math.max(0, this.#lines - OTHER_LINES[this.#format]);
  }

  /** Whether it says itself that it is whole; a table cannot. */
  get saysWhole(): boolean {
    if (this.#format === 'csv') return true;
    return this.#format === 'json' ? this.#last === ']' : this.#last.startsWith('{"complete":');
  }

  /** The last line that has a position is the last or the one before the last. */
  #find(whole: Buffer): void {
    let end = whole.length - 1;
    for (let i = 0; i < 2 && end >= 0; i++) {
      const start = end === 0 ? 0 : whole.lastIndexOf(NEWLINE, end - 1) + 1;
      const line = whole.toString('utf8', start, Math.min(end, start + 64));
      if (i === 0) this.#last = line;
      const found = POSITIONS[this.#format].exec(line)?.[1];
      if (found !== undefined) {
        this.position = found;
        return;
      }
      end = start - 1;
    }
  }
}
