import { DomainError } from '../../domain/kernel/errors.js';
import type { Page } from '../rows.js';

/** A place in a list, between two pages: the sort key of the last row, opaque to its reader. */
export const toCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** Rejects a cursor that this list did not make. */
export function fromCursor(cursor: string, parts: number): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length === parts && key.every((part) => typeof part === 'string')) return key;
  } catch {
    // Said below.
  }
  throw wrongCursor();
}

export const wrongCursor = (): DomainError =>
  new DomainError('READ.CURSOR', 'invalid', 'The cursor is not one that this list answered: start again without it.', {
    problems: [{ path: 'cursor', message: 'must be `next` of the page before' }],
  });

/** Of `limit + 1` rows that were asked for, a page and how to go on. */
export function pageOf<Row>(rows: readonly Row[], limit: number, key: (row: Row) => readonly string[]): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: toCursor(key(last)) } : { items };
}
