import { classify } from "./classify.js";
import { parseShard } from "./parse.js";
import { pay, propose } from "./payments.js";
import { validate } from "./validate.js";
const capabilities = {
  "invoice-parse": parseShard,
  "invoice-validate": validate,
  "invoice-classify": classify,
  "payment-propose": propose,
  "payment-write": pay
};
export {
  capabilities
};
//# sourceMappingURL=capabilities.js.map
