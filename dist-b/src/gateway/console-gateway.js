import { ConsoleAccess } from "./console-access.js";
import { errorFrame, parseFrame, refuseOthers, replyTo } from "./frames.js";
import * as protocol from "./protocol.js";
const NO_TOPICS = /* @__PURE__ */ new Set();
class ConsoleGateway {
  constructor(deps) {
    this.deps = deps;
    this.#doors = new ConsoleAccess(deps.access, deps.trustedProxies ?? 0, deps.now ?? Date.now);
  }
  deps;
  #watchers = /* @__PURE__ */ new Map();
  #doors;
  attach(io) {
    const namespace = io.of(protocol.CONSOLE_NAMESPACE);
    namespace.use((socket, next) => {
      socket.conn.once("close", () => this.#doors.gone(socket)), this.#doors.admit(socket).then(
        () => {
          socket.conn.readyState !== "open" && this.#doors.gone(socket), next();
        },
        (error) => next(Object.assign(new Error(errorFrame(error).message), { data: errorFrame(error) }))
      );
    }), namespace.on("connection", (socket) => {
      refuseOthers(socket, ["watch"]), socket.on("watch", (frame, answer) => {
        const reply = replyTo(socket, answer), parsed = parseFrame(protocol.Watch, frame);
        if (!parsed.ok) return reply(parsed);
        const { runs = [], topics = runs === "*" ? "*" : [] } = parsed.message;
        this.#watchers.set(socket, {
          runs: runs === "*" ? "*" : new Set(runs),
          topics: topics === "*" ? protocol.Topic.options : topics
        }), reply({ ok: !0, position: this.deps.committed().toString() });
      }), socket.on("disconnect", () => {
        this.#watchers.delete(socket), this.#doors.gone(socket);
      });
    });
  }
  /** What has ended is closed. */
  onEvent(event) {
    this.#doors.onEvent(event);
  }
  /** Told by the read models after each commit. No work for consoles that nobody looks at. */
  changed(changes, position, topics = NO_TOPICS) {
    for (const [socket, watched] of this.#watchers) {
      const seen = changes.filter(({ runId }) => watches(watched, runId)), about = watched.topics.filter((topic) => topics.has(topic));
      (seen.length > 0 || about.length > 0) && socket.emit("changed", {
        changes: seen.map(({ runId, revision }) => ({ runId, revision })),
        topics: about,
        position: position.toString()
      });
    }
  }
  progress(progress) {
    for (const [socket, watched] of this.#watchers)
      watches(watched, progress.runId) && socket.emit("progress", progress);
  }
}
const watches = ({ runs }, runId) => runs === "*" || runs.has(runId);
export {
  ConsoleGateway
};
//# sourceMappingURL=console-gateway.js.map
