import { createHash } from 'node:crypto';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const FLUSH_CHARACTERS = 256 * 1024;
const READ_BYTES = 256 * 1024;

/** A folder of temporary files, for what must be measured before it is sent: a tar's header says how long a file is. */
export class Spool {
  private constructor(
    readonly folder: string,
    private readonly files: SpoolFile[] = [],
  ) {}

  static async create(parent = os.tmpdir()): Promise<Spool> {
    return new Spool(await mkdtemp(path.join(parent, 'mission-control-evidence-')));
  }

  async file(name: string): Promise<SpoolFile> {
    const file = new SpoolFile(await open(path.join(this.folder, name), 'wx+', 0o600));
    this.files.push(file);
    return file;
  }

  /** Nothing of it is left. Safe to repeat. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.files.splice(0).map((file) => file.close()));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Text that goes to a file in large pieces, with its size and hash as it grows. */
export class SpoolFile {
  #size = 0;
  #text = '';
  readonly #hash = createHash('sha256');
  #digest: string | undefined;

  constructor(private readonly handle: FileHandle) {}

  /** Bytes that are in the file; all of them after `end`. */
  get size(): number {
    return this.#size;
  }
  /** Of everything; only after `end`. */
  get sha256(): string {
    if (this.#digest === undefined) throw new Error('the file is still written');
    return this.#digest;
  }

  /** A promise only when there is something to wait for: most calls write nothing yet. */
  write(text: string): Promise<void> | undefined {
    this.#text += text;
    return this.#text.length < FLUSH_CHARACTERS ? undefined : this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#digest ??= this.#hash.digest('hex');
  }

  async *read(from = 0, size = this.#size - from): AsyncGenerator<Buffer> {
    for (let done = 0; done < size;) {
      const length = Math.min(READ_BYTES, size - done);
      const { bytesRead, buffer } = await this.handle.read({
        buffer: Buffer.allocUnsafe(length),
        position: from + done,
      });
      if (bytesRead === 0) throw new Error('a temporary file is shorter than it was');
      done += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    this.#hash.update(bytes);
    // Taken before the write, which may be in parts: nobody writes here but one after the other.
    let at = this.#size;
    this.#size += bytes.length;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, at);
      done += bytesWritten;
      at += bytesWritten;
    }
  }
}
