function remedies({ status, cause, stepStatus, shortOfBudget }) {
  const ended = status === "completed" || status === "failed" || status === "cancelled" ? `The run is ${status}; an ended run is never reopened.` : null, letter = ended ?? (stepStatus === "deadLetter" ? null : notLetter(cause.stepKey, stepStatus)), held = status === "paused" || status === "halted", [short] = shortOfBudget, all = [
    {
      remedy: "raiseBudget",
      stepKey: short ?? null,
      because: ended ?? (short === void 0 ? "No step waits for a budget." : null)
    },
    { remedy: "retry", stepKey: cause.stepKey, because: letter },
    { remedy: "skip", stepKey: cause.stepKey, because: letter },
    { remedy: "resume", stepKey: null, because: ended ?? (held ? null : "The run is not paused or halted.") },
    { remedy: "startAgain", stepKey: null, because: null },
    { remedy: "abandon", stepKey: cause.stepKey, because: letter }
  ];
  return [...all.filter(({ because }) => because === null), ...all.filter(({ because }) => because !== null)];
}
function notLetter(stepKey, status) {
  return stepKey === null || status === void 0 ? "It is not about one step." : `Step "${stepKey}" is ${status}, not a dead letter.`;
}
export {
  remedies
};
//# sourceMappingURL=remedies.js.map
