import { clip, pad, plain, width } from "./style.js";
function table(rows, columns, screen) {
  const cells = rows.map((row) => columns.map((column) => plain(column.value(row)))), widths = columns.map((column, i) => Math.max(width(column.title), ...cells.map((row) => width(row[i] ?? ""))));
  fit(widths, columns, screen.columns - 2 * (columns.length - 1));
  const layout = (texts, paint) => texts.map((text, i) => {
    const columnWidth = widths[i] ?? 0, cut = clip(text, columnWidth), space = " ".repeat(Math.max(0, columnWidth - width(cut))), painted = paint === void 0 ? cut : paint(cut, i);
    return columns[i]?.align === "right" ? space + painted : painted + space;
  }).join("  ").trimEnd();
  return [
    screen.style.faint(layout(columns.map((column) => column.title))),
    ...rows.map((row, r) => layout(cells[r] ?? [], (cell, i) => columns[i]?.paint?.(cell, row, screen.style) ?? cell))
  ];
}
function fit(widths, columns, room) {
  let over = widths.reduce((total, each) => total + each, 0) - room;
  for (; over > 0; ) {
    let widest = -1;
    if (columns.forEach((column, i) => {
      const mine = widths[i] ?? 0;
      column.shrinkTo !== void 0 && mine > column.shrinkTo && mine > (widths[widest] ?? 0) && (widest = i);
    }), widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1, over--;
  }
}
function facts(pairs, style) {
  const given = pairs.filter((pair) => pair[1] !== void 0), names = Math.max(0, ...given.map(([name]) => width(name)));
  return given.map(([name, value]) => `${style.faint(pad(name, names))}  ${value}`);
}
export {
  facts,
  table
};
//# sourceMappingURL=table.js.map
