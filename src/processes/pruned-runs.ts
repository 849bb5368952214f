import { CATALOG, RETENTION_STREAM, runStream } from '../domain/catalog.js';
import { GENESIS, type Recorded } from '../domain/kernel/envelope.js';
import type { EventStore, Feed, Head, LogReader, StoredEvent } from '../domain/kernel/ports.js';
import { retentionEvents, type Archive, type RetentionEventData } from '../domain/retention/events.js';

/** What is left to say of a run that was pruned. `at`: of the proof, ISO 8601. */
export interface PruningNote {
  readonly pruneId: string;
  readonly at: string;
  readonly archive: Archive;
}

/** Streams of runs that were pruned, as the proofs say. */
export class PrunedRuns {
  readonly #streams = new Map<string, PruningNote>();
  #head: Head = { revision: -1, hash: GENESIS };

  constructor(private readonly store: Pick<EventStore, 'read'>) {}

  /** Revision of `retention` up to which the proofs were read; -1: none. */
  get asOf(): number {
    return this.#head.revision;
  }

  has(stream: string): boolean {
    return this.#streams.has(stream);
  }

  /** Reads what is new, first. Rejects as `EventStore.read` does. */
  async noteOf(runId: string): Promise<PruningNote | undefined> {
    await this.look();
    return this.#streams.get(runStream(runId));
  }

  /** Reads what is new. Rejects as `EventStore.read` does. */
  async look(): Promise<void> {
    for await (const event of this.store.read(RETENTION_STREAM, { after: this.#head })) {
      const proof = proofIn(event);
      if (proof) {
        const { pruneId, archive } = proof;
        const note = { pruneId, at: event.metadata.at, archive };
        for (const { runId } of proof.runs) this.#streams.set(runStream(runId), note);
      }
      this.#head = { revision: event.revision, hash: event.metadata.hash };
    }
  }
}

/** The proof that an event is; undefined when it is another. */
export const proofIn = ({ type, data }: Recorded): RetentionEventData<'RunsPruned'> | undefined =>
  type === 'RunsPruned' && CATALOG.has(type) ? retentionEvents.RunsPruned.parse(data) : undefined;

/**
 * A feed of what is kept. A store gives the room of a deleted stream back when it pleases, and shows its events to followers until then: whoever
 * begins to follow after a run was pruned sees nothing of it, before and after.
 */
export class FeedOfKept implements Feed {
  constructor(
    private readonly feed: Feed,
    private readonly pruned: PrunedRuns,
  ) {}

  async follow(options: Parameters<Feed['follow']>[0]): Promise<void> {
    await this.pruned.look();
    const skip = (stream: string, revision: number): boolean =>
      this.pruned.has(stream) || options.skip?.(stream, revision) === true;
    await this.feed.follow({ ...options, skip });
  }

  end(): Promise<bigint> {
    return this.feed.end();
  }
}

/** The log as it is exported: without what was pruned, for the same reason. */
export class LogOfKept implements LogReader {
  constructor(
    private readonly log: LogReader,
    private readonly pruned: PrunedRuns,
  ) {}

  async *readAll(options: Parameters<LogReader['readAll']>[0]): AsyncIterable<StoredEvent> {
    await this.pruned.look();
    for await (const event of this.log.readAll(options)) if (!this.pruned.has(event.stream)) yield event;
  }

  readStream(...args: Parameters<LogReader['readStream']>): AsyncIterable<StoredEvent> {
    return this.log.readStream(...args);
  }

  end(): Promise<bigint> {
    return this.log.end();
  }
}
