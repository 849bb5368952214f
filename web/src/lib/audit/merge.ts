import type { AuditEvent } from '$contract/audit.js';

/** Newest first. @param items what is there already, newest first; an event that is in both stands once */
export function newestFirst(newer: readonly AuditEvent[], items: readonly AuditEvent[]): readonly AuditEvent[] {
  const first = items[0];
  if (first === undefined) return newer;
  const border = BigInt(first.position);
  return [...newer.filter(({ position }) => BigInt(position) > border), ...items];
}

/** Where a place of the log stands in what was read. `older`: before all of it, unless that reaches to the beginning. */
export type Place =
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'between'; readonly index: number }
  | { readonly kind: 'newer' | 'older' };

/** @param items newest first; @param ended they reach to the beginning of the record */
export function placeOf(position: string, items: readonly AuditEvent[], ended: boolean): Place {
  const wanted = BigInt(position);
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = BigInt(items[middle]?.position ?? '0');
    if (at > wanted) low = middle + 1;
    else high = middle;
  }
  if (items[low]?.position === position) return { kind: 'at', index: low };
  if (low === items.length) return ended && low > 0 ? { kind: 'between', index: low } : { kind: 'older' };
  return low === 0 ? { kind: 'newer' } : { kind: 'between', index: low };
}
