import type { AuditEvent } from '$contract/audit.js';
import { call } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';
import { live } from '../live/live.svelte.js';
import type { AuditQuery } from './filter.js';
import { newestFirst, placeOf, type Place } from './merge.js';

const PAGE = 200;
/** A place that is at most so many pages away is scrolled to, with all that is newer. */
const NEAR_PAGES = 4;
/** What is new is asked for at most once per this many milliseconds. */
const REST_MS = 400;
/** The search may be a moment behind the log: how often it is asked until it has caught up. */
const MOST_LOOKS = 25;
/** At the top of a record that grows, rows far below are given up and read again when they are scrolled to. */
const MOST_ROWS = 4_000;

/**
 * The record by a filter, newest first, page by page of positions: what arrives meanwhile shifts nothing. What is new is kept aside
 * (`fresh`) until it can be shown without moving what is read.
 */
export class AuditList {
  items = $state.raw<readonly AuditEvent[]>([]);
  /** Newer than all that is shown, newest first. */
  fresh = $state.raw<readonly AuditEvent[]>([]);
  /** There are newer ones than `fresh` holds, or the list begins in the past: what is newest must be read anew. */
  gap = $state(false);
  error = $state.raw<Problem | undefined>();
  /** The first page was read. */
  ready = $state(false);
  /** The list reaches to the beginning of the record. */
  ended = $state(false);
  /** Rows may come in at the top now: nobody reads there. */
  atTop = true;
  private query: AuditQuery | undefined;
  private generation = 0;
  private loading = false;
  private reading: Promise<void> | undefined;
  private looking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private looks = 0;
  private head = '0';

  /** Lists by this filter from now on. @param from begins at this place of the log instead of at the newest event */
  use(query: AuditQuery, from?: string): void {
    this.end();
    this.query = query;
    this.ready = false;
    this.ended = false;
    this.fresh = [];
    this.gap = false;
    this.error = undefined;
    void this.first(from);
  }

  /** From the newest event again. */
  newest(): void {
    if (!this.query) return;
    if (this.gap) this.use(this.query);
    else this.take();
  }

  /** Where a place stands; what is known to be new counts. */
  find(position: string): Place {
    const place = placeOf(position, this.items, this.ended);
    if (place.kind !== 'newer' || placeOf(position, this.fresh, true).kind !== 'at') return place;
    this.take();
    return placeOf(position, this.items, this.ended);
  }

  /** Reads on to an older place while it is not far; else the list begins there, and what is newer is left. */
  async reach(position: string): Promise<void> {
    const { query, generation } = this;
    if (!query) return;
    for (let page = 0; page < NEAR_PAGES && this.find(position).kind === 'older' && !this.ended; page += 1) {
      await this.more();
      if (generation !== this.generation) return;
    }
    if (this.find(position).kind === 'older') this.use(query, position);
  }

  /** Rows in view; the next page is read before it is needed. */
  seen(last: number): void {
    if (last > this.items.length - PAGE / 2) void this.more();
  }

  /** Something was recorded. */
  changed(): void {
    this.looks = 0;
    this.lookSoon();
  }

  retry(): void {
    if (this.query) this.use(this.query);
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.generation += 1;
    this.loading = false;
    this.reading = undefined;
    this.looking = false;
  }

  private take(): void {
    this.items = newestFirst(this.fresh, this.items);
    this.fresh = [];
    if (this.items.length > MOST_ROWS) {
      this.items = this.items.slice(0, MOST_ROWS / 2);
      this.ended = false;
    }
  }

  private async first(from: string | undefined): Promise<void> {
    const { query, generation } = this;
    if (!query) return;
    this.loading = true;
    try {
      const answer = await call('searchAudit', {
        query: { ...query, limit: PAGE, ...(from === undefined ? {} : { before: (BigInt(from) + 1n).toString() }) },
      });
      if (generation !== this.generation) return;
      this.items = answer.items;
      this.ended = answer.next === undefined;
      this.head = answer.head;
      // What begins in the past is not followed: its top is not now.
      this.gap = from !== undefined && BigInt(from) < BigInt(answer.head);
      this.error = undefined;
      this.ready = true;
      this.loading = false;
      this.lookSoon();
    } catch (error) {
      this.failed(error, generation, () => void this.first(from));
    }
  }

  /** The next older page; who asks while it is read waits for the same one. */
  private more(): Promise<void> {
    const reading = this.reading ?? this.readMore();
    this.reading = reading;
    void reading.finally(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    return reading;
  }

  private async readMore(): Promise<void> {
    const { query, generation } = this;
    const last = this.items.at(-1);
    if (!query || !last || this.loading || this.ended) return;
    this.loading = true;
    try {
      const answer = await call('searchAudit', { query: { ...query, limit: PAGE, before: last.position } });
      if (generation !== this.generation) return;
      this.loading = false;
      if (this.items.at(-1) !== last) return;
      this.items = [...this.items, ...answer.items];
      this.ended = answer.next === undefined;
      this.error = undefined;
    } catch (error) {
      this.failed(error, generation, () => void this.more());
    }
  }

  private failed(error: unknown, generation: number, again: () => void): void {
    if (generation !== this.generation) return;
    this.loading = false;
    this.error = problemOf(error);
    if (this.error.temporary) setTimeout(() => generation === this.generation && again(), 2_000);
  }

  private lookSoon(): void {
    if (document.hidden || !this.ready || this.gap) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, REST_MS);
  }

  /** Reads what is new, and again while the search has not seen yet what was announced. */
  private async look(): Promise<void> {
    const { query, generation } = this;
    if (!query || this.looking) return;
    this.looking = true;
    try {
      const answer = await call('searchAudit', { query: { ...query, limit: 500, after: this.head } });
      if (generation !== this.generation) return;
      this.head = answer.head;
      if (answer.next === undefined) {
        this.fresh = newestFirst(answer.items, this.fresh);
        if (this.atTop) this.take();
      } else if (this.atTop) {
        // More than a page came at once: this is the newest page, and the rest is read when it is scrolled to.
        this.items = answer.items;
        this.fresh = [];
        this.ended = false;
      } else this.gap = true;
    } catch {
      // What is shown stays true; the next change asks again.
    } finally {
      if (generation === this.generation) {
        this.looking = false;
        this.looks += 1;
        const announced = BigInt(live.position ?? '0');
        if (announced > BigInt(this.head) && this.looks < MOST_LOOKS) this.lookSoon();
      }
    }
  }
}
