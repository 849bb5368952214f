import { nanoFromUsd } from "../domain/kernel/money.js";
const budgetOf = (given) => ({
  ...given.usd === void 0 ? {} : { nanoUsd: nanoFromUsd(given.usd).toString() },
  ...given.tokens === void 0 ? {} : { tokens: given.tokens }
});
export {
  budgetOf
};
//# sourceMappingURL=budget-input.js.map
