const MARK_KINDS = ["halt", "failure", "decision", "approvalAsked", "money", "end", "start"], KIND_COLUMNS = {
  halt: ["halts", "lastHalt"],
  failure: ["failures", "lastFailure"],
  decision: ["decisions", "lastDecision"],
  approvalAsked: ["asked", "lastAsked"],
  money: ["money", "lastMoney"],
  end: ["ends", "lastEnd"],
  start: ["starts", "lastStart"]
};
export {
  KIND_COLUMNS,
  MARK_KINDS
};
//# sourceMappingURL=rows.js.map
