import { kindOf, STREAMS } from "../domain/catalog.js";
const POLL_MS = 250, PROJECTS_MS = 1e3, MAX_RUNS = 1e4;
class CommitsElsewhere {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #runs = /* @__PURE__ */ new Map();
  #topics = /* @__PURE__ */ new Map();
  #committedHereAt = Number.NEGATIVE_INFINITY;
  #timer;
  start() {
    this.#timer = setInterval(() => {
      this.poll().catch(() => {
      });
    }, POLL_MS);
  }
  stop() {
    clearInterval(this.#timer);
  }
  /** Written by this server: the feed passes over such events. */
  runChanged(stream, _, events) {
    const last = events.at(-1);
    last && this.#note(stream, last);
  }
  /** Seen in the feed. */
  onEvent(event) {
    this.#note(event.stream, event);
  }
  /** This server projects, and has told everybody itself. */
  committedHere(position) {
    this.#committedHereAt = this.deps.now(), this.#forget(position);
  }
  async poll() {
    if (this.#topics.size === 0 || this.deps.now() - this.#committedHereAt < PROJECTS_MS) return;
    const position = await this.deps.committed(), runs = [...this.#runs].filter(([, { first }]) => first <= position).map(([stream, { revision }]) => ({ runId: stream.slice(STREAMS.run.length), revision })), topics = new Set([...this.#topics].filter(([, { first }]) => first <= position).map(([topic]) => topic));
    this.#forget(position), topics.size > 0 && this.deps.changed(runs, position, topics);
  }
  #note(stream, { revision, position }) {
    const kind = kindOf(stream);
    if (kind === void 0 || position === void 0) return;
    const last = position;
    this.#topics.set(kind, { first: this.#topics.get(kind)?.first ?? position, last, revision }), kind === "run" && (this.#runs.size >= MAX_RUNS && this.#runs.clear(), this.#runs.set(stream, { first: this.#runs.get(stream)?.first ?? position, last, revision }));
  }
  #forget(through) {
    forget(this.#runs, through), forget(this.#topics, through);
  }
}
function forget(noted, through) {
  for (const [key, one] of noted)
    one.last <= through ? noted.delete(key) : one.first <= through && noted.set(key, { ...one, first: through + 1n });
}
export {
  CommitsElsewhere
};
//# sourceMappingURL=commits-elsewhere.js.map
