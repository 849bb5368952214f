import { AgentError } from "@mission-control/agent";
import { z } from "zod";
function parseInputs(schema, task) {
  const parsed = schema.safeParse(task.inputs);
  if (parsed.success) return parsed.data;
  throw inputError("INPUTS.INVALID", `the inputs do not fit: ${z.prettifyError(parsed.error)}`);
}
function inputError(code, message) {
  return new AgentError({ class: "input", code, message, retryable: !1 });
}
export {
  inputError,
  parseInputs
};
//# sourceMappingURL=parse-inputs.js.map
