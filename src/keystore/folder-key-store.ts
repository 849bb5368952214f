import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../domain/kernel/errors.js';
import type { KeyStore } from '../domain/kernel/ports.js';

const NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const SUFFIX = '.key';
/** How often, and how far apart, it is looked whether a key that is being destroyed is gone. */
const DESTROYING_TRIES = 20;
const DESTROYING_MS = 20;

/** Secrets as files of a folder that only its owner can read. Several servers on one machine may share it. */
export class FolderKeyStore implements KeyStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    return this.#explained(() => secretIn(this.#file(name)));
  }

  async create(name: string, secret: Uint8Array): Promise<Uint8Array> {
    const file = this.#file(name);
    return this.#explained(async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // Whole or not at all, and never over one that is there: a link fails when the name is taken.
      const draft = path.join(this.#folder, `.${randomUUID()}.new`);
      try {
        await writeFile(draft, secret, { mode: 0o600, flush: true });
        for (let tries = 1; ; tries++) {
          const taken = await link(draft, file).then(() => false, isTaken);
          if (!taken) {
            await this.#flush();
            return secret;
          }
          const kept = await secretIn(file);
          if (kept) return kept;
          // Somebody is destroying it, and would remove what is put in its place; or has died over that.
          if (tries < DESTROYING_TRIES) await sleep(DESTROYING_MS);
          else await rm(file, { force: true });
        }
      } finally {
        await rm(draft, { force: true });
      }
    });
  }

  async destroy(name: string): Promise<boolean> {
    const file = this.#file(name);
    return this.#explained(async () => {
      const known = await ifThere(stat(file));
      if (known === undefined) return false;
      // Overwritten first: a removed file's bytes stay on the disk until something else needs the place. Another server may do the same.
      await ifThere(writeFile(file, new Uint8Array(known.size), { flag: 'r+', flush: true }));
      await rm(file, { force: true });
      await this.#flush();
      return true;
    });
  }

  async list(): Promise<readonly string[]> {
    const files = (await this.#explained(() => ifThere(readdir(this.#folder)))) ?? [];
    return files
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .toSorted();
  }

  #file(name: string): string {
    if (!NAME.test(name)) throw new TypeError(`"${name}" is no name of a key`);
    return path.join(this.#folder, name + SUFFIX);
  }

  /** A name that is made or removed is durable once its folder is. */
  async #flush(): Promise<void> {
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new DomainError(
        'KEYS.UNAVAILABLE',
        'unavailable',
        `The folder of keys ${this.#folder} cannot be used (${codeOf(error) ?? String(error)}). It must belong to the user that runs the server, and have space.`,
      );
    }
  }
}

/** Undefined too for a key that is being destroyed: nothing may ever be encrypted under the zeros that stand in its place for a moment. */
async function secretIn(file: string): Promise<Uint8Array | undefined> {
  const secret = await ifThere(readFile(file));
  return secret?.some((byte) => byte !== 0) === true ? secret : undefined;
}

function isTaken(error: unknown): true {
  if (codeOf(error) === 'EEXIST') return true;
  throw error;
}

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
