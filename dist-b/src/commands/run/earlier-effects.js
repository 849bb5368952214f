import { DomainError } from "../../domain/kernel/errors.js";
import { effectOf } from "./replay-story.js";
const MAX_RUNS = 20;
async function earlierEffects(history, { source }) {
  const effects = [];
  let from = source;
  for (let runs = 0; from !== void 0; runs++) {
    const back = runs < MAX_RUNS ? await effectsOf(history, from) : void 0;
    if (back === void 0) return { effects, warnings: [unknownBefore(from.runId)] };
    effects.unshift(...back.effects), from = back.source;
  }
  return { effects, warnings: [] };
}
async function effectsOf(history, from) {
  const effects = [];
  let start;
  try {
    for await (const { type, data, revision } of history.events(from.runId))
      type === "RunStarted" && (start = { source: data.source }), type === "SideEffectRecorded" && effects.push(effectOf(data, revision, from));
  } catch (error) {
    if (error instanceof DomainError && error.code === "STREAM.UNREADABLE") return;
    throw error;
  }
  return start && { effects, source: start.source };
}
const unknownBefore = (runId) => ({
  path: "origin",
  message: `The origin is itself a replay, and goes back to run ${runId}, which cannot be looked at: side effects of that run are not in this list.`
});
export {
  earlierEffects
};
//# sourceMappingURL=earlier-effects.js.map
