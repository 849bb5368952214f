import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { Json } from '../domain/kernel/json.js';
import type { BlobRef } from '../domain/kernel/payload.js';
import type { BlobStore } from '../domain/kernel/ports.js';
import { sha256 } from './chain.js';
import type { Backoff, Contact } from './contact.js';
import { exponential } from './contact.js';
import { appendUntilKnown, unavailable } from './event-store.js';
import { LruCache } from './lru-cache.js';
import type { RawEvent, RawLog, SealedEvent } from './raw-log.js';
import { writerMetadata, type Writer } from './writer-metadata.js';

const CHUNK_BYTES = 512 * 1024;
const KNOWN_HASHES = 100_000;
const CACHE_BYTES = 64 * 1024 * 1024;
const stream = (sha: string): string => `blob-${sha}`;

/**
 * Blobs as streams `blob-<sha256>`: chunks of at most 512 KiB of text. A blob is complete when its chunks together have its hash.
 * A chunk has the same id whoever writes it, so that a partial blob is finished, and two writers at once make one blob.
 */
export class StreamBlobStore implements BlobStore {
  readonly #known = new LruCache<string, true>(KNOWN_HASHES);
  readonly #values = new LruCache<string, Json>(CACHE_BYTES);
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #writer: Writer;
  readonly #resendAfter: Backoff;

  constructor(raw: RawLog, contact: Contact, writer: Writer, resendAfter: Backoff = exponential(20, 500)) {
    this.#raw = raw;
    this.#contact = contact;
    this.#writer = writer;
    this.#resendAfter = resendAfter;
  }

  async put(text: string, sha: string, mediaType = 'application/json'): Promise<BlobRef> {
    const ref: BlobRef = { $blob: { sha256: sha, size: Buffer.byteLength(text), mediaType } };
    if (this.#known.get(sha)) return ref;
    if (sha256(text) !== sha) throw new TypeError(`a blob's text does not have the hash ${sha}`);
    let there: Partial = { chunks: 0, length: 0 };
    do {
      const chunk = text.slice(there.length, chunkEnd(text, there.length));
      const event = this.#sealed(sha, there, chunk);
      const expected = there.chunks - 1;
      const answer = await appendUntilKnown(this.#raw, this.#contact, this.#resendAfter, stream(sha), expected, [
        event,
      ]);
      there =
        answer.kind === 'appended'
          ? { chunks: there.chunks + 1, length: there.length + chunk.length }
          : await this.#partial(sha, text);
    } while (there.length < text.length);
    this.#known.set(sha, true, 1);
    return ref;
  }

  async get({ $blob: { sha256: sha, size } }: BlobRef): Promise<Json> {
    const cached = this.#values.get(sha);
    if (cached !== undefined) return cached;
    let text = '';
    for (const chunk of await this.#chunks(sha)) text += chunkText(chunk);
    if (sha256(text) !== sha)
      throw new DomainError(
        'BLOB.MISSING',
        'unavailable',
        text === ''
          ? `The payload ${sha} (${size} bytes) is not in the store.`
          : `The payload ${sha} is incomplete or damaged: ${Buffer.byteLength(text)} of ${size} bytes are there.`,
        { sha256: sha, size },
      );
    const value: Json = JSON.parse(text);
    this.#known.set(sha, true, 1);
    this.#values.set(sha, value, size);
    return value;
  }

  /** What is there already, from an earlier put or from one that died half way: the rest is what is left to write. */
  async #partial(sha: string, text: string): Promise<Partial> {
    let found = '';
    const chunks = await this.#chunks(sha);
    for (const chunk of chunks) found += chunkText(chunk);
    if (!text.startsWith(found))
      throw new DomainError('BLOB.MISSING', 'unavailable', `The payload ${sha} is damaged in the store.`, {
        sha256: sha,
      });
    return { chunks: chunks.length, length: found.length };
  }

  async #chunks(sha: string): Promise<RawEvent[]> {
    return this.#read(async () => {
      const chunks: RawEvent[] = [];
      for await (const chunk of this.#raw.readStream(stream(sha), { from: 0 })) chunks.push(chunk);
      return chunks;
    }, sha);
  }

  async #read<T>(read: () => Promise<T>, sha: string): Promise<T> {
    try {
      const result = await read();
      this.#contact.succeeded();
      return result;
    } catch (error) {
      if (error instanceof DomainError) throw error;
      this.#contact.failed(error);
      throw unavailable(`The payload ${sha} could not be read: ${messageOf(error)}`);
    }
  }

  #sealed(sha: string, { chunks, length }: Partial, text: string): SealedEvent {
    return {
      id: chunkId(`${sha}/${chunks}/${length}/${text.length}`),
      type: 'BlobChunk',
      data: JSON.stringify({ index: chunks, offset: length, text }),
      metadata: writerMetadata(this.#writer),
    };
  }
}

/** How much of a blob is in the store; length in UTF-16 units. */
interface Partial {
  readonly chunks: number;
  readonly length: number;
}

/** A UUID that depends on the blob and the chunk's place in it only. */
function chunkId(name: string): string {
  const hex = sha256(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
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

function chunkText(event: RawEvent): string {
  try {
    const data: unknown = JSON.parse(event.data);
    const text: unknown = typeof data === 'object' && data !== null && 'text' in data ? data.text : undefined;
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}
