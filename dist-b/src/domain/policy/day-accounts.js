const EVERYTHING = "*";
class DayAccounts {
  #spent = /* @__PURE__ */ new Map();
  constructor(accounts = []) {
    for (const account of accounts) this.#spent.set(keyOf(account.id, account.day), account);
  }
  spent(id, day) {
    const { nanoUsd, tokens } = this.#spent.get(keyOf(id, day)) ?? { nanoUsd: 0n, tokens: 0 };
    return { nanoUsd, tokens };
  }
  add(id, day, amount) {
    const { nanoUsd, tokens } = this.spent(id, day);
    this.#spent.set(keyOf(id, day), {
      id,
      day,
      nanoUsd: nanoUsd + amount.nanoUsd,
      tokens: tokens + amount.tokens
    });
  }
  list() {
    return [...this.#spent.values()];
  }
}
const keyOf = (id, day) => `${day} ${id}`, dayOf = (at) => at.slice(0, 10);
export {
  DayAccounts,
  EVERYTHING,
  dayOf
};
//# sourceMappingURL=day-accounts.js.map
