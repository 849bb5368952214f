import { appendFile, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { Checkpoint } from '../domain/evidence/state.js';
import type { EvidenceEventData } from '../domain/evidence/events.js';

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
  /** Every checkpoint of the log, in order. */
  notes(): AsyncIterable<Pick<EvidenceEventData<'CheckpointSigned'>, 'size' | 'note'>>;
  readonly fetch?: typeof fetch;
}

/**
 * Tells checkpoints outside of the event store: to a file, to this server's log, and to a webhook. Who keeps one of these can show later that
 * the log was changed, also when all of the store was replaced. Nothing here stops a checkpoint; what fails is tried again with the next look.
 */
export class Witness {
  #file: { written: number; readonly cut: boolean } | undefined;
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
    // One after the other: two that write at once would each write all that is missing.
    const turn = this.#writing.then(() => problemOf(() => this.#write(newest)));
    this.#writing = turn;
    this.#fileProblem = await turn;
    if (this.#fileProblem !== null)
      this.deps.log.warn(
        { file: this.deps.file, reason: this.#fileProblem },
        'a checkpoint could not be written to its file',
      );
    if (this.deps.webhook === undefined || this.#taken === newest.size) return;
    // An older one that was not taken is covered by the newest: the tree only grows.
    this.#webhookProblem = await problemOf(() => this.#post(newest));
    if (this.#webhookProblem !== null)
      this.deps.log.warn(
        { reason: this.#webhookProblem },
        'the webhook for checkpoints did not take one; it is sent again',
      );
  }

  async #write(newest: Checkpoint): Promise<void> {
    const { file, log } = this.deps;
    const known = (this.#file ??= await lastIn(file));
    if (known.written >= newest.size) return;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    let before = known.cut ? '\n' : '';
    for await (const { size, note } of this.deps.notes()) {
      if (size <= known.written) continue;
      await appendFile(file, `${before}${JSON.stringify(note)}\n`, { mode: 0o600, flush: true });
      before = '';
      known.written = size;
      log.info({ checkpoint: note }, 'a checkpoint of the log was signed');
    }
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
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered with HTTP ${response.status}`);
    this.#taken = size;
  }
}

/** Size of the tree of the last checkpoint in a file (0: there is none), and whether a crash has cut its last line. */
async function lastIn(file: string): Promise<{ written: number; readonly cut: boolean }> {
  let handle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { written: 0, cut: false };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    const text = buffer.subarray(0, bytesRead).toString();
    // What was cut is no checkpoint: the one before it counts, and the cut one follows again, whole.
    const whole = text.split('\n').slice(0, -1);
    return {
      written: whole.map(sizeIn).findLast((found) => found !== undefined) ?? 0,
      cut: text !== '' && !text.endsWith('\n'),
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

async function problemOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Without what may be a secret in it. */
function hidden(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
