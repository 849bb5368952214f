class ApprovalRules {
  constructor(complain) {
    this.complain = complain;
  }
  complain;
  #requests = /* @__PURE__ */ new Map();
  /** Those that nobody has decided, or whose grant was not used. */
  #open = /* @__PURE__ */ new Set();
  get open() {
    return this.#open;
  }
  /** `hash`: of the parameters that are asked for, with the request's nonce; undefined where they cannot be read. */
  requested(data, hash) {
    const { approvalId, step } = data;
    this.#requests.has(approvalId) && this.complain("approvals", `expected request ${approvalId} once, found it for the second time`);
    const other = this.#openOf(step.stepKey);
    other && this.complain(
      "approvals",
      `expected no open request of step ${step.stepKey}, found ${other.approvalId}, which is ${other.status}`
    ), hash !== void 0 && hash !== data.paramsHash && this.complain("approvals", `expected hash ${hash} of the parameters, found ${data.paramsHash}`);
    const request = {
      approvalId,
      stepKey: step.stepKey,
      attempt: data.attempt,
      kind: data.kind,
      nonce: data.nonce,
      paramsHash: data.paramsHash,
      requires: data.requires,
      voters: /* @__PURE__ */ new Set(),
      expiresAt: Date.parse(data.expiresAt),
      status: "pending"
    };
    this.#requests.set(approvalId, request), this.#open.add(request);
  }
  voted({ approvalId, operatorId }, at) {
    const request = this.#decidable(approvalId, "a vote", at);
    request && (request.voters.has(operatorId) && this.complain("approvals", `expected one vote of ${operatorId}, found a second one`), request.requires.not.includes(operatorId) && this.complain("approvals", `expected the vote of somebody else than ${operatorId}, who must not decide`), request.voters.add(operatorId));
  }
  granted({ approvalId }, at) {
    const request = this.#decidable(approvalId, "a grant", at);
    if (!request) return;
    const { n } = request.requires;
    request.voters.size < n && this.complain("approvals", `expected ${n} votes before the grant of ${approvalId}, found ${request.voters.size}`), this.#become(request, request.kind === "overrun" ? "used" : "granted");
  }
  rejected(approvalId, at) {
    const request = this.#decidable(approvalId, "a rejection", at);
    request && this.#become(request, "rejected");
  }
  expired(approvalId, at) {
    const request = this.#pending(approvalId, "an expiry");
    request && (at < request.expiresAt && this.complain(
      "approvals",
      `expected ${approvalId} to expire at ${instant(request.expiresAt)}, found ${instant(at)}`
    ), this.#become(request, "expired"));
  }
  escalated({ approvalId, expiresAt }) {
    const request = this.#pending(approvalId, "an escalation");
    request && (request.expiresAt = Date.parse(expiresAt));
  }
  withdrawn(approvalId, from) {
    const request = this.#requests.get(approvalId);
    request && this.#open.has(request) && (from === void 0 || request.status === from) || this.complain(
      "approvals",
      `expected a request that is ${from ?? "open"} to be withdrawn, found ${approvalId}, which is ${request?.status ?? "not there"}`
    ), request && this.#become(request, "withdrawn");
  }
  /** A stop or an end leaves nothing open. */
  stopped(type) {
    for (const { approvalId, status } of this.#open)
      this.complain("approvals", `expected ${type} to leave no request open, found ${approvalId}, which is ${status}`);
  }
  /** `hash`: of the inputs, with the cited nonce; undefined where they cannot be read. */
  dispatched({ step, attempt, approval: cited }, gated, hash) {
    const { stepKey } = step;
    if (!cited) {
      gated && this.complain("gates", `expected an approval of step ${stepKey}, which asks first, found none`);
      return;
    }
    const request = this.#requests.get(cited.id);
    if (request?.status !== "granted" && this.complain(
      "gates",
      `expected a granted approval, found ${cited.id}, which is ${request?.status ?? "not in the run"}`
    ), !request) return;
    (request.stepKey !== stepKey || request.attempt !== attempt || request.kind !== "step") && this.complain(
      "gates",
      `expected an approval of attempt ${attempt} of ${stepKey}, found one of attempt ${request.attempt} of ${request.stepKey} (${request.kind})`
    );
    const found = hash ?? cited.paramsHash;
    (request.paramsHash !== cited.paramsHash || request.nonce !== cited.nonce || found !== request.paramsHash) && this.complain(
      "gates",
      `expected ${stepKey} to be dispatched with the parameters that were approved (${request.paramsHash}), found ${found === request.paramsHash ? cited.paramsHash : found}`
    ), this.#become(request, "used");
  }
  /** Once the run has ended nothing of it is needed. */
  forget() {
    this.#requests.clear(), this.#open.clear();
  }
  #become(request, status) {
    request.status = status, status !== "granted" && this.#open.delete(request);
  }
  #openOf(stepKey) {
    for (const request of this.#open) if (request.stepKey === stepKey) return request;
  }
  #pending(approvalId, what) {
    const request = this.#requests.get(approvalId);
    if (request?.status === "pending") return request;
    this.complain(
      "approvals",
      `expected one outcome of request ${approvalId}, found ${what} when it is ${request?.status ?? "not there"}`
    );
  }
  #decidable(approvalId, what, at) {
    const request = this.#pending(approvalId, what);
    return request && at >= request.expiresAt && this.complain(
      "approvals",
      `expected ${what} on ${approvalId} before ${instant(request.expiresAt)}, found it at ${instant(at)}`
    ), request;
  }
}
const instant = (at) => new Date(at).toISOString();
export {
  ApprovalRules
};
//# sourceMappingURL=approval-rules.js.map
