import type { RunSummary } from '$contract/run-views.js';
import { call } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import type { Changed } from '../live/live.svelte.js';
import type { RunQuery } from './filter.js';

const PAGE = 200;
/** While runs change, a read begins at the earliest this many milliseconds after the one before, and takes at most a third of the time. */
const REST_MS = 120;

interface ListPage {
  /** Undefined: the first. */
  readonly cursor: string | undefined;
  readonly next: string | undefined;
  readonly items: readonly RunSummary[];
}

/** The run list, page by page as it is scrolled; pages in view are read again when runs change. */
export class RunList {
  items = $state.raw<readonly RunSummary[]>([]);
  error = $state.raw<Problem | undefined>();
  /** The first page was read. */
  ready = $state(false);
  ended = $state(false);
  frozen = $state(false);
  private pages: ListPage[] = [];
  private query: RunQuery | undefined;
  private generation = 0;
  private loading = false;
  private dirty = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last read began, and how long it took. */
  private began = 0;
  private took = 0;
  /** Rows in view. */
  private view: readonly [number, number] = [0, 50];

  /** Lists by this query from now on. */
  use(query: RunQuery): void {
    this.query = query;
    this.generation += 1;
    this.pages = [];
    this.ended = false;
    this.ready = false;
    this.loading = false;
    void this.read([undefined]);
  }

  /** What is in view; the next page is read before its rows are needed. */
  seen(first: number, last: number): void {
    this.view = [first, last];
    if (last > this.items.length - PAGE / 2) this.more();
  }

  more(): void {
    const cursor = this.pages.at(-1)?.next;
    if (cursor !== undefined && !this.loading) void this.read([cursor]);
  }

  changed({ runs, everything }: Changed): void {
    if (this.frozen || (runs.size === 0 && !everything)) return;
    this.refreshSoon();
  }

  refreshSoon(): void {
    this.dirty = true;
    if (document.hidden) return;
    const wait = this.began + Math.max(REST_MS, 3 * this.took) - performance.now();
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        if (!this.dirty || this.frozen) return;
        if (this.loading) return this.refreshSoon();
        void this.read(this.cursorsInView());
      },
      Math.max(0, wait, this.loading ? REST_MS : 0),
    );
  }

  end(): void {
    clearTimeout(this.timer);
    this.generation += 1;
  }

  /** Keyset pages begin after the same key however the list grows, so each can be read again by itself. */
  private cursorsInView(): (string | undefined)[] {
    const cursors: (string | undefined)[] = [];
    let at = 0;
    for (const { cursor, items } of this.pages) {
      if (at <= this.view[1] && at + items.length >= this.view[0]) cursors.push(cursor);
      at += items.length;
    }
    return cursors.length === 0 ? [undefined] : cursors;
  }

  private async read(cursors: readonly (string | undefined)[]): Promise<void> {
    const { query, generation } = this;
    if (!query) return;
    this.loading = true;
    this.dirty = false;
    this.began = performance.now();
    try {
      for (const cursor of cursors) {
        const { items, next } = await call('listRuns', {
          query: { ...query, limit: PAGE, ...(cursor ? { cursor } : {}) },
        });
        if (this.generation !== generation) return;
        this.put({ cursor, next, items });
      }
      this.error = undefined;
      this.ready = true;
    } catch (error) {
      if (this.generation !== generation) return;
      this.error = problemOf(error);
      if (this.error.temporary) setTimeout(() => this.generation === generation && this.refreshSoon(), 2_000);
    } finally {
      if (this.generation === generation) {
        this.loading = false;
        this.took = performance.now() - this.began;
        if (this.dirty) this.refreshSoon();
      }
    }
  }

  private put(page: ListPage): void {
    const at = this.pages.findIndex(({ cursor }) => cursor === page.cursor);
    if (at < 0) this.pages.push(page);
    // A page that grew at its top keeps its place: what it pushed out stands on the next one, or between the two.
    else this.pages[at] = { ...page, next: this.pages[at + 1]?.cursor ?? page.next };
    const seen = new Set<string>();
    const items: RunSummary[] = [];
    for (const one of this.pages)
      for (const run of one.items)
        if (!seen.has(run.runId)) {
          seen.add(run.runId);
          items.push(run);
        }
    this.items = items;
    this.ended = this.pages.at(-1)?.next === undefined;
  }
}
