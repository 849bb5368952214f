import { appendFile, mkdir, open, truncate } from "node:fs/promises";
import path from "node:path";
import { messageOf } from "../domain/kernel/errors.js";
const PATIENCE_MS = 1e4, TAIL_BYTES = 64 * 1024;
class Witness {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #file;
  #writing = Promise.resolve();
  #taken = null;
  #fileProblem = null;
  #webhookProblem = null;
  state() {
    const { file, webhook } = this.deps;
    return {
      file: { path: file, problem: this.#fileProblem },
      webhook: webhook === void 0 ? null : { url: hidden(webhook), taken: this.#taken, problem: this.#webhookProblem }
    };
  }
  /** Told of the newest checkpoint, again and again. Never rejects. */
  async tell(newest) {
    await this.toFile(newest), await this.toWebhook(newest);
  }
  /** The first half of `tell`. Never rejects. */
  async toFile(newest) {
    const turn = this.#writing.then(() => problemOf(() => this.#write(newest)));
    this.#writing = turn, this.#fileProblem = await turn, this.#fileProblem !== null && this.deps.log.warn(
      { file: this.deps.file, reason: this.#fileProblem },
      "a checkpoint could not be written to its file"
    );
  }
  /** The second half: it may take as long as the other side has patience. Never rejects. */
  async toWebhook(newest) {
    this.deps.webhook === void 0 || this.#hasTaken(newest) || (this.#webhookProblem = await problemOf(() => this.#post(newest)), this.#webhookProblem !== null && this.deps.log.warn(
      { reason: this.#webhookProblem },
      "the webhook for checkpoints did not take one; it is sent again"
    ));
  }
  #hasTaken({ size }) {
    return this.#taken !== null && this.#taken >= size;
  }
  async #write(newest) {
    const { file, log } = this.deps, known = this.#file ?? await lastIn(file);
    if (this.#file = known, !(known.written >= newest.size)) {
      this.#file = void 0, known.cutAt !== void 0 && await truncate(file, known.cutAt), known.cutAt = void 0, await mkdir(path.dirname(file), { recursive: !0, mode: 448 });
      for await (const { size, note, revision } of this.deps.notes(known.next))
        known.next = revision + 1, !(size <= known.written) && (await appendFile(file, `${known.before}${JSON.stringify(note)}
`, { mode: 384, flush: !0 }), known.before = "", known.written = size, log.info({ checkpoint: note }, "a checkpoint of the log was signed"));
      this.#file = known;
    }
  }
  async #post({ size, note }) {
    const { webhook, fetch: send = fetch } = this.deps;
    if (webhook === void 0) return;
    const response = await send(webhook, {
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: note,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS)
    }).catch(readably);
    if (await response.body?.cancel(), !response.ok) throw new Error(`it answered with HTTP ${response.status}`);
    this.#taken = Math.max(size, this.#taken ?? 0);
  }
}
async function lastIn(file) {
  let handle;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return { written: 0, next: 0, cutAt: void 0, before: "" };
    throw error;
  }
  try {
    const { size } = await handle.stat(), from = Math.max(0, size - TAIL_BYTES), { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from }), lines = buffer.subarray(0, bytesRead).toString().split(`
`), rest = lines.pop() ?? "", cut = rest.startsWith('"');
    return {
      written: lines.map(sizeIn).findLast((found) => found !== void 0) ?? 0,
      next: 0,
      cutAt: cut ? from + buffer.subarray(0, bytesRead).lastIndexOf(`
`) + 1 : void 0,
      before: cut || rest === "" ? "" : `
`
    };
  } finally {
    await handle.close();
  }
}
function sizeIn(line) {
  try {
    const note = JSON.parse(line), size = typeof note == "string" ? Number(note.split(`
`)[1]) : Number.NaN;
    return Number.isSafeInteger(size) ? size : void 0;
  } catch {
    return;
  }
}
function readably(error) {
  throw error instanceof DOMException && error.name === "TimeoutError" ? new Error(`it did not answer within ${PATIENCE_MS / 1e3} s`, { cause: error }) : error instanceof TypeError && error.cause instanceof Error ? new Error(`it could not be reached: ${error.cause.message}`, { cause: error }) : error;
}
async function problemOf(work) {
  try {
    return await work(), null;
  } catch (error) {
    return messageOf(error);
  }
}
function hidden(url) {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
export {
  Witness
};
//# sourceMappingURL=witness.js.map
