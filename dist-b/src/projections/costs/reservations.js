function setAside(doc, step, attempt, reservations, changes) {
  const widest = reservations.find((one) => one.scope === "run") ?? reservations[0];
  widest && rebook(doc, step, attempt, changes, () => {
    attempt.setAsideNanoUsd = String(BigInt(attempt.setAsideNanoUsd) + BigInt(widest.nanoUsd)), attempt.setAsideTokens += widest.tokens;
  });
}
function closeReservation(doc, step, attempt, changes) {
  rebook(doc, step, attempt, changes, () => {
    attempt.reservationOpen = !1;
  });
}
function rebook(doc, step, attempt, changes, change) {
  const before = held(attempt);
  change();
  const after = held(attempt);
  if (changes.attempts.update(attempt), !(before.nanoUsd === after.nanoUsd && before.tokens === after.tokens)) {
    for (const account of [doc.run, step])
      account.reservedNanoUsd = String(BigInt(account.reservedNanoUsd) + after.nanoUsd - before.nanoUsd), account.reservedTokens += after.tokens - before.tokens;
    changes.steps.update(step), changes.runs.update(doc.run);
  }
}
const NOTHING = { nanoUsd: 0n, tokens: 0 };
function held(attempt) {
  if (!attempt.reservationOpen) return NOTHING;
  const nanoUsd = BigInt(attempt.setAsideNanoUsd) - BigInt(attempt.spentNanoUsd);
  return {
    nanoUsd: nanoUsd > 0n ? nanoUsd : 0n,
    tokens: Math.max(0, attempt.setAsideTokens - attempt.spentTokens)
  };
}
export {
  closeReservation,
  held,
  rebook,
  setAside
};
//# sourceMappingURL=reservations.js.map
