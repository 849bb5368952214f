import { DomainError } from "../../domain/kernel/errors.js";
const WORDS = {
  run: "RUN",
  workflow: "WORKFLOW",
  approval: "APPROVAL",
  agent: "AGENT",
  "bulk action": "BULK"
};
function found(value, what, id) {
  if (value !== void 0) return value;
  throw new DomainError(
    `${WORDS[what]}.NOT_FOUND`,
    "notFound",
    `There is no ${what} ${id}. If it was made a moment ago, read with ?atLeast= and the position of that answer.`
  );
}
export {
  found
};
//# sourceMappingURL=found.js.map
