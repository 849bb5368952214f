function parseCsv(text) {
  const rows = [];
  let row = [], cell = "", quoted = !1;
  const source = text.replace(/^\ufeff/, "");
  for (let i = 0; i < source.length; i++) {
    const character = source[i] ?? "";
    quoted ? character !== '"' ? cell += character : source[i + 1] === '"' ? (cell += '"', i += 1) : quoted = !1 : character === '"' && cell === "" ? quoted = !0 : character === "," ? (row.push(cell), cell = "") : character === `
` ? (row.push(cell.replace(/\r$/, "")), rows.push(row), row = [], cell = "") : cell += character;
  }
  if (quoted) throw new SyntaxError("a quoted cell is not closed");
  return (cell !== "" || row.length > 0) && rows.push([...row, cell]), rows.filter((cells) => cells.some((one) => one !== ""));
}
function csvLine(cells) {
  return `${cells.map((cell) => csvCell(/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell)).join(",")}\r
`;
}
function csvCell(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
export {
  csvLine,
  parseCsv
};
//# sourceMappingURL=csv.js.map
