import { sha256 } from '../commands/hashing.js';
import { DomainError } from '../domain/kernel/errors.js';
import { canonicalize } from '../domain/kernel/json.js';
import { findBlobRefs, type BlobRef } from '../domain/kernel/payload.js';
import type { BlobStore } from '../domain/kernel/ports.js';
import type { SpoolFile } from './spool.js';
import type { HashedEntry } from './tar.js';

export interface MissingPayload {
  readonly sha256: string;
  readonly because: 'erased' | 'pruned' | 'lost';
}

/** The payloads that events refer to, each once, one behind the other in one temporary file. */
export class PayloadFiles {
  readonly #wanted: BlobRef[] = [];
  readonly #places = new Map<string, { readonly from: number; readonly size: number } | undefined>();
  readonly missing: MissingPayload[] = [];
  #end = 0;

  constructor(
    private readonly file: SpoolFile,
    private readonly blobs: Pick<BlobStore, 'get'>,
  ) {}

  /** Notes every reference in a value. */
  find(value: unknown): void {
    findBlobRefs(value, (ref) => this.#want(ref));
  }

  /** Fetches what was found since the last call, and what that refers to. Rejects with STORE.UNAVAILABLE. */
  async fetch(): Promise<void> {
    for (let ref = this.#wanted.pop(); ref !== undefined; ref = this.#wanted.pop()) {
      const { sha256: name } = ref.$blob;
      const text = await this.#text(ref);
      if (text === undefined) {
        this.missing.push({ sha256: name, because: 'lost' });
        continue;
      }
      const size = Buffer.byteLength(text);
      this.#places.set(name, { from: this.#end, size });
      this.#end += size;
      await this.file.write(text);
      if (text.includes('"$blob"')) this.find(JSON.parse(text));
    }
  }

  has(name: string): boolean {
    return this.#places.get(name) !== undefined;
  }
  get names(): string[] {
    return [...this.#places.keys()].filter((name) => this.has(name)).toSorted();
  }
  /** An entry with a payload's text; its SHA-256 is the payload's name. */
  entry(path: string, name: string): HashedEntry {
    const place = this.#places.get(name);
    if (!place) throw new Error(`payload ${name} is not at hand`);
    return { name: path, sha256: name, size: place.size, content: () => this.file.read(place.from, place.size) };
  }

  #want(ref: BlobRef): void {
    const { sha256: name } = ref.$blob;
    if (this.#places.has(name)) return;
    this.#places.set(name, undefined);
    this.#wanted.push(ref);
  }

  async #text(ref: BlobRef): Promise<string | undefined> {
    try {
      const text = canonicalize(await this.blobs.get(ref));
      return sha256(text) === ref.$blob.sha256 ? text : undefined;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'BLOB.MISSING') return undefined;
      throw error;
    }
  }
}
