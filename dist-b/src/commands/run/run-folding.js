import { CATALOG } from "../../domain/catalog.js";
import { runDecider } from "../../domain/run/decide.js";
import { stateFromJson, stateToJson } from "../state-json.js";
const runFolding = {
  decider: runDecider,
  isEvent: (event) => CATALOG.get(event.type)?.stream === "run",
  stateToJson,
  stateFromJson: (json) => restored(stateFromJson(json))
};
function restored(value) {
  if (typeof value != "object" || value === null || !("status" in value))
    throw new TypeError("a snapshot of a run has no status");
  return value;
}
export {
  runFolding
};
//# sourceMappingURL=run-folding.js.map
