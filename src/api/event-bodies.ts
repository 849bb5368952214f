import { Inject, Injectable } from '@nestjs/common';
import { runStream } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import { isBlobRef } from '../domain/kernel/payload.js';
import type { BlobStore, EventStore, Head } from '../domain/kernel/ports.js';
import type { RunEvent } from './contract/run-views.js';
import { BLOBS, STORE } from './ports.js';
import { fullEvent, jsonOf } from './run-views.js';

/** Bodies of events: read from the log on demand, since the read models hold the index only. */
@Injectable()
export class EventBodies {
  constructor(
    @Inject(STORE) private readonly store: Pick<EventStore, 'read' | 'readOne'>,
    @Inject(BLOBS) private readonly blobs: Pick<BlobStore, 'get'>,
  ) {}

  /** Events of a run from a revision on, in order. */
  async list(runId: string, from: number, limit: number): Promise<RunEvent[]> {
    const stream = runStream(runId);
    const after = from === 0 ? undefined : await this.headAt(stream, from - 1);
    if (from > 0 && after === undefined) return [];
    const events: RunEvent[] = [];
    for await (const event of this.store.read(stream, { maxCount: limit, ...(after === undefined ? {} : { after }) }))
      events.push(fullEvent(event));
    return events;
  }

  /** Rejects with EVENT.NOT_FOUND. */
  async one(runId: string, revision: number, payloads: 'refs' | 'inline'): Promise<RunEvent> {
    const event = await this.store.readOne(runStream(runId), revision);
    if (!event)
      throw new DomainError('EVENT.NOT_FOUND', 'notFound', `Run ${runId} has no event at revision ${revision}.`);
    return fullEvent(event, payloads === 'inline' ? await this.inlined(event.data) : event.data);
  }

  /** An event of any stream as it stands in the log. Rejects with EVENT.NOT_FOUND. */
  async recorded(stream: string, revision: number) {
    const event = await this.store.readOne(stream, revision);
    if (!event)
      throw new DomainError('EVENT.NOT_FOUND', 'notFound', `Stream ${stream} has no event at revision ${revision}.`);
    const { metadata } = event;
    return { data: jsonOf(event.data), metadata: jsonOf(metadata), prev: metadata.prev, hash: metadata.hash };
  }

  /** A payload, looked up when it is stored beside the log. */
  async payload(value: unknown): Promise<unknown> {
    return isBlobRef(value) ? this.blobs.get(value) : value;
  }

  /** References stand for whole payload fields only, so one level is all there is to look at. */
  private async inlined(data: unknown): Promise<unknown> {
    if (typeof data !== 'object' || data === null) return data;
    const members = Object.entries(data).map(async ([key, value]) => [key, await this.payload(value)] as const);
    return Object.fromEntries(await Promise.all(members));
  }

  private async headAt(stream: string, revision: number): Promise<Head | undefined> {
    const event = await this.store.readOne(stream, revision);
    return event && { revision, hash: event.metadata.hash };
  }
}
