import { z } from 'zod';
import { snapshotStream, STREAMS } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import { BlobRef, findBlobRefs } from '../domain/kernel/payload.js';
import type { BlobStore, LogReader, PayloadRemover, StoredEvent, UnusedPayload } from '../domain/kernel/ports.js';

export interface PrunedPayloadsDeps {
  /** All of it. */
  readonly log: Pick<LogReader, 'readStream'>;
  /** Without what was pruned, from the proof on. */
  readonly kept: Pick<LogReader, 'readAll'>;
  readonly blobs: Pick<BlobStore, 'get'> & PayloadRemover;
}

/** A run that goes on from another: its kept results are named in a blob before they are in events. */
const Replay = z.object({ source: z.object({ carried: BlobRef }) });
/** A definition belongs to its workflow, which is never pruned. */
const Started = z.object({ workflow: z.unknown() });

/**
 * What pruned runs and their snapshots have beside the log. It is shared by content, so only what no kept stream refers to is removed: the log is asked,
 * from its first event to its last, once for all runs.
 */
export class PrunedPayloads {
  constructor(private readonly deps: PrunedPayloadsDeps) {}

  /** Before the streams themselves are deleted, so that what dies in the middle can be repeated. How many were removed. Rejects with STORE.UNAVAILABLE. */
  async remove(streams: readonly string[]): Promise<number> {
    const { log, kept, blobs } = this.deps;
    const unused = new Map<string, UnusedPayload>();
    for (const stream of streams)
      for (const part of [stream, snapshotStream(stream)])
        for await (const event of log.readStream(part))
          for (const sha256 of await this.#referredTo(withoutDefinition(event))) {
            const payload = unused.has(sha256) ? undefined : await blobs.unused(sha256);
            if (payload) unused.set(sha256, payload);
          }
    if (unused.size === 0) return 0;
    for await (const event of kept.readAll({ prefixes: Object.values(STREAMS) }))
      for (const sha256 of await this.#referredTo(event)) unused.delete(sha256);
    let removed = 0;
    for (const payload of unused.values()) if (await blobs.remove(payload)) removed++;
    return removed;
  }

  /** By the event itself, and by the list of results that it takes over. */
  async #referredTo({ type, data }: StoredEvent): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const note = ({ $blob }: BlobRef): unknown => found.add($blob.sha256);
    findBlobRefs(data, note);
    const replay = type === 'RunStarted' ? Replay.safeParse(data).data : undefined;
    if (replay)
      try {
        findBlobRefs(await this.deps.blobs.get(replay.source.carried), note);
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'BLOB.MISSING') throw error;
      }
    return found;
  }
}

function withoutDefinition(event: StoredEvent): StoredEvent {
  if (event.type !== 'RunStarted' || !Started.safeParse(event.data).success) return event;
  return { ...event, data: Object.assign({}, event.data, { workflow: null }) };
}
