import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import { Instant } from '../domain/kernel/ids.js';
import type { Json } from '../domain/kernel/json.js';
import type { BlobRef } from '../domain/kernel/payload.js';
import { UNUSED_MS, type BlobStore, type PayloadRemover, type UnusedPayload } from '../domain/kernel/ports.js';
import { sha256 } from './chain.js';
import type { Backoff, Contact } from './contact.js';
import { exponential } from './contact.js';
import { appendUntilKnown, unavailable } from './event-store.js';
import { LruCache } from './lru-cache.js';
import type { RawAppend, RawEvent, RawLog, SealedEvent } from './raw-log.js';
import { writerMetadata, type Writer } from './writer-metadata.js';

const CHUNK_BYTES = 512 * 1024;
const KNOWN_HASHES = 100_000;
const CACHE_BYTES = 64 * 1024 * 1024;
/** A writer that refers to a blob says so in its stream, unless somebody did in this time: half of what a remover waits for (UNUSED_MS). */
const USED_MS = 12 * 3_600_000;
const CHUNK = 'BlobChunk';
const USED = 'BlobUsed';
const stream = (sha: string): string => `blob-${sha}`;

/** What is in the store of a blob; `last` revision (-1: none), `at` when it was written to last, in ms. */
interface Standing {
  readonly text: string;
  readonly last: number;
  readonly at: number;
}

/**
 * Blobs as streams `blob-<sha256>`: chunks of at most 512 KiB of text. A blob is complete when its chunks together have its hash. Whoever is not the
 * first at a revision looks at what is there, so that a partial blob is finished, and two writers at once make one blob.
 *
 * Ids are new with each put, because a store answers ids that it has seen as written before, also those of a stream that was deleted since. Such a
 * stream goes on with its numbers, and takes an append at its last revision too: what was relied on is read again after the last append.
 */
export class StreamBlobStore implements BlobStore, PayloadRemover {
  /** When a blob was said to be in use, in ms. */
  readonly #used = new LruCache<string, number>(KNOWN_HASHES);
  readonly #values = new LruCache<string, Json>(CACHE_BYTES);
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #writer: Writer;
  readonly #resendAfter: Backoff;
  readonly #now: () => number;

  constructor(
    raw: RawLog,
    contact: Contact,
    writer: Writer,
    resendAfter: Backoff = exponential(20, 500),
    now: () => number = () => Date.now(),
  ) {
    this.#raw = raw;
    this.#contact = contact;
    this.#writer = writer;
    this.#resendAfter = resendAfter;
    this.#now = now;
  }

