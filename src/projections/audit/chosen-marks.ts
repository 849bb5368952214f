import { MARK_KINDS, type MarkKind } from './rows.js';

/** The last event of a kind in a bucket. */
export interface Candidate {
  readonly index: number;
  readonly kind: MarkKind;
  readonly position: string;
}

/** At most `most` marks: the most important kinds first, and of a kind that does not fit whole, some from all over the record. In the order of the record. */
export function chooseMarks(candidates: readonly Candidate[], most: number): Candidate[] {
  const chosen: Candidate[] = [];
  for (const kind of MARK_KINDS) {
    const room = most - chosen.length;
    if (room <= 0) break;
    chosen.push(
      ...spread(
        candidates.filter((one) => one.kind === kind),
        room,
      ),
    );
  }
  return chosen.sort((a, b) => a.index - b.index || Number(BigInt(a.position) - BigInt(b.position)));
}

/** Evenly; the last one always. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return items.filter((_, i) => Math.floor(((i + 1) * most) / items.length) > Math.floor((i * most) / items.length));
}
