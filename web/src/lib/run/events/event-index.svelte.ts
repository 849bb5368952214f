import type { RunEvent } from '$contract/run-views.js';
import { call } from '../../api/client.js';
import { problemOf, type Problem } from '../../api/problem.js';
import { filterQuery, isFiltered, type EventFilter } from './filter.js';

const PAGE = 500;

/**
 * The index of a run's events. Unfiltered, a row is known by its number: a page is read when it comes into view, so the last event of
 * 100,000 is as near as the first. Filtered, rows are what was found, page after page.
 */
export class EventIndex {
  /** How many rows there are to scroll; filtered: found so far. */
  count = $state(0);
  error = $state.raw<Problem | undefined>();
  /** Grows with each page that was read, so that rows are drawn anew. */
  version = $state(0);
  ended = $state(false);
  private runId = '';
  private filter: EventFilter = {};
  private readonly rows = new Map<number, RunEvent>();
  private readonly asked = new Set<number>();
  private next: number | undefined;
  private through: number | undefined;
  private generation = 0;

  /** @param total events of the run @param through later ones than this are not shown; `undefined`: all are */
  use(runId: string, filter: EventFilter, total: number, through?: number): void {
    this.through = through;
    // Another moment of the same list: what was read of it stays.
    if (runId === this.runId && !isFiltered(filter) && !isFiltered(this.filter)) {
      this.count = total;
      if (!this.rows.has(total - 1)) this.asked.delete(Math.floor((total - 1) / PAGE));
      this.version += 1;
      return;
    }
    this.runId = runId;
    this.filter = filter;
    this.generation += 1;
    this.rows.clear();
    this.asked.clear();
    this.next = 0;
    this.ended = false;
    this.error = undefined;
    this.version += 1;
    this.count = isFiltered(filter) ? 0 : total;
    if (isFiltered(filter)) void this.readMore();
  }

  /** The run has grown. */
  grow(total: number): void {
    if (isFiltered(this.filter)) {
      if (this.ended) {
        this.ended = false;
        void this.readMore();
      }
      return;
    }
    if (total <= this.count) return;
    // The page that was the last one may have been read short.
    this.asked.delete(Math.floor(this.count / PAGE));
    this.count = total;
  }

  /** The event in a row; undefined while it is not read yet. Tracked. */
  at(row: number): RunEvent | undefined {
    return this.version < 0 ? undefined : this.rows.get(row);
  }

  /** Rows in view, inclusive: what is missing of them is read. */
  view(first: number, last: number): void {
    if (isFiltered(this.filter)) {
      if (last > this.count - PAGE / 2) void this.readMore();
      return;
    }
    for (
      let page = Math.floor(Math.max(0, first) / PAGE);
      page <= Math.floor(Math.min(last, this.count - 1) / PAGE);
      page += 1
    )
      if (!this.asked.has(page)) void this.readPage(page);
  }

  private async readPage(page: number): Promise<void> {
    const { generation } = this;
    this.asked.add(page);
    try {
      const { items } = await call('listRunEvents', {
        params: { runId: this.runId },
        query: { from: page * PAGE, limit: PAGE },
      });
      if (generation !== this.generation) return;
      for (const item of items) this.rows.set(item.revision, item);
      this.error = undefined;
      this.version += 1;
    } catch (error) {
      if (generation !== this.generation) return;
      this.asked.delete(page);
      this.error = problemOf(error);
    }
  }

  private async readMore(): Promise<void> {
    const { generation, next } = this;
    if (next === undefined || this.asked.has(next)) return;
    this.asked.add(next);
    try {
      const answer = await call('listRunEvents', {
        params: { runId: this.runId },
        query: { from: next, limit: PAGE, ...filterQuery(this.filter) },
      });
      if (generation !== this.generation) return;
      let row = this.count;
      const { through = Infinity } = this;
      const found = answer.items.filter(({ revision }) => revision <= through);
      for (const item of found) this.rows.set(row++, item);
      this.count = row;
      this.ended = answer.next === undefined || found.length < answer.items.length;
      // What comes later begins after the last one that was found.
      this.next = answer.next ?? (answer.items.at(-1)?.revision ?? next - 1) + 1;
      this.asked.delete(this.next);
      this.error = undefined;
      this.version += 1;
    } catch (error) {
      if (generation !== this.generation) return;
      this.asked.delete(next);
      this.error = problemOf(error);
    }
  }
}
