class ControlRules {
  #halts = [];
  /** The first of each workflow upon each revision of `control`: there are few of them, however many events there are. */
  #acts = /* @__PURE__ */ new Map();
  #late = [];
  /** `answeredAt`: of a HaltOrdered that was acknowledged. */
  event(event, revision, answeredAt) {
    const { haltId, scope } = event.data;
    if (event.type === "HaltOrdered") this.#halts.push({ haltId, scope, from: revision, to: 1 / 0, answeredAt });
    else for (const halt of this.#halts) halt.haltId === haltId && (halt.to = revision);
  }
  act(workflowId, what, controlRevision, place) {
    let upon = this.#acts.get(workflowId);
    upon || this.#acts.set(workflowId, upon = /* @__PURE__ */ new Map()), upon.has(controlRevision) || upon.set(controlRevision, { place, what });
    const { position } = place;
    if (position !== void 0)
      for (const halt of this.#halts)
        halt.to === 1 / 0 && halt.answeredAt !== void 0 && position > halt.answeredAt && inScope(halt, workflowId) && this.#late.push(violation(place, halt, what, `after the stop was answered at ${halt.answeredAt}`));
  }
  violations() {
    const found = [...this.#late];
    for (const [workflowId, upon] of this.#acts)
      for (const [controlRevision, { place, what }] of upon)
        for (const halt of this.#halts)
          inScope(halt, workflowId) && halt.from <= controlRevision && controlRevision < halt.to && found.push(violation(place, halt, what, `upon revision ${controlRevision} of control`));
    return found;
  }
}
const inScope = ({ scope }, workflowId) => scope.kind === "everything" || scope.id === workflowId;
function violation({ stream, revision }, { haltId, scope }, what, how) {
  const whole = scope.kind === "everything" ? "everything" : `workflow ${scope.id}`;
  return {
    rule: "emergency-stop",
    stream,
    revision,
    says: `expected nothing under halt ${haltId} of ${whole}, found the run ${what} ${how}`
  };
}
export {
  ControlRules
};
//# sourceMappingURL=control-rules.js.map
