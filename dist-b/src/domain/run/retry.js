import { ending } from "./ending.js";
function backoffMs(retry, failures, random) {
  const ceiling = Math.min(retry.maxMs, retry.initialMs * retry.factor ** Math.max(0, failures - 1));
  return Math.floor(random * ceiling);
}
function afterFailure(run, planStep, step, attempt, cause, facts) {
  const failures = (run.steps.get(step.stepKey)?.failures ?? 0) + 1;
  if (cause.retryable && failures < planStep.retry.attempts && !planStep.retry.never.includes(cause.class)) {
    const delayMs = backoffMs(planStep.retry, failures, facts.random);
    return [
      {
        type: "StepRetryScheduled",
        data: {
          step,
          attempt: attempt + 1,
          at: new Date(facts.now + delayMs).toISOString(),
          delayMs,
          because: `${cause.class}: ${cause.code}`
        }
      }
    ];
  }
  return deadLetter(run, step, attempt, cause, failures);
}
function deadLetter(run, step, attempt, cause, attempts) {
  const { class: kind, code, message, fingerprint } = cause, letter = {
    type: "StepDeadLettered",
    data: { step, attempt, class: kind, code, message, fingerprint, attempts }
  };
  return run.policies.onDeadLetter === "wait" ? [letter] : [
    letter,
    ending(
      run,
      { because: "deadLetter", step, message: `Step "${step.stepKey}" is out of attempts: ${message}` },
      step.stepKey
    )
  ];
}
export {
  afterFailure,
  backoffMs,
  deadLetter
};
//# sourceMappingURL=retry.js.map
