import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { Archive } from '../domain/retention/events.js';
import type { Bundle, BundleOrder } from './bundles.js';

/** Evidence bundles of what is pruned, as files of a folder. */
export class ArchiveFolder {
  constructor(
    private readonly folder: string,
    private readonly bundles: { make(order: BundleOrder): Promise<Bundle> },
  ) {}

  /** The file is whole and on the disk when it settles. Rejects with RETENTION.ARCHIVE (unavailable), or as `Bundles.make` does. */
  async write(id: string, streams: readonly string[], by: BundleOrder['by']): Promise<Archive> {
    const bundle = await this.bundles.make({
      id,
      by,
      filter: { prune: id },
      streams,
      signal: new AbortController().signal,
    });
    try {
      return await this.#save(`${id}.tar`, bundle);
    } catch (error) {
      throw new DomainError(
        'RETENTION.ARCHIVE',
        'unavailable',
        `The archive folder ${this.folder} cannot be written: ${messageOf(error)}. Nothing was deleted.`,
      );
    } finally {
      await bundle.remove();
    }
  }

  async #save(file: string, bundle: Bundle): Promise<Archive> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const draft = path.join(this.folder, `.${file}.new`);
    const hash = createHash('sha256');
    let bytes = 0;
    const handle = await open(draft, 'w', 0o600);
    try {
      for await (const part of bundle.bytes()) {
        await handle.write(part);
        hash.update(part);
        bytes += part.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path.join(this.folder, file));
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return { file, sha256: hash.digest('hex'), bytes };
  }
}
