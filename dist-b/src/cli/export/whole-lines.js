const POSITIONS = {
  ndjson: /^\{"position":"(\d{1,20})"/,
  json: /^\{"position":"(\d{1,20})"/,
  csv: /^(\d{1,20}),/
}, OTHER_LINES = { ndjson: 1, json: 2, csv: 1 }, hasLines = (format) => Object.hasOwn(POSITIONS, format);
class WholeLines {
  #format;
  #rest = [];
  #lines = 0;
  /** Position of the last event whose line is whole; undefined: none is. */
  position;
  #last = "";
  constructor(format) {
    this.#format = format;
  }
  /** What is whole by now, with this piece; may be empty. */
  add(piece) {
    const end = piece.lastIndexOf(10) + 1;
    if (end === 0)
      return this.#rest.push(piece), new Uint8Array();
    const whole = Buffer.concat([...this.#rest, piece.subarray(0, end)]);
    this.#rest = end === piece.length ? [] : [piece.subarray(end)];
    for (let at = whole.indexOf(10); at >= 0; at = whole.indexOf(10, at + 1)) this.#lines++;
    return this.#find(whole), whole;
  }
  /** The connection was cut: what is not whole comes again. */
  cut() {
    this.#rest = [];
  }
  /** Nothing is kept. */
  restart() {
    this.cut(), this.#lines = 0, this.position = void 0;
  }
  get events() {
    return Math.max(0, this.#lines - OTHER_LINES[this.#format]);
  }
  /** Whether it says itself that it is whole; a table cannot. */
  get saysWhole() {
    return this.#format === "csv" ? !0 : this.#format === "json" ? this.#last === "]" : this.#last.startsWith('{"complete":');
  }
  /** The last line that has a position is the last or the one before the last. */
  #find(whole) {
    let end = whole.length - 1;
    for (let i = 0; i < 2 && end >= 0; i++) {
      const start = end === 0 ? 0 : whole.lastIndexOf(10, end - 1) + 1, line = whole.toString("utf8", start, Math.min(end, start + 64));
      i === 0 && (this.#last = line);
      const found = POSITIONS[this.#format].exec(line)?.[1];
      if (found !== void 0) {
        this.position = found;
        return;
      }
      end = start - 1;
    }
  }
}
export {
  WholeLines,
  hasLines
};
//# sourceMappingURL=whole-lines.js.map
