import { storedHealth } from "./queries.js";
import { messageOf } from "../../domain/kernel/errors.js";
const END_TIMEOUT_MS = 1e3;
async function projectionStatus(runner, rebuild, schema, read) {
  let stored, rebuilding, problem = runner.problem;
  try {
    stored = await read(storedHealth), rebuilding = await rebuild();
  } catch (error) {
    problem ??= messageOf(error);
  }
  const position = runner.session?.projector.position ?? BigInt(stored?.position ?? 0), end = await endOf(runner), lag = end === void 0 ? void 0 : end > position ? end - position : 0n;
  return {
    state: stored ? runner.state : runner.state === "stopped" ? "stopped" : "unavailable",
    problem: problem ?? null,
    schema: schema ?? "",
    format: runner.options.group.format,
    epoch: runner.session?.projector.epoch ?? stored?.epoch ?? "0",
    position: String(position),
    end: end === void 0 ? null : String(end),
    lag: lag === void 0 ? null : String(lag),
    rebuilding: rebuilding ?? null,
    parkedStreams: stored?.parkedStreams ?? 0,
    parkedEvents: stored?.parkedEvents ?? 0,
    deadLettered: stored?.deadLettered ?? [],
    skippedTypes: stored?.skippedTypes ?? []
  };
}
async function endOf(runner) {
  const { session } = runner;
  if (!session) return;
  let timer;
  try {
    return await Promise.race([
      session.feed.end(),
      new Promise((resolve) => timer = setTimeout(() => resolve(void 0), END_TIMEOUT_MS))
    ]);
  } catch {
    return;
  } finally {
    clearTimeout(timer);
  }
}
export {
  projectionStatus
};
//# sourceMappingURL=status.js.map
