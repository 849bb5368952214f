import { problemOf, type Problem } from '../api/problem.js';
import { live, type Changed } from './live.svelte.js';

/** While changes stream in, a read begins at the earliest this many milliseconds after the one before, and takes at most a third of the time; the first is made at once. */
const REST_MS = 120;
/** A read that failed because something is away is made again after this. */
const RETRY_MS = 2_000;

export interface ResourceOptions {
  /** Which changes make it read again. Default: any. */
  readonly on?: (changed: Changed) => boolean;
  /** False: read once, and when its input changes. */
  readonly live?: boolean;
}

/**
 * Something read from the server that stays true: read again when what it shows has changed, never two reads at once, none while the
 * tab is hidden. `data` stays while it is read again, and when reading fails: then `error` says so beside what is old.
 */
export class Resource<T> {
  data = $state.raw<T | undefined>();
  error = $state.raw<Problem | undefined>();
  /** When `data` was read, by this machine's clock. */
  readAt = $state<number | undefined>();
  private reading: AbortController | undefined;
  private dirty = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastStart = 0;
  /** How long the last read took. */
  private took = 0;
  private load: ((signal: AbortSignal) => Promise<T>) | undefined;

  /** Reads from now on by this function; `undefined` reads nothing. */
  use(load: ((signal: AbortSignal) => Promise<T>) | undefined): void {
    this.load = load;
    this.reading?.abort();
    this.reading = undefined;
    this.lastStart = 0;
    if (load) void this.read();
    else this.data = undefined;
  }

  /** Reads again soon: at once, or when the rest after the last read is over. */
  refresh(): void {
    if (!this.load) return;
    if (document.hidden || this.reading) {
      this.dirty = true;
      return;
    }
    const wait = this.lastStart + Math.max(REST_MS, 3 * this.took) - performance.now();
    if (wait <= 0) void this.read();
    else this.later(wait);
  }

  visible(): void {
    if (this.dirty && !document.hidden) this.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.reading?.abort();
    this.reading = undefined;
    this.load = undefined;
  }

  private later(ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.refresh();
    }, ms);
  }

  private async read(): Promise<void> {
    const { load } = this;
    if (!load) return;
    const reading = new AbortController();
    this.reading = reading;
    this.dirty = false;
    this.lastStart = performance.now();
    try {
      const data = await load(reading.signal);
      if (this.reading !== reading) return;
      this.data = data;
      this.error = undefined;
      this.readAt = Date.now();
    } catch (error) {
      if (this.reading !== reading) return;
      this.error = problemOf(error);
      if (this.error.temporary) this.later(RETRY_MS);
    } finally {
      if (this.reading === reading) {
        this.reading = undefined;
        this.took = performance.now() - this.lastStart;
        if (this.dirty) this.refresh();
      }
    }
  }
}

/**
 * A Resource for the life of a component. `input` is tracked: when it gives something else (compared as JSON), it is read anew;
 * `undefined` reads nothing.
 */
export function resource<I, T>(
  input: () => I | undefined,
  load: (input: I, signal: AbortSignal) => Promise<T>,
  { on = () => true, live: follow = true }: ResourceOptions = {},
): Resource<T> {
  const made = new Resource<T>();
  const key = $derived(JSON.stringify(input()));
  $effect(() => {
    if (key === undefined) return made.use(undefined);
    const asked: I = JSON.parse(key);
    made.use((signal) => load(asked, signal));
  });
  $effect(() => {
    const off = follow ? live.onChanged((changed) => (changed.everything || on(changed)) && made.refresh()) : undefined;
    const visible = (): void => made.visible();
    document.addEventListener('visibilitychange', visible);
    return () => {
      off?.();
      document.removeEventListener('visibilitychange', visible);
      made.end();
    };
  });
  return made;
}
