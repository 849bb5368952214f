import { checkExpression } from "./expressions.js";
import { checkSchema } from "./schemas.js";
const definitionTools = { checkExpression, checkSchema };
export {
  definitionTools
};
//# sourceMappingURL=definition-tools.js.map
