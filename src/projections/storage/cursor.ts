import { DomainError } from '../../domain/kernel/errors.js';
import { checkJson } from '../../domain/kernel/edge-json.js';
import { isInstant } from '../../domain/kernel/instant.js';
import type { Page } from '../rows.js';

/** A place in a list, between two pages: the sort key of the last row, opaque to its reader. */
export const toCursor = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** What a part of a sort key may be. PostgreSQL refuses with an error what is none, so that a cursor from outside is looked at before. */
const PARTS = {
  text: (part: string): boolean => part.length <= 300 && checkJson(part).length === 0,
  instant: isInstant,
  /** Of 32 bits, zero or more. */
  integer: (part: string): boolean => /^\d{1,10}$/.test(part) && Number(part) < 2 ** 31,
  /** Of 64 bits, zero or more: a position in the log, a duration. */
  bigint: (part: string): boolean => /^\d{1,19}$/.test(part) && BigInt(part) < 2n ** 63n,
  money: (part: string): boolean => /^-?\d{1,30}$/.test(part),
} as const;
export type CursorPart = keyof typeof PARTS;

/** The parts of a sort key, each of its kind. Rejects a cursor that this list did not make. */
export function fromCursor(cursor: string, kinds: readonly CursorPart[]): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length === kinds.length && kinds.every((kind, i) => isPart(key[i], kind))) return key;
  } catch {
    // Said below.
  }
  throw wrongCursor();
}

const isPart = (part: unknown, kind: CursorPart): boolean => typeof part === 'string' && PARTS[kind](part);

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
