import type { ProjectionStatus } from '../projections/rows.js';
import type { ReadModelGroup } from './contract/system.js';

const share = (part: bigint, all: bigint): number =>
  all <= 0n ? 1 : Math.max(0, Math.min(1, Number((part * 10_000n) / all) / 10_000));

/** Progress by position: the log's positions are bytes, so that half of the way is about half of the work. */
export function rebuildView(
  { rebuilding }: Pick<ProjectionStatus, 'rebuilding'>,
  now: number,
): ReadModelGroup['rebuild'] {
  if (!rebuilding) return null;
  const { state, position, target, events, startedAt, indexes, stretch } = rebuilding;
  const done = share(BigInt(position), BigInt(target));
  const shown = { state, position, target, events, startedAt, indexes, done };
  const eventsInAll = done === 0 ? null : Math.round(events / done);
  if (!stretch || indexes) return { ...shown, eventsInAll, eventsPerSecond: null, leftMs: null };
  // The rate is that of the rows: how fast it goes now says nothing of the time before it was stopped.
  const elapsed = Math.max(0, now - Date.parse(stretch.since));
  const before = BigInt(stretch.position);
  const since = share(BigInt(position) - before, BigInt(target) - before);
  return {
    ...shown,
    eventsInAll,
    eventsPerSecond: elapsed === 0 ? null : Math.round(((events - stretch.events) * 1_000) / elapsed),
    leftMs: since === 0 ? null : Math.round((elapsed * (1 - since)) / since),
  };
}
