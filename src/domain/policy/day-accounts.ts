import type { Amount } from '../run/state.js';

/** What would have been paid on a day; `id` is a workflow, or `*` for everything. `day` as 2026-11-24, in UTC. */
export interface DayAccount {
  readonly id: string;
  readonly day: string;
  readonly nanoUsd: bigint;
  readonly tokens: number;
}
export const EVERYTHING = '*';

/** What would have been paid per day, over many runs: runs are added one after the other, in the order of their starts. */
export class DayAccounts {
  readonly #spent = new Map<string, DayAccount>();

  constructor(accounts: Iterable<DayAccount> = []) {
    for (const account of accounts) this.#spent.set(keyOf(account.id, account.day), account);
  }

  spent(id: string, day: string): Amount {
    const { nanoUsd, tokens } = this.#spent.get(keyOf(id, day)) ?? { nanoUsd: 0n, tokens: 0 };
    return { nanoUsd, tokens };
  }

  add(id: string, day: string, amount: Amount): void {
    const { nanoUsd, tokens } = this.spent(id, day);
    this.#spent.set(keyOf(id, day), {
      id,
      day,
      nanoUsd: nanoUsd + amount.nanoUsd,
      tokens: tokens + amount.tokens,
    });
  }

  list(): readonly DayAccount[] {
    return [...this.#spent.values()];
  }
}

const keyOf = (id: string, day: string): string => `${day} ${id}`;
export const dayOf = (at: string): string => at.slice(0, 10);
