import { backOff } from "./timing.js";
import { messageOf } from "../domain/kernel/errors.js";
async function supervise(service, report, giveUp, longestWaitMs = backOff.lastMs) {
  const unwanted = new AbortController(), abort = () => unwanted.abort();
  giveUp?.addEventListener("abort", abort, { once: !0 });
  let current = await service.start(unwanted.signal).finally(() => giveUp?.removeEventListener("abort", abort));
  const loop = keepRunning(current);
  async function keepRunning(first) {
    let wait = backOff.firstMs;
    for (let running = first; ; ) {
      const since = Date.now();
      let how = await running.exited;
      current = void 0;
      const endedAt = Date.now();
      for (endedAt - since >= backOff.healthyMs && (wait = backOff.firstMs); ; ) {
        if (unwanted.signal.aborted || (report({ type: "ended", name: service.name, how, restartInMs: wait }), await waitUnless(unwanted.signal, wait), wait = Math.min(wait * 2, longestWaitMs), unwanted.signal.aborted)) return;
        try {
          running = await service.start(unwanted.signal);
          break;
        } catch (error) {
          how = messageOf(error);
        }
      }
      current = running, unwanted.signal.aborted ? await running.stop() : report({ type: "restarted", name: service.name, pid: running.pid, afterMs: Date.now() - endedAt });
    }
  }
  return {
    name: service.name,
    async stop() {
      unwanted.abort(), await current?.stop(), await loop;
    },
    kill() {
      unwanted.abort(), current?.kill();
    }
  };
}
function waitUnless(aborted, milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer), aborted.removeEventListener("abort", done), resolve();
    }, timer = setTimeout(done, milliseconds);
    aborted.addEventListener("abort", done, { once: !0 });
  });
}
export {
  supervise
};
//# sourceMappingURL=supervisor.js.map
