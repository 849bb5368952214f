import type { Terminal } from './terminal.js';
import { clip, pad, plain, type Style, width } from './style.js';

export interface Column<Row> {
  readonly title: string;
  value(row: Row): string;
  readonly align?: 'left' | 'right';
  /** Narrowed, down to this, when the terminal is too small for all; a column without it keeps its width. */
  readonly shrinkTo?: number;
  /** Colour of a cell; applied after cutting, so that it never breaks the layout. */
  paint?(cell: string, row: Row, style: Style): string;
}

/** Rows in aligned columns within the terminal's width, with a faint header. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Pick<Terminal, 'columns' | 'style'>,
): string[] {
  const cells = rows.map((row) => columns.map((column) => plain(column.value(row))));
  const widths = columns.map((column, i) => Math.max(width(column.title), ...cells.map((row) => width(row[i] ?? ''))));
  fit(widths, columns, screen.columns - 2 * (columns.length - 1));
  const layout = (texts: readonly string[], paint?: (text: string, i: number) => string) =>
    texts
      .map((text, i) => {
        const columnWidth = widths[i] ?? 0;
        const cut = clip(text, columnWidth);
        const space = ' '.repeat(Math.max(0, columnWidth - width(cut)));
        const painted = paint === undefined ? cut : paint(cut, i);
        return columns[i]?.align === 'right' ? space + painted : painted + space;
      })
      .join('  ')
      .trimEnd();
  const header = screen.style.faint(layout(columns.map((column) => column.title)));
  return [
    header,
    ...rows.map((row, r) => layout(cells[r] ?? [], (cell, i) => columns[i]?.paint?.(cell, row, screen.style) ?? cell)),
  ];
}

/** Takes columns from the widest that may shrink until the sum fits, or nothing more can be taken. */
function fit<Row>(widths: number[], columns: readonly Column<Row>[], room: number): void {
  let over = widths.reduce((total, each) => total + each, 0) - room;
  while (over > 0) {
    let widest = -1;
    columns.forEach((column, i) => {
      const mine = widths[i] ?? 0;
      if (column.shrinkTo !== undefined && mine > column.shrinkTo && mine > (widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over--;
  }
}

/** `name  value` lines, with the names in one column. Values that are undefined are left out. */
export function facts(pairs: readonly (readonly [string, string | undefined])[], style: Style): string[] {
  const given = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const names = Math.max(0, ...given.map(([name]) => width(name)));
  return given.map(([name, value]) => `${style.faint(pad(name, names))}  ${value}`);
}
