import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
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
    const written = createHash('sha256');
    let bytes = 0;
    try {
      const handle = await open(draft, 'w', 0o600);
      try {
        for await (const part of bundle.bytes()) {
          // Not `write`: on a disk that is nearly full that writes a part of it and says so in its answer only.
          await handle.appendFile(part);
          written.update(part);
          bytes += part.length;
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      const sha256 = written.digest('hex');
      if ((await hashOfFile(draft)) !== sha256) throw new Error('what was written does not read back');
      await rename(draft, path.join(this.folder, file));
      await this.#flush();
      return { file, sha256, bytes };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** A name is durable once its folder is. */
  async #flush(): Promise<void> {
    const folder = await open(this.folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}

async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
