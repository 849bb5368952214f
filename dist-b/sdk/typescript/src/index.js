import { agent } from "./agent.js";
import { AgentError } from "./errors.js";
import { result, StepOutput } from "./handler.js";
export {
  AgentError,
  StepOutput,
  agent,
  result
};
//# sourceMappingURL=index.js.map
