import { appendFile, mkdir, open, truncate } from 'node:fs/promises';
import path from 'node:path';
import type { Checkpoint } from '../domain/evidence/state.js';
import type { RecordedCheckpoint } from './recorded-checkpoints.js';
import { messageOf } from '../domain/kernel/errors.js';

const PATIENCE_MS = 10_000;
/** A note is far shorter; a line that is longer was not written here. */
const TAIL_BYTES = 64 * 1024;

export interface WitnessState {
  readonly file: { readonly path: string; readonly problem: string | null };
  /** Null: there is none. */
  readonly webhook: {
    readonly url: string;
    /** Size of the newest checkpoint that it has taken; null: none since this server started. */
    readonly taken: number | null;
    readonly problem: string | null;
  } | null;
}

export interface WitnessDeps {
  readonly file: string;
  readonly webhook: string | undefined;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /** Every checkpoint of the log, in order, from a revision of its stream on. */
  notes(from: number): AsyncIterable<Pick<RecordedCheckpoint, 'size' | 'note' | 'revision'>>;
  readonly fetch?: typeof fetch;
}

/**
 * Tells checkpoints outside of the event store: to a file, to this server's log, and to a webhook. Who keeps one of these can show later that
 * the log was changed, also when all of the store was replaced. Nothing here stops a checkpoint; what fails is tried again with the next look.
 */
export class Witness {
  #file: FileEnd | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #taken: number | null = null;
  #fileProblem: string | null = null;
  #webhookProblem: string | null = null;

  constructor(private readonly deps: WitnessDeps) {}

  state(): WitnessState {
    const { file, webhook } = this.deps;
    return {
      file: { path: file, problem: this.#fileProblem },
      webhook:
        webhook === undefined ? null : { url: hidden(webhook), taken: this.#taken, problem: this.#webhookProblem },
    };
  }

  /** Told of the newest checkpoint, again and again. Never rejects. */
  async tell(newest: Checkpoint): Promise<void> {
    await this.toFile(newest);
    await this.toWebhook(newest);
  }

  /** The first half of `tell`. Never rejects. */
  async toFile(newest: Checkpoint): Promise<void> {
    // One after the other: two that write at once would each write all that is missing.
    const turn = this.#writing.then(() => problemOf(() => this.#write(newest)));
    this.#writing = turn;
    this.#fileProblem = await turn;
    if (this.#fileProblem !== null)
      this.deps.log.warn(
        { file: this.deps.file, reason: this.#fileProblem },
        'a checkpoint could not be written to its file',
      );
  }

  /** The second half: it may take as long as the other side has patience. Never rejects. */
  async toWebhook(newest: Checkpoint): Promise<void> {
    if (this.deps.webhook === undefined || this.#hasTaken(newest)) return;
    // An older one that was not taken is covered by the newest: the tree only grows.
    this.#webhookProblem = await problemOf(() => this.#post(newest));
    if (this.#webhookProblem !== null)
      this.deps.log.warn(
        { reason: this.#webhookProblem },
        'the webhook for checkpoints did not take one; it is sent again',
      );
  }

  #hasTaken({ size }: Checkpoint): boolean {
    return this.#taken !== null && this.#taken >= size;
  }

  async #write(newest: Checkpoint): Promise<void> {
    const { file, log } = this.deps;
    const known = this.#file ?? (await lastIn(file));
    this.#file = known;
    if (known.written >= newest.size) return;
    // A write that fails may leave half a line: the end of the file is then looked at again.
    this.#file = undefined;
    if (known.cutAt !== undefined) await truncate(file, known.cutAt);
    known.cutAt = undefined;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    for await (const { size, note, revision } of this.deps.notes(known.next)) {
      known.next = revision + 1;
      if (size <= known.written) continue;
      await appendFile(file, `${known.before}${JSON.stringify(note)}\n`, { mode: 0o600, flush: true });
      known.before = '';
      known.written = size;
      log.info({ checkpoint: note }, 'a checkpoint of the log was signed');
    }
    this.#file = known;
  }

  async #post({ size, note }: Checkpoint): Promise<void> {
    const { webhook, fetch: send = fetch } = this.deps;
    if (webhook === undefined) return;
    const response = await send(webhook, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: note,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(readably);
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered with HTTP ${response.status}`);
    this.#taken = Math.max(size, this.#taken ?? 0);
  }
}

interface FileEnd {
  /** Size of the tree of the last checkpoint in it; 0: there is none. */
  written: number;
  /** Revision of the first checkpoint in the log that is not looked at yet. */
  next: number;
  /** Where a checkpoint begins that a crash has cut: no verifier reads a file with half of one. */
  cutAt: number | undefined;
  /** A last line that is something else stays, and is ended. */
  before: '' | '\n';
}

async function lastIn(file: string): Promise<FileEnd> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { written: 0, next: 0, cutAt: undefined, before: '' };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    const text = buffer.subarray(0, bytesRead).toString();
    // What was cut is no checkpoint: the one before it counts, and the cut one follows again, whole.
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    const cut = rest.startsWith('"');
    // Counted in bytes: what was cut may end within a character.
    return {
      written: lines.map(sizeIn).findLast((found) => found !== undefined) ?? 0,
      next: 0,
      cutAt: cut ? from + buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1 : undefined,
      before: cut || rest === '' ? '' : '\n',
    };
  } finally {
    await handle.close();
  }
}

function sizeIn(line: string): number | undefined {
  try {
    const note: unknown = JSON.parse(line);
    const size = typeof note === 'string' ? Number(note.split('\n')[1]) : Number.NaN;
    return Number.isSafeInteger(size) ? size : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch failed` and `aborted` say nothing to whoever has to mend it. */
function readably(error: unknown): never {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    throw new Error(`it did not answer within ${PATIENCE_MS / 1_000} s`, { cause: error });
  if (error instanceof TypeError && error.cause instanceof Error)
    throw new Error(`it could not be reached: ${error.cause.message}`, { cause: error });
  throw error;
}

async function problemOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return messageOf(error);
  }
}

/** Without what may be a secret in it. */
function hidden(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
