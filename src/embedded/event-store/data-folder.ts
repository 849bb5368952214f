import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** The data folder cannot be used. The message is one line that says what to do. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError';
}

const FORMAT_FILE = 'format.json';

/** Raised when what is on the disk can no longer be read by older code. 1: entries had no checksums. */
const FORMAT = 2;

export interface DataFolder {
  /** Position from which on entries of the log have checksums; undefined in a folder that was written before there were any, or is new. */
  readonly checksumsFrom: number | undefined;
  /** It holds no log yet, or one whose first start did not come to its end. */
  readonly isNew: boolean;
  /** Says that the folder holds a log of this format, which older code cannot read. */
  keepFormat(checksumsFrom: number): void;
  /** Gives the lock back. */
  release(): void;
}

/** Makes the folder if need be, checks that this version can read it, and takes its single-writer lock. */
export function openDataFolder(folder: string): DataFolder {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be made (${codeOf(error)}). Choose another one, or make it writable.`,
    );
  }
  const format = readFormat(folder);
  const lock = path.join(folder, 'lock');
  takeLock(folder, lock);
  const release = (): void => {
    if (readLock(lock)?.pid === process.pid) rmSync(lock, { force: true });
    held.delete(path.resolve(folder));
  };
  return {
    checksumsFrom: format?.checksumsFrom,
    isNew: format === undefined,
    keepFormat(checksumsFrom) {
      try {
        writeFormat(folder, checksumsFrom);
      } catch (error) {
        throw cannotWrite(folder, error);
      }
    },
    release,
  };
}

const cannotWrite = (folder: string, error: unknown): DataFolderError =>
  new DataFolderError(
    codeOf(error) === 'ENOSPC'
      ? `The disk of the data folder ${folder} is full. Free some space, or choose another folder.`
      : `The data folder ${folder} cannot be written (${codeOf(error)}). Make it writable for this user.`,
  );

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

interface Format {
  format: number;
  checksumsFrom: number | undefined;
}

/** What the folder says of its format; undefined when it is new. Throws when this version cannot read it. */
function readFormat(folder: string): Format | undefined {
  const file = path.join(folder, FORMAT_FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new DataFolderError(`${file} cannot be read (${codeOf(error)}). Run as the user that owns the data folder.`);
  }
  const found = formatIn(text);
  if (found === undefined)
    throw new DataFolderError(
      `${file} is damaged. Put it back from a backup of the data folder, or choose another folder.`,
    );
  if (found.format > FORMAT)
    throw new DataFolderError(
      `The data folder ${folder} has format ${found.format}; this version reads up to ${FORMAT}. Run the newer version of Mission Control that wrote it.`,
    );
  return found;
}

/** From format 2 on the file carries a checksum of itself. */
function formatIn(text: string): Format | undefined {
  const value = objectIn(text);
  const format = value?.['format'];
  if (value === undefined || typeof format !== 'number' || !Number.isInteger(format) || format < 1) return undefined;
  if (format > FORMAT) return { format, checksumsFrom: undefined };
  const { checksumsFrom, checksum } = value;
  if (format === 1) return checksum === undefined ? { format, checksumsFrom: undefined } : undefined;
  if (typeof checksumsFrom !== 'number' || text !== formatText(checksumsFrom)) return undefined;
  return { format, checksumsFrom };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

function formatText(checksumsFrom: number): string {
  const content = { format: FORMAT, writtenBy: 'Mission Control embedded event store', checksumsFrom };
  return `${JSON.stringify({ ...content, checksum: crc32(JSON.stringify(content)) })}\n`;
}

/** On the disk before anything that depends on it. */
function writeFormat(folder: string, checksumsFrom: number): void {
  const file = path.join(folder, FORMAT_FILE);
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, 'w');
  try {
    writeFileSync(descriptor, formatText(checksumsFrom));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncFolder(folder);
}

/** A name is on the disk when its folder is. Windows cannot open folders, and needs it not. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

interface Lock {
  pid: number;
  /** When that process began, as the system counts it: a pid may be given again to another process. */
  began: string;
}

/** Folders that this very process holds. */
const held = new Set<string>();

function takeLock(folder: string, file: string): void {
  const resolved = path.resolve(folder);
  const inUse = (pid: number): DataFolderError =>
    new DataFolderError(
      `The data folder ${resolved} is in use by process ${pid}. Stop that process, or choose another folder; two nodes must not share one.`,
    );
  if (held.has(resolved)) throw inUse(process.pid);
  const content = JSON.stringify({ pid: process.pid, began: beginOf(process.pid) });
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
      held.add(resolved);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw cannotWrite(resolved, error);
    }
    const lock = readLock(file);
    if (lock && isAlive(lock)) throw inUse(lock.pid);
    removeStale(file, lock);
  }
  throw new DataFolderError(`The lock ${file} cannot be taken. Delete it if no other node uses this folder.`);
}

function readLock(file: string): Lock | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && 'pid' in value && 'began' in value) {
      if (typeof value.pid === 'number' && typeof value.began === 'string')
        return { pid: value.pid, began: value.began };
    }
  } catch {
    // Gone, or half written by a process that died.
  }
  return undefined;
}

/** Moves the lock of a dead process away. Two that do so at once: only one can move it, and a live lock moved by mistake is put back. */
function removeStale(file: string, stale: Lock | undefined): void {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = readLock(aside);
  if (moved && stale && moved.pid !== stale.pid && isAlive(moved)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function isAlive({ pid, began }: Lock): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  const now = beginOf(pid);
  return began === '' || now === '' || now === began;
}

/** Start time of a process in clock ticks since boot, with the boot's id; empty where the system does not tell. */
function beginOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets: the fields begin after the last bracket; start time is the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${fields[19] ?? ''}@${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return '';
  }
}
