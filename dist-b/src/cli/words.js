import { formatUsd } from "../domain/kernel/money.js";
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`, usd = (nano) => formatUsd(BigInt(nano));
export {
  counted,
  usd
};
//# sourceMappingURL=words.js.map
