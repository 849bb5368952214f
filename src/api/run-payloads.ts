import { Inject, Injectable } from '@nestjs/common';
import { sha256 } from '../commands/hashing.js';
import { runStream } from '../domain/catalog.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import { isBlobRef, type Payload } from '../domain/kernel/payload.js';
import type { BlobStore, EventStore } from '../domain/kernel/ports.js';
import { runEvents, type RunEvent } from '../domain/run/events.js';
import { noSuchRun } from '../domain/run/rejections.js';
import type { RunPayloadRow } from '../projections/rows.js';
import type { PayloadView } from './contract/run-payloads.js';
import { BLOBS, STORE } from './ports.js';

/** Payloads of a run's events: read from the log on demand, since the read models hold none. */
@Injectable()
export class RunPayloads {
  constructor(
    @Inject(STORE) private readonly store: Pick<EventStore, 'readOne'>,
    @Inject(BLOBS) private readonly blobs: Pick<BlobStore, 'get'>,
  ) {}

  /** The event of a run at a revision; undefined when it is not there. */
  async event(runId: string, revision: number): Promise<Recorded<RunEvent> | undefined> {
    const event = await this.store.readOne(runStream(runId), revision);
    return event && isRunEvent(event) ? event : undefined;
  }

  /** Rejects with RUN.NOT_FOUND. */
  async start(runId: string): Promise<Recorded<Extract<RunEvent, { type: 'RunStarted' }>>> {
    const event = await this.event(runId, 0);
    if (event?.type === 'RunStarted') return event;
    throw noSuchRun(runId);
  }

  /** The value, also of one that is stored beside the log. Rejects with BLOB.MISSING (unavailable). */
  async value(payload: Payload): Promise<Json> {
    return isBlobRef(payload) ? this.blobs.get(payload) : payload;
  }

  stored({ sha256, size, mediaType }: RunPayloadRow): Promise<Json> {
    return this.blobs.get({ $blob: { sha256, size, mediaType } });
  }
}

const isRunEvent = (event: Recorded): event is Recorded<RunEvent> => Object.hasOwn(runEvents, event.type);

/** A payload of an event: itself, or where to get it. */
export function payloadView(event: Recorded<RunEvent>, payload: Payload): PayloadView {
  const place = {
    revision: event.revision,
    position: (event.position ?? 0n).toString(),
    at: event.metadata.at,
  };
  if (isBlobRef(payload)) {
    const { sha256: hash, size } = payload.$blob;
    return { ...place, sha256: hash, size, stored: 'blob' };
  }
  const text = canonicalize(payload);
  return { ...place, sha256: sha256(text), size: Buffer.byteLength(text), stored: 'inline', value: payload };
}
