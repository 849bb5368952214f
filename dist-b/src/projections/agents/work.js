const agentWorkOf = (changes, agentId) => changes.agentWork.of(agentId, () => ({ agentId, leasesHeld: 0, completed: 0, failed: 0, spentNanoUsd: "0" }));
function agentHourOf(changes, agentId, at) {
  const hour = at.slice(0, 13);
  return changes.agentHours.of(`${agentId}
${hour}`, () => ({
    agentId,
    hour,
    completed: 0,
    failed: 0,
    spentNanoUsd: "0"
  }));
}
export {
  agentHourOf,
  agentWorkOf
};
//# sourceMappingURL=work.js.map
