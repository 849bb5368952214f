import { setTimeout as sleep } from "node:timers/promises";
import { adaptersOver } from "./adapters.js";
import { MemoryLog } from "./memory-log.js";
const SILENT = { info: () => {
}, warn: () => {
} }, WRITER = { version: "0.0.0-test", bootId: "00000000-0000-4000-8000-000000000001" };
function memoryStore(options = {}) {
  const { over, backoff = oneTurn, silenceMs, log = SILENT } = options, raw = over ?? new MemoryLog(options);
  return { ...adaptersOver(raw, {
    log,
    writer: WRITER,
    feed: {
      backoff,
      gather: () => Promise.resolve(),
      ...silenceMs === void 0 ? {} : { silenceMs }
    },
    probe: options.backoff ?? shortly,
    resend: backoff,
    now: options.now
  }), raw, log: raw.recorded };
}
const oneTurn = () => new Promise((resolve) => setImmediate(resolve)), shortly = async () => {
  await sleep(2, void 0, { ref: !1 });
};
export {
  memoryStore
};
//# sourceMappingURL=memory.js.map
