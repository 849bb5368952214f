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

interface Part {
  readonly into: Writable;
  readonly done: Promise<void>;
}

/** Writes beside the file, which is made when there is something to write, and gives it its name when it is whole. */
export function fileSink(file: string, gzip: boolean): Sink {
  const part = `${file}.part`;
  let current: Part | undefined;
  const end = async ({ into, done }: Part): Promise<void> => {
    into.end();
    await done;
  };
  return {
    file,
    async write(bytes) {
      current ??= openPart(part, gzip);
      const { into, done } = current;
      if (!into.write(bytes)) await Promise.race([once(into, 'drain'), done]);
    },
    async restart() {
      if (current) await end(current);
      current = undefined;
      return true;
    },
    async finish() {
      await end(current ?? openPart(part, gzip));
      await rename(part, file);
    },
  };
}

function openPart(file: string, gzip: boolean): Part {
  const disk = createWriteStream(file);
  const into = gzip ? createGzip() : disk;
  if (into !== disk) into.pipe(disk);
  const done = finished(disk);
  done.catch(() => undefined);
  return { into, done };
}
