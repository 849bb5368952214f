import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "./domain/kernel/errors.js";
async function until(what, attempt, log, signal) {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      await attempt();
      return;
    } catch (error) {
      (tries === 1 || tries % 20 === 0) && log.warn({ reason: messageOf(error) }, `waiting for ${what}`), await sleep(Math.min(100 * tries, 1e3), void 0, { signal });
    }
  }
}
async function keepRunning(what, run, log, signal) {
  for (; !signal.aborted; ) {
    try {
      await run();
    } catch (error) {
      log.error({ reason: messageOf(error) }, `${what} stopped and is started again`);
    }
    await sleep(1e3, void 0, { signal }).catch(() => {
    });
  }
}
export {
  keepRunning,
  until
};
//# sourceMappingURL=persistence.js.map
