const deadLetterView = (letter) => ({
  runId: letter.runId,
  revision: letter.revision,
  statePosition: letter.statePosition,
  workflowId: letter.workflowId,
  workflowName: letter.workflowName,
  stepKey: letter.stepKey,
  attempt: letter.attempt,
  attempts: letter.attempts,
  class: letter.class,
  code: letter.code,
  message: letter.message,
  fingerprint: letter.fingerprint,
  status: letter.status,
  at: letter.at,
  closedAt: letter.closedAt,
  closedBy: letter.closedBy
}), deadLetterGroupView = (group) => ({
  ...group,
  sample: group.sample.map((one) => ({ ...one }))
});
export {
  deadLetterGroupView,
  deadLetterView
};
//# sourceMappingURL=dead-letter-views.js.map
