function centsOf(text) {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) throw new RangeError(`"${text}" is not an amount such as 1234.50`);
  const [, sign, whole = "0", decimals = ""] = match, cents = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, "0"));
  return sign === "-" ? -cents : cents;
}
function amountOf(cents) {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
export {
  amountOf,
  centsOf
};
//# sourceMappingURL=amount.js.map
