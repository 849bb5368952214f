const placed = (problem, position) => position === void 0 ? problem : { ...problem, ...position };
function positionAt(text, from, end = from + 1) {
  const before = text.slice(0, from), lineStart = before.lastIndexOf(`
`) + 1;
  return { line: before.split(`
`).length, column: from - lineStart + 1, from, to: endWithin(text, from, end) };
}
function endWithin(text, from, end) {
  const lineEnd = text.indexOf(`
`, from), last = Math.min(end, text.length, lineEnd === -1 ? text.length : lineEnd);
  return Math.max(from, from + text.slice(from, last).trimEnd().length);
}
function parsePath(path) {
  const keys = [], segment = /\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;
  for (let match = segment.exec(path); match !== null; match = segment.exec(path)) {
    const [, name, index, quoted] = match;
    name !== void 0 ? keys.push(name) : index !== void 0 ? keys.push(Number(index)) : quoted !== void 0 && keys.push(unquote(quoted));
  }
  return keys;
}
function unquote(quoted) {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
export {
  endWithin,
  parsePath,
  placed,
  positionAt
};
//# sourceMappingURL=source-position.js.map
