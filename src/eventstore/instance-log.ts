import { messageOf } from '../domain/kernel/errors.js';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { INSTANCES_STREAM } from '../domain/catalog.js';
import type { Beat, InstanceLog } from '../domain/kernel/ports.js';
import { unavailable } from './event-store.js';
import type { Contact } from './contact.js';
import type { RawAppend, RawLog } from './raw-log.js';
import { writerMetadata, type Writer } from './writer-metadata.js';

/** Signs of life that are kept: of a hundred instances, those of ten seconds. */
const KEPT = 1_000;
/** Others beat at the same time: the end of the stream is looked up anew. */
const TRIES = 20;

const BeatData = z.object({
  instanceId: z.string(),
  controlRevision: z.int().min(-1),
  left: z.boolean(),
  keys: z.string().optional(),
});

/** Signs of life as events of `instances`, of which the store keeps the last ones only. Storage, not history: not chained, not followed. */
export class StreamInstanceLog implements InstanceLog {
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #writer: Writer;
  /** Revision of the last one that was read, and of the last one that is there, as far as is known. */
  #read = -1;
  #end = -1;

  constructor(raw: RawLog, contact: Contact, writer: Writer) {
    this.#raw = raw;
    this.#contact = contact;
    this.#writer = writer;
  }

  async since(): Promise<readonly Beat[]> {
    const beats: Beat[] = [];
    try {
      for await (const event of this.#raw.readStream(INSTANCES_STREAM, { from: this.#read + 1 })) {
        this.#read = event.revision;
        const parsed = BeatData.safeParse(jsonOf(event.data));
        if (parsed.success) beats.push(parsed.data);
      }
      this.#contact.succeeded();
    } catch (error) {
      this.#contact.failed(error);
      throw unavailable(`The signs of life of other servers could not be read: ${messageOf(error)}`);
    }
    this.#end = Math.max(this.#end, this.#read);
    return beats;
  }

  async beat({ instanceId, controlRevision, left, keys }: Beat): Promise<void> {
    const data = JSON.stringify({ instanceId, controlRevision, left, keys });
    const event = { id: randomUUID(), type: 'Beat', data, metadata: writerMetadata(this.#writer) };
    try {
      for (let tries = 1; tries <= TRIES; tries++) {
        const answer = await this.#raw.append(INSTANCES_STREAM, this.#end, [event]);
        if (answer.kind === 'appended') {
          if (++this.#end === 0) await this.#keepTheLastOnes();
          return;
        }
        await this.#findTheEnd();
      }
    } catch (error) {
      throw unavailable(`A sign of life was not written: ${messageOf(error)}`);
    }
    throw unavailable('A sign of life was not written: others were always first');
  }

  async #findTheEnd(): Promise<void> {
    this.#end = -1;
    for await (const last of this.#raw.readStream(INSTANCES_STREAM, { from: 'end', backwards: true, maxCount: 1 }))
      this.#end = last.revision;
    // A store that was wiped or restored has fewer than were read.
    this.#read = Math.min(this.#read, this.#end);
  }

  /** Written with the first one; two that are first at once write the same. */
  #keepTheLastOnes(): Promise<RawAppend> {
    const data = JSON.stringify({ $maxCount: KEPT });
    return this.#raw.append(`$$${INSTANCES_STREAM}`, -1, [{ id: randomUUID(), type: '$metadata', data, metadata: '' }]);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
