import { kindOf, STREAMS, type StreamKind } from '../domain/catalog.js';
import type { RunObserver } from '../commands/run/run-aggregate.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { Run } from '../domain/run/state.js';

export interface CommitsElsewhereDeps {
  /** Where the read models stand in the database. Rejects while that is away. */
  readonly committed: () => Promise<bigint>;
  /** Tells whoever looks. */
  readonly changed: (
    runs: readonly { readonly runId: string; readonly revision: number }[],
    position: bigint,
    topics: ReadonlySet<StreamKind>,
  ) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Positions of what was seen and is not known to be committed: the first such, and the last. */
interface Noted {
  readonly first: bigint;
  readonly last: bigint;
  readonly revision: number;
}

const POLL_MS = 250;
/** A server that has committed so recently projects by itself. */
const PROJECTS_MS = 1_000;
/** While the read models stand still nobody can be told anything: what changed meanwhile is not kept without end. */
const MAX_RUNS = 10_000;

/**
 * What another server's projector has committed: consoles that are connected here are told of it, too. What changed is known from the log;
 * that it can be read is known from the checkpoint in the database.
 */
export class CommitsElsewhere implements RunObserver {
  readonly #runs = new Map<string, Noted>();
  readonly #topics = new Map<StreamKind, Noted>();
  #committedHereAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly deps: CommitsElsewhereDeps) {}

  start(): void {
    this.#timer = setInterval(() => void this.poll().catch(() => undefined), POLL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Written by this server: the feed passes over such events. */
  runChanged(stream: string, _: Run, events: readonly Recorded[]): void {
    const last = events.at(-1);
    if (last) this.#note(stream, last);
  }

  /** Seen in the feed. */
  onEvent(event: Recorded): void {
    this.#note(event.stream, event);
  }

  /** This server projects, and has told everybody itself. */
  committedHere(position: bigint): void {
    this.#committedHereAt = this.deps.now();
    this.#forget(position);
  }

  async poll(): Promise<void> {
    if (this.#topics.size === 0 || this.deps.now() - this.#committedHereAt < PROJECTS_MS) return;
    const position = await this.deps.committed();
    const runs = [...this.#runs]
      .filter(([, { first }]) => first <= position)
      .map(([stream, { revision }]) => ({ runId: stream.slice(STREAMS.run.length), revision }));
    const topics = new Set([...this.#topics].filter(([, { first }]) => first <= position).map(([topic]) => topic));
    this.#forget(position);
    if (topics.size > 0) this.deps.changed(runs, position, topics);
  }

  #note(stream: string, { revision, position }: Recorded): void {
    const kind = kindOf(stream);
    if (kind === undefined || position === undefined) return;
    const last = position;
    this.#topics.set(kind, { first: this.#topics.get(kind)?.first ?? position, last, revision });
    if (kind !== 'run') return;
    if (this.#runs.size >= MAX_RUNS) this.#runs.clear();
    this.#runs.set(stream, { first: this.#runs.get(stream)?.first ?? position, last, revision });
  }

  #forget(through: bigint): void {
    forget(this.#runs, through);
    forget(this.#topics, through);
  }
}

function forget<K>(noted: Map<K, Noted>, through: bigint): void {
  for (const [key, one] of noted) {
    if (one.last <= through) noted.delete(key);
    else if (one.first <= through) noted.set(key, { ...one, first: through + 1n });
  }
}
