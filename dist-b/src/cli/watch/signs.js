const sign = (icon, plainIcon, word, colour) => ({
  icon,
  plainIcon,
  word,
  colour
}), STEP_SIGNS = {
  pending: sign("\u25CB", ".", "pending", "faint"),
  notReached: sign("\u25CB", ".", "not reached", "faint"),
  ready: sign("\u25CC", "o", "ready", "cyan"),
  awaitingApproval: sign("?", "?", "needs approval", "yellow"),
  approved: sign("\u25CC", "o", "approved", "cyan"),
  awaitingBudget: sign("$", "$", "needs budget", "yellow"),
  running: sign("\u25B6", ">", "running", "blue"),
  awaitingRetry: sign("\u21BB", "~", "will retry", "magenta"),
  deadLetter: sign("\u2717", "x", "dead letter", "red"),
  failed: sign("\u2717", "x", "failed", "red"),
  completed: sign("\u2713", "+", "completed", "green"),
  skipped: sign("\u21B7", "-", "skipped", "faint"),
  abandoned: sign("\u2298", "#", "abandoned", "red")
}, stepSign = (status) => STEP_SIGNS[status] ?? sign("\xB7", ".", status, "faint"), STEP_WORD_WIDTH = Math.max(...Object.values(STEP_SIGNS).map((each) => each.word.length)), RUN_SIGNS = {
  running: sign("\u25B6", ">", "running", "blue"),
  paused: sign("\u2016", "=", "paused", "yellow"),
  halted: sign("\u25A0", "#", "halted", "red"),
  completed: sign("\u2713", "+", "completed", "green"),
  failed: sign("\u2717", "x", "failed", "red"),
  cancelled: sign("\u2298", "-", "cancelled", "magenta")
}, runSign = (status) => RUN_SIGNS[status] ?? sign("\xB7", ".", status, "faint");
function eventColour(type) {
  if (/^(StepFailed|StepTimedOut|LeaseLost|StepStopped|StepOutputRejected|StepDeadLettered|StepAbandoned|RunFailed|RunHalted)$/.test(
    type
  ))
    return "red";
  if (/^(ApprovalRequested|ApprovalEscalated|BudgetExceeded|StepRetryScheduled|RunPaused|LateResultRecorded)$/.test(type))
    return "yellow";
  if (/^(StepCompleted|StepCarriedOver|RunCompleted|ApprovalGranted)$/.test(type)) return "green";
}
export {
  STEP_WORD_WIDTH,
  eventColour,
  runSign,
  stepSign
};
//# sourceMappingURL=signs.js.map
