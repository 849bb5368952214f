function styles(colour) {
  const wrap2 = (on, off) => (text) => colour && text !== "" ? `\x1B[${on}m${text}\x1B[${off}m` : text;
  return {
    bold: wrap2(1, 22),
    faint: wrap2(2, 22),
    red: wrap2(31, 39),
    green: wrap2(32, 39),
    yellow: wrap2(33, 39),
    blue: wrap2(34, 39),
    magenta: wrap2(35, 39),
    cyan: wrap2(36, 39)
  };
}
const SEQUENCE = /\u001b\[[0-9;]*m/g, segments = new Intl.Segmenter(void 0, { granularity: "grapheme" }), WIDE = new RegExp("\\p{Emoji_Presentation}|[\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6]", "u"), CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, PLAIN = /^[\u0020-\u007e]*$/, columnsOf = (grapheme) => WIDE.test(grapheme) ? 2 : 1;
function width(text) {
  const bare = text.replace(SEQUENCE, "");
  if (PLAIN.test(bare)) return bare.length;
  let columns = 0;
  for (const { segment } of segments.segment(bare)) columns += columnsOf(segment);
  return columns;
}
function plain(text) {
  return text.replace(/[\r\n\t]+/g, " ").replace(CONTROL, "\uFFFD");
}
function clip(text, columns) {
  if (columns <= 0) return "";
  if (width(text) <= columns) return text;
  let kept = "", used = 0;
  for (const { segment } of segments.segment(text)) {
    if (used + columnsOf(segment) > columns - 1) break;
    kept += segment, used += columnsOf(segment);
  }
  return `${kept}\u2026`;
}
function pad(text, columns, side = "left") {
  const space = " ".repeat(Math.max(0, columns - width(text)));
  return side === "left" ? text + space : space + text;
}
function clipMiddle(text, characters) {
  if (text.length <= characters) return text;
  const half = Math.floor((characters - 1) / 2);
  return `${text.slice(0, half)}\u2026${text.slice(-half)}`;
}
function clipStyled(text, columns) {
  if (width(text) <= columns) return text;
  let kept = "", left = columns - 1, at = 0;
  for (const match of text.matchAll(SEQUENCE))
    kept += take(text.slice(at, match.index)), kept += match[0], at = match.index + match[0].length;
  return kept += take(text.slice(at)), `${kept}\u2026`;
  function take(part) {
    let piece = "";
    for (const { segment } of segments.segment(part)) {
      const columns2 = columnsOf(segment);
      if (left < columns2) {
        left = 0;
        break;
      }
      piece += segment, left -= columns2;
    }
    return piece;
  }
}
function wrap(text, columns) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((each) => each !== ""))
    for (line === "" ? line = word : width(line) + 1 + width(word) <= columns ? line += ` ${word}` : (lines.push(line), line = word); width(line) > columns; )
      lines.push(line.slice(0, columns)), line = line.slice(columns);
  return (line !== "" || lines.length === 0) && lines.push(line), lines;
}
export {
  clip,
  clipMiddle,
  clipStyled,
  pad,
  plain,
  styles,
  width,
  wrap
};
//# sourceMappingURL=style.js.map
