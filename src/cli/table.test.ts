import { describe, expect, it } from 'vitest';
import { styles, width } from './style.js';
import { facts, table } from './table.js';

const style = styles(false);
interface Row {
  readonly id: string;
  readonly text: string;
  readonly cost: string;
}
const columns = [
  { title: 'ID', value: (row: Row) => row.id },
  { title: 'COST', value: (row: Row) => row.cost, align: 'right' as const },
  { title: 'TEXT', value: (row: Row) => row.text, shrinkTo: 6 },
];

describe('tables', () => {
  it('align columns and end lines without spaces', () => {
    expect(
      table(
        [
          { id: 'a', cost: '$1.00', text: 'short' },
          { id: 'bbb', cost: '$0.002145', text: 'x' },
        ],
        columns,
        { style, columns: 80 },
      ),
    ).toEqual(['ID        COST  TEXT', 'a        $1.00  short', 'bbb  $0.002145  x']);
  });

  it('narrow only the columns that may be narrowed, to fit the terminal', () => {
    const lines = table([{ id: 'abcdef', cost: '$1.00', text: 'a very long text indeed' }], columns, {
      style,
      columns: 30,
    });
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(30);
    expect(lines[1]).toBe('abcdef  $1.00  a very long te…');
  });

  it('a cell never breaks its line', () => {
    expect(table([{ id: 'a\nb', cost: '', text: '\u001b[2J' }], columns, { style, columns: 80 })).toHaveLength(2);
  });

  it('facts leave out what is not there', () => {
    expect(
      facts(
        [
          ['run', 'x'],
          ['why', undefined],
          ['approval', 'y'],
        ],
        style,
      ),
    ).toEqual(['run       x', 'approval  y']);
  });
});
