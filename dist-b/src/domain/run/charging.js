import { totalTokens, NO_TOKENS } from "./charge.js";
import { heldBy } from "./evolve.js";
const UNKNOWN_CALL = "mission-control:unreported";
function chargesFor(lease, priced) {
  const charges = [];
  for (const call of new Map(priced.map((one) => [one.callId, one])).values()) {
    const before = lease.calls.get(call.callId), nanoUsd = call.nanoUsd - (before?.nanoUsd ?? 0n), tokens = {
      input: call.tokens.input - (before?.tokens.input ?? 0),
      cachedInput: call.tokens.cachedInput - (before?.tokens.cachedInput ?? 0),
      cacheWrite: call.tokens.cacheWrite - (before?.tokens.cacheWrite ?? 0),
      output: call.tokens.output - (before?.tokens.output ?? 0),
      reasoning: call.tokens.reasoning - (before?.tokens.reasoning ?? 0)
    }, back = Object.values(tokens).some((n) => n < 0) || nanoUsd < 0n, same = nanoUsd === 0n && Object.values(tokens).every((n) => n === 0);
    back || before !== void 0 && same || charges.push({
      // Tokens and cost so far: neither falls, and one of them grew.
      id: `${lease.leaseId}:${call.callId}:${totalTokens(call.tokens)}:${call.nanoUsd}`,
      callId: call.callId,
      model: call.model,
      priceId: call.priceId,
      ...call.prices === void 0 ? {} : { prices: call.prices },
      tokens,
      nanoUsd: nanoUsd.toString(),
      source: call.source
    });
  }
  const guessed = lease.calls.get(UNKNOWN_CALL);
  return guessed !== void 0 && guessed.nanoUsd > 0n && charges.length > 0 && charges.push(unknownCharge(lease, -guessed.nanoUsd)), charges;
}
function settlesFor(run, lease, charges) {
  if (!lease.open || lease.reserved.nanoUsd === 0n && lease.reserved.tokens === 0) return [];
  const spent = charges.reduce((total, charge) => total + BigInt(charge.nanoUsd), lease.charged.nanoUsd).toString(), reserved = lease.reserved.nanoUsd.toString();
  return [
    { scope: "step", id: lease.stepKey, reservedNanoUsd: reserved, spentNanoUsd: spent },
    { scope: "run", id: run.runId, reservedNanoUsd: reserved, spentNanoUsd: spent }
  ];
}
function finalSettlement(run, lease) {
  const charges = lease.calls.size === 0 && lease.reserved.nanoUsd > 0n ? [unknownCharge(lease, heldBy(lease).nanoUsd)] : [];
  return { charges, settles: settlesFor(run, lease, charges) };
}
function unknownCharge(lease, nanoUsd) {
  return {
    id: `${lease.leaseId}:${UNKNOWN_CALL}:${nanoUsd < 0n ? "corrected" : "booked"}`,
    callId: UNKNOWN_CALL,
    model: "unknown",
    priceId: "unknown",
    tokens: NO_TOKENS,
    nanoUsd: nanoUsd.toString(),
    source: "unknown"
  };
}
export {
  UNKNOWN_CALL,
  chargesFor,
  finalSettlement,
  settlesFor
};
//# sourceMappingURL=charging.js.map
