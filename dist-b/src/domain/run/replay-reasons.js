function reasonText(reason) {
  switch (reason.kind) {
    case "notDone":
      return NOT_DONE[reason.status] ?? "it was not done";
    case "added":
      return "the version has added it";
    case "version":
      return `the version changes its ${reason.fields.join(", ")}`;
    case "agent":
      return `agent ${reason.agent} is to do it`;
    case "model":
      return `its model is to be ${reason.model}`;
    case "input":
      return "it gets another input";
    case "givenOutput":
      return `it gets the result that is given for ${reason.steps.join(", ")}`;
    case "downstream":
      return `it comes after ${reason.steps.join(", ")}`;
  }
}
const NOT_DONE = {
  running: "it was running",
  deadLetter: "it was a dead letter",
  awaitingRetry: "it waited for another try",
  awaitingApproval: "it waited for approval",
  approved: "it was approved, and had not begun",
  awaitingBudget: "it waited for budget",
  abandoned: "it was abandoned"
};
export {
  reasonText
};
//# sourceMappingURL=replay-reasons.js.map
