import { z } from "zod";
import { runEvents } from "./events.js";
const KeptResult = runEvents.StepCarriedOver, KeptResults = z.array(KeptResult);
export {
  KeptResult,
  KeptResults
};
//# sourceMappingURL=kept-results.js.map
