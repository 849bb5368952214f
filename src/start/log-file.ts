import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../embedded/startup-error.js';

const largest = 10 * 1024 * 1024;

/** The log file of a process. One that has grown past 10 MiB is put aside at the start; the one before it is dropped. */
export async function logFile(dataFolder: string, name: string): Promise<string> {
  const folder = path.join(dataFolder, 'logs');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `${name}.log`);
  try {
    if ((await stat(file)).size > largest) await rename(file, `${file}.1`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  return file;
}
