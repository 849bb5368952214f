import type { TableSql } from '../storage/table.js';
import type { Group, GroupChanges } from './group.js';

export interface Statement {
  /** The same for all batches that touch the same tables in the same way: PostgreSQL plans it once. */
  readonly name: string;
  readonly text: string;
  readonly values: string[];
}

/** Where a batch leaves off, and under which epoch it may write. */
export interface Advance {
  readonly epoch: string;
  readonly position: string;
  readonly eventId: string;
}

/** By what they do to which tables. PostgreSQL takes names of 63 characters at most, so they are counted. */
const statements = new Map<string, { readonly name: string; readonly text: string }>();

/**
 * One statement, hence one transaction and one round trip, that moves the checkpoint and writes every changed row. `fence` is the
 * checkpoint's row if the epoch still is ours: all else is joined with it, so that a projector that was superseded writes nothing.
 * Answers one row `{written}`: 1, or 0 when it was fenced. Without `advance` the caller's transaction holds the fence.
 */
export function batchStatement(
  tables: Group['tables'],
  schema: string,
  changes: GroupChanges,
  advance: Advance | undefined,
): Statement {
  const values: string[] = advance ? [advance.epoch, advance.position, advance.eventId] : [];
  const parts: { readonly number: number; readonly verb: 'insert' | 'update'; readonly table: TableSql }[] = [];
  Object.entries(tables).forEach(([name, table], number) => {
    const change = changes[name];
    if (!change) return;
    const { inserted, updated } = change;
    if (inserted.size > 0) {
      parts.push({ number, verb: 'insert', table });
      values.push(table.rows('insert', inserted));
    }
    if (updated.size > 0) {
      parts.push({ number, verb: 'update', table });
      values.push(table.rows('update', updated));
    }
  });
  const shape = `${schema} ${advance ? 'f' : '-'}${parts.map((part) => `${part.verb === 'insert' ? '+' : '~'}${part.number}`).join('')}`;
  let statement = statements.get(shape);
  if (statement === undefined) {
    const first = advance ? 4 : 1;
    const fence = advance
      ? `UPDATE ${schema}.checkpoint SET position = $2::numeric, event_id = $3::text WHERE epoch ${MUTANT.lockAlone ? '<> -' : '= '}$1::bigint RETURNING 1`
      : 'SELECT 1';
    const text = `WITH fence AS (${fence})${parts
      .map(({ table, verb }, i) => `, w${i} AS (${table[verb](schema, `$${first + i}`, 'fence')})`)
      .join('')} SELECT count(*)::int AS written FROM fence`;
    statement = { name: `batch ${statements.size}`, text };
    statements.set(shape, statement);
  }
  return { ...statement, values };
}
