import { totalTokens, NO_TOKENS, type Charge, type PricedCall } from './charge.js';
import type { Settlement } from './events.js';
import { heldBy } from './evolve.js';
import type { LeaseState, Run } from './state.js';

/** The call under which a reservation is booked whose agent reported nothing. No agent names its calls so by chance. */
export const UNKNOWN_CALL = 'mission-control:unreported';

/** The charges that bring a lease from what was charged to what is reported now: usage is cumulative, so a report that was lost heals with the next. */
export function chargesFor(lease: LeaseState, priced: readonly PricedCall[]): Charge[] {
  const charges: Charge[] = [];
  // Cumulative: the last word on a call is the one that counts.
  for (const call of new Map(priced.map((one) => [one.callId, one])).values()) {
    const before = lease.calls.get(call.callId);
    const nanoUsd = call.nanoUsd - (before?.nanoUsd ?? 0n);
    const tokens = {
      input: call.tokens.input - (before?.tokens.input ?? 0),
      cachedInput: call.tokens.cachedInput - (before?.tokens.cachedInput ?? 0),
      cacheWrite: call.tokens.cacheWrite - (before?.tokens.cacheWrite ?? 0),
      output: call.tokens.output - (before?.tokens.output ?? 0),
      reasoning: call.tokens.reasoning - (before?.tokens.reasoning ?? 0),
    };
    // A report that goes back is an old one that came late: cumulative usage never falls.
    const back = Object.values(tokens).some((n) => n < 0) || nanoUsd < 0n;
    const same = nanoUsd === 0n && Object.values(tokens).every((n) => n === 0);
    if (back || (before !== undefined && same)) continue;
    charges.push({
      // Tokens and cost so far: neither falls, and one of them grew.
      id: `${lease.leaseId}:${call.callId}:${totalTokens(call.tokens)}:${call.nanoUsd}`,
      callId: call.callId,
      model: call.model,
      priceId: call.priceId,
      ...(call.prices === undefined ? {} : { prices: call.prices }),
      tokens,
      nanoUsd: nanoUsd.toString(),
      source: call.source,
    });
  }
  const guessed = lease.calls.get(UNKNOWN_CALL);
  if (guessed !== undefined && guessed.nanoUsd > 0n && charges.length > 0)
    charges.push(unknownCharge(lease, -guessed.nanoUsd));
  return charges;
}

/** The end of a lease's reservation, in each scope where it was held. Empty when nothing was held. */
export function settlesFor(run: Run, lease: LeaseState, charges: readonly Charge[]): Settlement[] {
  if (!lease.open || (lease.reserved.nanoUsd === 0n && lease.reserved.tokens === 0)) return [];
  const spent = charges.reduce((total, charge) => total + BigInt(charge.nanoUsd), lease.charged.nanoUsd).toString();
  const reserved = lease.reserved.nanoUsd.toString();
  return [
    { scope: 'step', id: lease.stepKey, reservedNanoUsd: reserved, spentNanoUsd: spent },
    { scope: 'run', id: run.runId, reservedNanoUsd: reserved, spentNanoUsd: spent },
  ];
}

/** Nobody will report any more: what was reported is booked; when nothing was, the whole reservation, marked unknown. "Unknown" is not 0. */
export function finalSettlement(run: Run, lease: LeaseState): { charges: Charge[]; settles: Settlement[] } {
  const charges =
    lease.calls.size === 0 && lease.reserved.nanoUsd > 0n ? [unknownCharge(lease, heldBy(lease).nanoUsd)] : [];
  return { charges, settles: settlesFor(run, lease, charges) };
}

function unknownCharge(lease: LeaseState, nanoUsd: bigint): Charge {
  return {
    id: `${lease.leaseId}:${UNKNOWN_CALL}:${nanoUsd < 0n ? 'corrected' : 'booked'}`,
    callId: UNKNOWN_CALL,
    model: 'unknown',
    priceId: 'unknown',
    tokens: NO_TOKENS,
    nanoUsd: nanoUsd.toString(),
    source: 'unknown',
  };
}