  async put(text: string, sha: string, mediaType = 'application/json'): Promise<BlobRef> {
    const ref: BlobRef = { $blob: { sha256: sha, size: Buffer.byteLength(text), mediaType } };
    if (this.#isUsed(this.#used.get(sha))) return ref;
    if (sha256(text) !== sha) throw new TypeError(`a blob's text does not have the hash ${sha}`);
    let last = -1;
    let length = 0;
    for (;;) {
      const at = this.#now();
      const chunk = text.slice(length, chunkEnd(text, length));
      const data = chunk === '' ? {} : { offset: length, text: chunk };
      const answer = await this.#append(sha, last, this.#sealed(chunk === '' ? USED : CHUNK, data, at));
      const isWhole = length + chunk.length === text.length;
      if (answer.kind === 'appended' && last < 0 && isWhole) return this.#inUse(ref, at);
      if (answer.kind === 'appended' && last >= 0 && !isWhole) {
        last++;
        length += chunk.length;
        continue;
      }
      const there = await this.#standing(sha);
      if (there.text === text && this.#isUsed(there.at)) return this.#inUse(ref, there.at);
      if (!text.startsWith(there.text))
        throw new DomainError('BLOB.MISSING', 'unavailable', `The payload ${sha} is damaged in the store.`, {
          sha256: sha,
        });
      last = there.last;
      length = there.text.length;
    }
  }

  async get(ref: BlobRef): Promise<Json> {
    const { sha256: sha, size } = ref.$blob;
    const cached = this.#values.get(sha);
    if (cached !== undefined) return cached;
    const value: Json = JSON.parse((await this.#whole(ref)).text);
    this.#values.set(sha, value, size);
    return value;
  }

  async keep(ref: BlobRef): Promise<boolean> {
    const { sha256: sha } = ref.$blob;
    if (this.#isUsed(this.#used.get(sha))) return true;
    for (;;) {
      const there = await this.#standing(sha);
      if (sha256(there.text) !== sha) return false;
      if (this.#isUsed(there.at)) {
        this.#inUse(ref, there.at);
        return true;
      }
      await this.#append(sha, there.last, this.#sealed(USED, {}, this.#now()));
    }
  }

  async unused(sha: string): Promise<UnusedPayload | undefined> {
    return this.#answered(async () => {
      let found: UnusedPayload | undefined;
      for await (const event of this.#raw.readStream(stream(sha), { from: 'end', backwards: true, maxCount: 1 }))
        if (this.#now() - writtenAt(event) > UNUSED_MS) found = { sha256: sha, revision: event.revision };
      return found;
    }, `The payload ${sha} could not be read`);
  }

  async remove({ sha256: sha, revision }: UnusedPayload): Promise<boolean> {
    this.#values.delete(sha);
    this.#used.delete(sha);
    return this.#answered(
      () => this.#raw.deleteStream(stream(sha), revision),
      `The payload ${sha} could not be deleted`,
    );
  }

  #isUsed(at: number | undefined): boolean {
    return at !== undefined && this.#now() - at < USED_MS;
  }

  #inUse(ref: BlobRef, at: number): BlobRef {
    this.#used.set(ref.$blob.sha256, at, 1);
    return ref;
  }

  /** Rejects with BLOB.MISSING when it is incomplete or gone. */
  async #whole({ $blob: { sha256: sha, size } }: BlobRef): Promise<Standing> {
    const there = await this.#standing(sha);
    if (sha256(there.text) === sha) return there;
    throw new DomainError(
      'BLOB.MISSING',
      'unavailable',
      there.text === ''
        ? `The payload ${sha} (${size} bytes) is not in the store.`
        : `The payload ${sha} is incomplete or damaged: ${Buffer.byteLength(there.text)} of ${size} bytes are there.`,
      { sha256: sha, size },
    );
  }

  /** What is there, from an earlier put or from one that died half way. */
  #standing(sha: string): Promise<Standing> {
    return this.#answered(async () => {
      let there: Standing = { text: '', last: -1, at: -Infinity };
      for await (const event of this.#raw.readStream(stream(sha), { from: 0 }))
        there = { text: there.text + chunkText(event), last: event.revision, at: writtenAt(event) };
      return there;
    }, `The payload ${sha} could not be read`);
  }

  #append(sha: string, expected: number, event: SealedEvent): Promise<RawAppend> {
    return appendUntilKnown(this.#raw, this.#contact, this.#resendAfter, stream(sha), expected, [event]);
  }

  async #answered<T>(call: () => Promise<T>, failure: string): Promise<T> {
    try {
      const result = await call();
      this.#contact.succeeded();
      return result;
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.#contact.failed(error);
      throw unavailable(`${failure}: ${messageOf(error)}`);
    }
  }

  #sealed(type: string, data: object, at: number): SealedEvent {
    return {
      id: randomUUID(),
      type,
      data: JSON.stringify(data),
      metadata: writerMetadata(this.#writer, { at: new Date(at).toISOString() }),
    };
  }
}

/** Where the chunk that starts at `from` ends: its JSON text has at most 512 KiB, and no surrogate pair is cut. */
function chunkEnd(text: string, from: number): number {
  let to = Math.min(text.length, from + CHUNK_BYTES);
  let bytes: number;
  while ((bytes = Buffer.byteLength(JSON.stringify(text.slice(from, to)))) > CHUNK_BYTES)
    to = from + Math.max(1, Math.floor(((to - from) * CHUNK_BYTES) / bytes) - 1);
  return to < text.length && isHighSurrogate(text.charCodeAt(to - 1)) ? to - 1 : to;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

const Chunk = z.object({ text: z.string() });
const Written = z.object({ at: Instant });

/** Empty for what is no chunk, or damaged. */
const chunkText = ({ data }: RawEvent): string => Chunk.safeParse(jsonOf(data)).data?.text ?? '';

/** In ms; a blob of an earlier release does not say: it was long ago. */
const writtenAt = ({ metadata }: RawEvent): number =>
  Date.parse(Written.safeParse(jsonOf(metadata)).data?.at ?? '1970-01-01T00:00:00.000Z');

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
