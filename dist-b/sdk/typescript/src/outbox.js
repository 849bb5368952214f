import { randomUUID } from "node:crypto";
import { isTransient } from "./link.js";
const FRAME_BYTES = 512 * 1024, FRAME_RESULTS = 1e3, FIRST_DELAY_MS = 50, LAST_DELAY_MS = 5e3;
class Outbox {
  constructor(send, isOnline, log) {
    this.send = send;
    this.isOnline = isOnline;
    this.log = log;
  }
  send;
  isOnline;
  log;
  pending = /* @__PURE__ */ new Map();
  ready = [];
  sendings = 0;
  flushing;
  retries = /* @__PURE__ */ new Set();
  emptied = [];
  /** `bytes`: about the size of its JSON. */
  add(result, bytes) {
    const entry = { result, bytes, tries: 0, sending: 0 };
    this.pending.set(result.resultId, entry), this.enqueue(entry);
  }
  leases() {
    return Array.from(this.pending.values(), (entry) => entry.result.leaseId);
  }
  /** A new connection: whatever was sent over the old one may be lost. */
  resend() {
    this.dropRetries(), this.ready = [...this.pending.values()];
    for (const entry of this.ready) entry.sending = 0;
    this.flushSoon();
  }
  /** Resolves when every result has a definite answer. */
  empty() {
    return this.pending.size === 0 ? Promise.resolve() : new Promise((resolve) => this.emptied.push(resolve));
  }
  close() {
    this.dropRetries(), clearImmediate(this.flushing);
  }
  enqueue(entry) {
    this.ready.push(entry), this.flushSoon();
  }
  flushSoon() {
    this.flushing ??= setImmediate(() => {
      this.flushing = void 0, this.flush();
    });
  }
  flush() {
    if (!this.isOnline()) return;
    const entries = this.ready;
    this.ready = [];
    let frame = [], bytes = 0;
    for (const entry of entries)
      frame.length > 0 && (frame.length >= FRAME_RESULTS || bytes + entry.bytes > FRAME_BYTES) && (this.sendFrame(frame), frame = [], bytes = 0), frame.push(entry), bytes += entry.bytes;
    frame.length > 0 && this.sendFrame(frame);
  }
  async sendFrame(entries) {
    const sending = ++this.sendings;
    for (const entry of entries) entry.sending = sending;
    const answer = await this.send(entries.map((entry) => entry.result));
    if (answer !== void 0 && "answers" in answer) for (const one of answer.answers) this.answered(one);
    else (answer?.problems || answer !== void 0 && !isTransient(answer.code)) && this.frameRefused(entries, answer.message, answer.code);
    for (const entry of entries)
      entry.sending === sending && this.pending.has(entry.result.resultId) && this.retryLater(entry);
  }
  answered(answer) {
    const entry = this.pending.get(answer.resultId);
    !entry || answer.status === 503 || (answer.status === 422 ? this.replace(entry, answer.message ?? "malformed", answer.code ?? "RESULT.MALFORMED") : this.settle(entry), (answer.status === 404 || answer.status === 409) && this.log.warn({ leaseId: answer.leaseId, status: answer.status }, "a result came too late and has no effect"));
  }
  /** One bad result spoils its frame: each is sent alone, and the bad one is then known. */
  frameRefused(entries, message, code) {
    const [first, ...others] = entries;
    if (first && others.length === 0) return this.replace(first, message, code);
    for (const entry of entries) this.pending.has(entry.result.resultId) && this.sendFrame([entry]);
  }
  /** A result that the gateway cannot take becomes a failure that says so, else the step would hang until its deadline. */
  replace(entry, message, code) {
    if (this.log.error({ leaseId: entry.result.leaseId, code }, `the gateway refused a result: ${message}`), !this.pending.has(entry.result.resultId)) return;
    if (entry.result.error) return this.settle(entry);
    this.pending.delete(entry.result.resultId);
    const error = { class: "output", code, message: `refused by the gateway: ${message}`, retryable: !0 }, { runId, leaseId } = entry.result;
    this.add({ runId, leaseId, resultId: randomUUID(), error, summary: "", usage: entry.result.usage }, 1024);
  }
  settle(entry) {
    if (this.pending.delete(entry.result.resultId), !(this.pending.size > 0)) {
      for (const resolve of this.emptied) resolve();
      this.emptied = [];
    }
  }
  retryLater(entry) {
    const delay = Math.min(LAST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(entry.tries++, 10)), timer = setTimeout(
      () => {
        this.retries.delete(timer), this.pending.has(entry.result.resultId) && this.enqueue(entry);
      },
      delay * (0.5 + Math.random() / 2)
    );
    this.retries.add(timer);
  }
  dropRetries() {
    for (const timer of this.retries) clearTimeout(timer);
    this.retries.clear();
  }
}
export {
  Outbox
};
//# sourceMappingURL=outbox.js.map
