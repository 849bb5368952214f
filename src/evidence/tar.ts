import { hash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { DomainError } from '../domain/kernel/errors.js';

/** What a ustar header can say. */
const MAX_FILE_BYTES = 8 * 1024 ** 3 - 1;
const BLOCK = 512;
const EPOCH = new Date(0);

export interface TarEntry {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  content(): AsyncIterable<Uint8Array>;
}

/** A file whose hash is known. */
export type HashedEntry = TarEntry & { readonly sha256: string };

export const entryOf = (name: string, text: string): HashedEntry => {
  const bytes = Buffer.from(text);
  return {
    name,
    sha256: hash('sha256', bytes, 'hex'),
    size: bytes.length,
    async *content() {
      if (bytes.length > 0) yield bytes;
    },
  };
};

/** How long the whole archive is. Throws EVIDENCE.TOO_LARGE (invalid). */
export function tarSize(entries: readonly TarEntry[]): number {
  let size = 2 * BLOCK;
  for (const entry of entries) {
    if (entry.size > MAX_FILE_BYTES)
      throw new DomainError(
        'EVIDENCE.TOO_LARGE',
        'invalid',
        `${entry.name} would be ${entry.size} bytes, and a bundle holds files below 8 GiB: ask for fewer runs at once.`,
      );
    size += BLOCK + Math.ceil(entry.size / BLOCK) * BLOCK;
  }
  return size;
}

/** A ustar archive, read as it is made; who stops reading stops the making. */
export async function* tar(entries: readonly TarEntry[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const making = fill(archive, entries).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const piece of archive) {
      if (!(piece instanceof Uint8Array)) throw new TypeError('an archive is bytes');
      yield piece;
    }
  } finally {
    // When it is no longer read, the loop has destroyed the archive, and that ends its making.
    await making;
  }
}

async function fill(archive: Pack, entries: readonly TarEntry[]): Promise<void> {
  for (const { name, size, content } of entries)
    await pipeline(content(), archive.entry({ name, size, mode: 0o644, uid: 0, gid: 0, mtime: EPOCH, type: 'file' }));
  archive.finalize();
}
