import { chmod, link, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { processIdentity } from './process-identity.js';
import { StartupError, errorCode } from './startup-error.js';

/** Raised when what is in the folder can no longer be read by earlier releases. */
const formatVersion = 1;
const Format = z.object({ version: z.number().int().positive() });
const Holder = z.object({
  pid: z.number().int().positive(),
  identity: z.string(),
  since: z.string(),
  address: z.string().optional(),
});
type Holder = z.infer<typeof Holder>;

/** The folder that holds everything one installation keeps, locked for this process. */
export interface DataFolder {
  readonly path: string;
  /** Tells a second start where this one serves. */
  announce(address: string): Promise<void>;
  /** A JSON file of the folder, or undefined if it is missing or does not fit. */
  read<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Replaces a JSON file at once, readable by its owner only. */
  write(name: string, value: unknown): Promise<void>;
  /** Gives up the lock. */
  release(): Promise<void>;
}

/**
 * Makes or opens the data folder and locks it for this process. The lock of a process that is dead is taken over.
 *
 * @throws StartupError if another process holds it, a newer release wrote it, or it cannot be read or written
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const file = (name: string) => path.join(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await checkFormat(folder, await readdir(folder));
    // As root PostgreSQL runs as another user, who must be able to pass; each secret in the folder has mode 0600 itself.
    await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  } catch (error) {
    throw explained(folder, error);
  }
  const self: Holder = {
    pid: process.pid,
    identity: (await processIdentity(process.pid)) ?? '',
    since: new Date().toISOString(),
  };
  const write = async (name: string, value: unknown) => {
    const next = file(`${name}.${process.pid}.new`);
    await writeFile(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    await rename(next, file(name));
  };
  try {
    await lock(file('lock'), self);
    // Only the holder of the lock may write: another start could be in the middle of making the folder.
    await write('format', { version: formatVersion });
  } catch (error) {
    throw explained(folder, error);
  }
  return {
    path: folder,
    announce: (address) => write('lock', { ...self, address }),
    async read(name, schema) {
      const content = await readFile(file(name), 'utf8').catch(() => undefined);
      return content === undefined ? undefined : parseOptional(content, schema);
    },
    write,
    release: () => rm(file('lock'), { force: true }),
  };
}

async function checkFormat(folder: string, names: readonly string[]): Promise<void> {
  if (!names.includes('format')) {
    // What a start that was interrupted, or a server started by hand, may have left.
    const strange = names.filter((name) => !/^(lock|cli\.json|logs|format)\b/.test(name));
    if (strange.length === 0) return;
    throw new StartupError(
      `${folder} holds other files (such as ${strange[0]}) and is no data folder of Mission Control. Set MC_DATA_DIR to an empty or a new folder.`,
    );
  }
  const format = parseOptional(await readFile(path.join(folder, 'format'), 'utf8'), Format);
  if (format === undefined) {
    throw new StartupError(
      `${path.join(folder, 'format')} is damaged. Write {"version":${formatVersion}} into it if this release wrote the folder.`,
    );
  }
  if (format.version > formatVersion) {
    throw new StartupError(
      `${folder} was written by a newer release of Mission Control (format ${format.version}; this release reads up to ${formatVersion}). ` +
        'Start that release, or set MC_DATA_DIR to another folder.',
    );
  }
}

/** The lock appears with its content at once (a link to a finished file), so nobody can read half of it. */
async function lock(file: string, self: Holder): Promise<void> {
  const own = `${file}.${self.pid}`;
  await writeFile(own, JSON.stringify(self), { mode: 0o600 });
  try {
    for (;;) {
      try {
        await link(own, file);
        return;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const holder = await readHolder(file);
      if (holder !== undefined && (await processIdentity(holder.pid)) === holder.identity)
        throw held(path.dirname(file), holder);
      // Two starts may both find the dead one's lock: the one whose rename takes away a living lock gives it back.
      const stale = `${own}.stale`;
      await rename(file, stale).catch(ignoreMissing);
      const taken = await readHolder(stale);
      if (taken !== undefined && (await processIdentity(taken.pid)) === taken.identity)
        await link(stale, file).catch(() => undefined);
      await rm(stale, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const content = await readFile(file, 'utf8').catch(ignoreMissing);
  return content === undefined ? undefined : parseOptional(content, Holder);
}

function held(folder: string, holder: Holder): StartupError {
  const address = holder.address === undefined ? 'it is still starting' : `it serves at ${holder.address}`;
  return new StartupError(
    `The data folder ${folder} is in use by pid ${holder.pid} since ${holder.since.slice(0, 19).replace('T', ' ')} UTC; ${address}. ` +
      'Use that one, stop it (Ctrl-C in its terminal), or set MC_DATA_DIR to another folder to run a second one beside it.',
  );
}

function explained(folder: string, error: unknown): unknown {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return new StartupError(
        `The data folder ${folder} cannot be read and written by this user. Change its owner (chown -R), or set MC_DATA_DIR to another folder.`,
      );
    case 'EROFS':
      return new StartupError(
        `The data folder ${folder} is on a file system that is read-only. Set MC_DATA_DIR to a folder that can be written.`,
      );
    case 'ENOSPC':
      return new StartupError(
        `There is no space left for the data folder ${folder}. Free some, or set MC_DATA_DIR to a folder on another disk.`,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartupError(
        `The data folder ${folder} cannot be made: a file of that name is in the way. Set MC_DATA_DIR to another folder.`,
      );
    default:
      return error;
  }
}

function parseOptional<T>(content: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
  return undefined;
}
