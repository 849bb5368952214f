import { describe, expect, it } from 'vitest';
import { tableSql } from './table.js';

const table = tableSql<{ id: string; made: string; note: string | null; count: number; more: object | null }>({
  name: 'things',
  columns: { id: 'text', made: 'timestamptz', note: 'text null', count: 'int', more: 'json null' },
  key: ['id'],
  fixed: ['made'],
  lookups: ['(count)'],
  indexes: ['(made DESC)', '(note) WHERE note IS NOT NULL'],
});
const row = { id: 'a"b', made: '2026-01-01', note: null, count: 0, more: { deep: ['é', null] } };

it('a table is made with what the projector finds rows by, and every other index by a name of its own, if it is not there', () => {
  expect(table.ddl('s').slice(1)).toEqual(['CREATE INDEX IF NOT EXISTS things_lookup_1 ON s.things (count)']);
  expect(table.indexes('s')).toEqual([
    'CREATE INDEX IF NOT EXISTS things_index_1 ON s.things (made DESC)',
    'CREATE INDEX IF NOT EXISTS things_index_2 ON s.things (note) WHERE note IS NOT NULL',
  ]);
});

describe('rows as a parameter of a statement', () => {
  it('hold every column that is not null under the name that the statement reads', () => {
    expect(JSON.parse(table.rows('insert', [row, { ...row, note: 'n', more: null }]))).toEqual([
      { c0: 'a"b', c1: '2026-01-01', c3: 0, c4: { deep: ['é', null] } },
      { c0: 'a"b', c1: '2026-01-01', c2: 'n', c3: 0 },
    ]);
    expect(table.insert('s', '$1', 'fence')).toContain(
      'AS x("c0" text, "c1" timestamptz, "c2" text, "c3" int, "c4" json)',
    );
  });

  it('hold of an update only what it sets, and the key', () => {
    expect(JSON.parse(table.rows('update', [row]))).toEqual([{ c0: 'a"b', c3: 0, c4: { deep: ['é', null] } }]);
    expect(table.update('s', '$1', 'fence')).toContain('AS x("c0" text, "c2" text, "c3" int, "c4" json)');
  });
});
