import { fork } from "node:child_process";
const FIRST_PAUSE_MS = 200, LAST_PAUSE_MS = Number(process.env.MC_RESTART_MAX_MS ?? 1e4), WELL_MS = 5e3;
class Supervised {
  constructor(name, script, env) {
    this.name = name;
    this.script = script;
    this.env = env;
    this.ready = new Promise((resolve) => this.isReady = resolve), this.start();
  }
  name;
  script;
  env;
  ready;
  child;
  ended = Promise.resolve();
  stopping = !1;
  pause = FIRST_PAUSE_MS;
  timer;
  isReady = () => {
  };
  start() {
    const startedAt = performance.now(), child = fork(this.script, [], { env: this.env, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.child = child, child.on("message", () => this.isReady()), this.ended = new Promise((resolve) => {
      child.once("error", (error) => console.error(`${this.name}: ${error.message}`)), child.once("exit", (code, signal) => {
        resolve(), !this.stopping && (performance.now() - startedAt >= WELL_MS && (this.pause = FIRST_PAUSE_MS), console.error(`${this.name} ended (${signal ?? `exit code ${code}`}), starting again in ${this.pause} ms`), this.timer = setTimeout(() => this.start(), this.pause), this.pause = Math.min(LAST_PAUSE_MS, this.pause * 2));
      });
    });
  }
  /** Asks it to end, and makes it after five seconds. */
  async stop() {
    this.stopping = !0, clearTimeout(this.timer), this.child?.kill("SIGTERM");
    const kill = setTimeout(() => this.child?.kill("SIGKILL"), 5e3);
    await this.ended, clearTimeout(kill);
  }
}
export {
  Supervised
};
//# sourceMappingURL=supervisor.js.map
