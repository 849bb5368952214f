import { NO_LIMIT } from "./definition.js";
import { wrongPrice } from "./prices.js";
const zero = () => ({ nanoUsd: 0n, tokens: 0 }), amountOf = (json) => ({
  nanoUsd: BigInt(json.nanoUsd),
  tokens: json.tokens
}), limitOf = (json) => ({
  nanoUsd: json.nanoUsd === void 0 ? void 0 : BigInt(json.nanoUsd),
  tokens: json.tokens
});
class MoneyRules {
  constructor(chargeIds, complain) {
    this.chargeIds = chargeIds;
    this.complain = complain;
  }
  chargeIds;
  complain;
  #run = { limit: NO_LIMIT, spent: zero(), reserved: zero() };
  #steps = /* @__PURE__ */ new Map();
  #holdings = /* @__PURE__ */ new Map();
  #ended = !1;
  get spent() {
    return this.#run.spent;
  }
  /** Of the run, or of a step. */
  limit(stepKey, limit) {
    (stepKey === void 0 ? this.#run : this.#account(stepKey)).limit = limit;
  }
  /** Whether a budget of the step or of the run has no room for so much. */
  isShort(stepKey, asked) {
    return [this.#account(stepKey), this.#run].some(({ limit, spent, reserved }) => {
      const nanoUsd = spent.nanoUsd + reserved.nanoUsd + asked.nanoUsd, tokens = spent.tokens + reserved.tokens + asked.tokens;
      return limit.nanoUsd !== void 0 && nanoUsd > limit.nanoUsd || limit.tokens !== void 0 && tokens > limit.tokens;
    });
  }
  /** Leases that still have something set aside. */
  held() {
    return [...this.#holdings].filter(([, holding]) => isHeld(holding)).map(([leaseId]) => leaseId);
  }
  dispatched(runId, leaseId, stepKey, reservations) {
    const holding = { stepKey, reserved: zero(), charged: zero(), open: !0, answered: !1, calls: void 0 };
    this.#holdings.has(leaseId) && this.complain("reservations", `expected the reservation of lease ${leaseId} once, found a second one`), this.#holdings.set(leaseId, holding), this.#reserve(runId, holding, reservations), this.#within(holding, { nanoUsd: !0, tokens: !0 });
  }
  extended(runId, leaseId, reservations) {
    const holding = this.#holdings.get(leaseId);
    if (!holding?.open)
      return this.complain("reservations", `expected an open reservation of lease ${leaseId} to extend, found none`);
    this.#reserve(runId, holding, reservations);
    const [first] = reservations;
    this.#within(holding, { nanoUsd: first?.nanoUsd !== "0", tokens: first?.tokens !== 0 });
  }
  charged(leaseId, charges) {
    if (charges.length === 0) return;
    const holding = this.#holdings.get(leaseId);
    if (!holding) return this.complain("charges", `expected charges of a dispatched lease, found some of ${leaseId}`);
    for (const charge of charges) {
      this.chargeIds.add(charge.id) || this.complain("charges", `expected charge ${charge.id} once, found it for the second time`);
      const tokens = Object.values(charge.tokens).reduce((sum, count) => sum + count, 0);
      if (this.#rebook(holding, () => {
        for (const account of [holding.charged, this.#run.spent, this.#account(holding.stepKey).spent])
          account.nanoUsd += BigInt(charge.nanoUsd), account.tokens += tokens;
      }), this.#ended && holding.answered) continue;
      const wrong = wrongPrice(holding.calls ??= /* @__PURE__ */ new Map(), charge);
      wrong !== void 0 && this.complain("charges", wrong);
    }
    (holding.charged.nanoUsd < 0n || holding.charged.tokens < 0) && this.complain("charges", `expected lease ${leaseId} to cost nothing or more, found ${said(holding.charged)}`);
  }
  /** `answered`: whoever answers is settled at once. */
  settled(leaseId, settles, answered) {
    const holding = this.#holdings.get(leaseId);
    holding && (answered !== void 0 && (holding.answered = !0), settles.length > 0 ? this.#release(leaseId, holding, settles) : answered !== void 0 && holding.open && isReserved(holding) && this.complain("reservations", `expected ${answered} to release the reservation of ${leaseId}, found it open`));
  }
  /** Once the run has ended, its steps have no budgets any more, and there may be a hundred thousand such runs. */
  forget() {
    this.#ended = !0, this.#steps.clear();
    for (const holding of this.#holdings.values()) holding.answered && (holding.calls = void 0);
  }
  /** The account as its end says. */
  total({ spentNanoUsd, tokens }) {
    const { spent } = this;
    (BigInt(spentNanoUsd) !== spent.nanoUsd || tokens !== spent.tokens) && this.complain(
      "charges",
      `expected a cost of ${said(spent)} by all charges, found ${spentNanoUsd} nano-dollars and ${tokens} tokens`
    );
  }
  #release(leaseId, holding, settles) {
    holding.open || this.complain("reservations", `expected the reservation of ${leaseId} to be released once, found a second time`), this.#rebook(holding, () => {
      holding.open = !1;
    });
    const scopes = settles.map(({ scope }) => scope).join(", ");
    scopes !== "step, run" && this.complain("reservations", `expected ${leaseId} to be released in step and run, found ${scopes}`);
    for (const { scope, reservedNanoUsd, spentNanoUsd } of settles)
      BigInt(reservedNanoUsd) !== holding.reserved.nanoUsd && this.complain(
        "reservations",
        `expected ${holding.reserved.nanoUsd} nano-dollars of ${leaseId} to be released in ${scope}, found ${reservedNanoUsd}`
      ), BigInt(spentNanoUsd) !== holding.charged.nanoUsd && this.complain(
        "charges",
        `expected ${leaseId} to be settled at ${holding.charged.nanoUsd} nano-dollars in ${scope}, found ${spentNanoUsd}`
      );
  }
  #reserve(runId, holding, reservations) {
    const [step, run, more] = reservations;
    if (!step && !run) return;
    (step?.scope !== "step" || step.id !== holding.stepKey || run?.scope !== "run" || run.id !== runId || more !== void 0 || step.nanoUsd !== run.nanoUsd || step.tokens !== run.tokens) && this.complain(
      "reservations",
      `expected the same amount in step ${holding.stepKey} and in the run, found ${JSON.stringify(reservations)}`
    );
    const amount = run ?? step;
    if (amount === void 0) return;
    const { nanoUsd, tokens } = amountOf(amount);
    nanoUsd < 0n && this.complain("reservations", `expected nothing or more to be set aside, found ${nanoUsd}`), this.#rebook(holding, () => {
      holding.reserved.nanoUsd += nanoUsd, holding.reserved.tokens += tokens;
    });
  }
  /** I3: an overrun that was reported after the fact stands, but nothing is set aside on top of it. */
  #within({ stepKey }, grown) {
    for (const [name, { limit, spent, reserved }] of [
      [`step ${stepKey}`, this.#account(stepKey)],
      ["the run", this.#run]
    ])
      grown.nanoUsd && limit.nanoUsd !== void 0 && spent.nanoUsd + reserved.nanoUsd > limit.nanoUsd && this.complain(
        "budgets",
        `expected at most ${limit.nanoUsd} nano-dollars in the budget of ${name}, found ${spent.nanoUsd} spent and ${reserved.nanoUsd} reserved`
      ), grown.tokens && limit.tokens !== void 0 && spent.tokens + reserved.tokens > limit.tokens && this.complain(
        "budgets",
        `expected at most ${limit.tokens} tokens in the budget of ${name}, found ${spent.tokens} spent and ${reserved.tokens} reserved`
      );
  }
  /** A charge eats its own lease's reservation first. */
  #rebook(holding, change) {
    const before = heldBy(holding);
    change();
    const after = heldBy(holding);
    for (const { reserved } of [this.#run, this.#account(holding.stepKey)])
      reserved.nanoUsd += after.nanoUsd - before.nanoUsd, reserved.tokens += after.tokens - before.tokens;
  }
  #account(stepKey) {
    let account = this.#steps.get(stepKey);
    return account || this.#steps.set(stepKey, account = { limit: NO_LIMIT, spent: zero(), reserved: zero() }), account;
  }
}
function heldBy({ open, reserved, charged }) {
  if (!open) return zero();
  const nanoUsd = reserved.nanoUsd - charged.nanoUsd;
  return { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, reserved.tokens - charged.tokens) };
}
const isReserved = ({ reserved }) => reserved.nanoUsd > 0n || reserved.tokens > 0;
function isHeld(holding) {
  const { nanoUsd, tokens } = heldBy(holding);
  return nanoUsd > 0n || tokens > 0;
}
const said = ({ nanoUsd, tokens }) => `${nanoUsd} nano-dollars and ${tokens} tokens`;
export {
  MoneyRules,
  limitOf
};
//# sourceMappingURL=money-rules.js.map
