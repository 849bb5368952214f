import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Writable } from 'node:stream';
import type { Output } from '../terminal.js';

/** Where an export goes. */
export interface Sink {
  /** What it is called, for people; undefined: the standard output. */
  readonly file: string | undefined;
  /** Settles when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Forgets what was written. False: it cannot. */
  restart(): Promise<boolean>;
  /** It is whole. */
  finish(): Promise<void>;
}

export const outputSink = (output: Output): Sink => ({
  file: undefined,
  write: (bytes) => {
    output.write(Buffer.from(bytes).toString());
    return Promise.resolve();
  },
  restart: () => Promise.resolve(false),
  finish: () => Promise.resolve(),
});

/** Writes beside the file and gives it its name when it is whole. */
export function fileSink(file: string, gzip: boolean): Sink {
  const part = `${file}.part`;
  const open = (): { readonly into: Writable; readonly done: Promise<void> } => {
    const disk = createWriteStream(part);
    if (!gzip) return { into: disk, done: finished(disk) };
    const into = createGzip();
    into.pipe(disk);
    return { into, done: finished(disk) };
  };
  let { into, done } = open();
  done.catch(() => undefined);
  const end = async (): Promise<void> => {
    into.end();
    await done;
  };
  return {
    file,
    async write(bytes) {
      if (!into.write(bytes)) await Promise.race([once(into, 'drain'), done]);
    },
    async restart() {
      await end();
      ({ into, done } = open());
      done.catch(() => undefined);
      return true;
    },
    async finish() {
      await end();
      await rename(part, file);
    },
  };
}
