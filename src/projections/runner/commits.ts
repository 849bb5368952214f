import { DomainError } from '../../domain/kernel/errors.js';
import type { StreamKind } from '../../domain/catalog.js';
import type { Committed, RunChange } from '../batch/projector.js';
import type { ProjectionLog } from '../log.js';

/** The runs that changed, where the read models stand, and the kinds of stream that changed. */
export type CommitListener = (changes: readonly RunChange[], position: bigint, topics: ReadonlySet<StreamKind>) => void;

interface Waiter {
  readonly position: bigint;
  readonly resolve: () => void;
}

/** Where the read models stand, and who waits for it. */
export class Commits {
  private through = 0n;
  private readonly listeners = new Set<CommitListener>();
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly log: ProjectionLog) {}

  /** After a commit, with what changed; or with nothing, when the log went on without events for the read models. */
  committed(committed: Committed, through: bigint): void {
    if (through > this.through) this.through = through;
    for (const waiter of this.waiters) if (waiter.position <= this.through) waiter.resolve();
    if (committed.topics.size > 0) for (const listener of this.listeners) this.tell(listener, committed);
  }

  /** Of another log, or of nothing yet. */
  reset(through: bigint): void {
    this.through = through;
  }

  get position(): bigint {
    return this.through;
  }

  listen(listener: CommitListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async waitFor(position: bigint, timeoutMs: number): Promise<void> {
    if (position <= this.through) return;
    await new Promise<void>((resolve, reject) => {
      const settle = (how: () => void): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        how();
      };
      const waiter: Waiter = { position, resolve: () => settle(resolve) };
      const timer = setTimeout(() => settle(() => reject(behind(position, this.through))), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  private tell(listener: CommitListener, { runs, topics }: Committed): void {
    try {
      listener(runs, this.through, topics);
    } catch (error) {
      this.log.error({ err: error }, 'a listener of the read models failed');
    }
  }
}

export function behind(wanted: bigint, at: bigint): DomainError {
  return new DomainError(
    'READ.BEHIND',
    'unavailable',
    `The read models stand at position ${at}, ${wanted - at} before the one that was asked for (${wanted}). Try again in a moment.`,
    { position: String(at), wanted: String(wanted), lag: String(wanted - at) },
  );
}
