import { z } from "zod";
const NanoUsd = z.string().regex(/^-?(0|[1-9]\d{0,27})$/, { error: "must be a whole number of nano-dollars as a decimal string", abort: !0 }), NANO = 1000000000n;
function nanoFromUsd(usd) {
  const text = typeof usd == "number" ? plainDecimal(usd) : usd.trim(), match = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match)
    throw new RangeError(`"${usd}" is not an amount of dollars with at most nine decimals, for example "1.50"`);
  const [, sign, whole = "0", fraction = ""] = match, nano = BigInt(whole) * NANO + BigInt(fraction.padEnd(9, "0"));
  return sign === "-" ? -nano : nano;
}
function formatUsd(nano) {
  const abs = nano < 0n ? -nano : nano, digits = (abs % NANO).toString().padStart(9, "0").replace(/0+$/, "").padEnd(2, "0");
  return `${nano < 0n ? "-" : ""}$${abs / NANO}.${digits}`;
}
const max = (a, b) => a > b ? a : b, sum = (amounts) => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};
function plainDecimal(value) {
  const text = String(value);
  return text.includes("e") ? value.toFixed(9).replace(/\.?0+$/, "") : text;
}
export {
  NanoUsd,
  formatUsd,
  max,
  nanoFromUsd,
  sum
};
//# sourceMappingURL=money.js.map
