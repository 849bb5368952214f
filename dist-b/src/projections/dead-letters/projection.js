import { operatorIdOf } from "../../domain/kernel/envelope.js";
function projectDeadLetters(doc, event, position, changes) {
  switch (event.type) {
    case "StepDeadLettered": {
      const { data } = event, letter = {
        runId: doc.run.runId,
        revision: event.revision,
        workflowId: doc.run.workflowId,
        workflowName: doc.run.workflowName,
        stepKey: data.step.stepKey,
        stepId: data.step.stepId,
        attempt: data.attempt,
        class: data.class,
        code: data.code,
        message: data.message,
        fingerprint: data.fingerprint,
        attempts: data.attempts,
        at: event.metadata.at,
        status: "open",
        closedAt: null,
        closedBy: null,
        statePosition: position
      };
      return doc.deadLetters.set(letter.stepKey, letter), changes.deadLetters.insert(letter);
    }
    case "StepRedriven":
      return close(doc, event.data.step.stepKey, "retried", event, position, changes);
    case "StepSkipped":
      return close(doc, event.data.step.stepKey, "skipped", event, position, changes);
    case "StepAbandoned":
      return close(doc, event.data.step.stepKey, "abandoned", event, position, changes);
    case "RunCancelled":
    case "RunFailed":
    case "RunCompleted":
      for (const stepKey of doc.deadLetters.keys()) close(doc, stepKey, "abandoned", event, position, changes);
      return;
    default:
      return;
  }
}
function close(doc, stepKey, status, event, position, changes) {
  const letter = doc.deadLetters.get(stepKey);
  letter && (letter.status = status, letter.closedAt = event.metadata.at, letter.closedBy = operatorIdOf(event.metadata.actor), letter.statePosition = position, changes.deadLetters.update(letter), doc.deadLetters.delete(stepKey));
}
export {
  projectDeadLetters
};
//# sourceMappingURL=projection.js.map
