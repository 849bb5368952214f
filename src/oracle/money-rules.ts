import type { RunEventData } from '../domain/run/events.js';
import { NO_LIMIT, type Limit } from './definition.js';
import type { IdSet } from './id-set.js';
import { wrongPrice, type Call } from './prices.js';
import type { Complain } from './report.js';

export interface Amount {
  nanoUsd: bigint;
  tokens: number;
}
interface Account {
  limit: Limit;
  readonly spent: Amount;
  readonly reserved: Amount;
}
/** What one lease has set aside and was charged. */
interface Holding {
  readonly stepKey: string;
  readonly reserved: Amount;
  readonly charged: Amount;
  open: boolean;
  /** Its agent has said how it ended: nothing more is expected of it. */
  answered: boolean;
  /** Charges by call, from the first one on. Not kept of what was answered in a run that has ended. */
  calls: Map<string, Call> | undefined;
}
type Reservations = RunEventData<'StepDispatched'>['reservations'];
type Charges = RunEventData<'UsageCharged'>['charges'];
type Settles = RunEventData<'ReservationSettled'>['settles'];

const zero = (): Amount => ({ nanoUsd: 0n, tokens: 0 });
const amountOf = (json: { readonly nanoUsd: string; readonly tokens: number }): Amount => ({
  nanoUsd: BigInt(json.nanoUsd),
  tokens: json.tokens,
});
export const limitOf = (json: {
  readonly nanoUsd?: string | undefined;
  readonly tokens?: number | undefined;
}): Limit => ({
  nanoUsd: json.nanoUsd === undefined ? undefined : BigInt(json.nanoUsd),
  tokens: json.tokens,
});

/** The money of one run, counted anew from its events in whole nano-dollars. */
export class MoneyRules {
  readonly #run: Account = { limit: NO_LIMIT, spent: zero(), reserved: zero() };
  readonly #steps = new Map<string, Account>();
  readonly #holdings = new Map<string, Holding>();
  #ended = false;

  constructor(
    /** Ids of charges, over the whole log. */
    readonly chargeIds: IdSet,
    readonly complain: Complain,
  ) {}

  get spent(): Amount {
    return this.#run.spent;
  }

  /** Of the run, or of a step. */
  limit(stepKey: string | undefined, limit: Limit): void {
    (stepKey === undefined ? this.#run : this.#account(stepKey)).limit = limit;
  }

  /** Whether a budget of the step or of the run has no room for so much. */
  isShort(stepKey: string, asked: Amount): boolean {
    return [this.#account(stepKey), this.#run].some(({ limit, spent, reserved }) => {
      const nanoUsd = spent.nanoUsd + reserved.nanoUsd + asked.nanoUsd;
      const tokens = spent.tokens + reserved.tokens + asked.tokens;
      return (
        (limit.nanoUsd !== undefined && nanoUsd > limit.nanoUsd) ||
        (limit.tokens !== undefined && tokens > limit.tokens)
      );
    });
  }

  /** Leases that still have something set aside. */
  held(): string[] {
    return [...this.#holdings].filter(([, holding]) => isHeld(holding)).map(([leaseId]) => leaseId);
  }

  dispatched(runId: string, leaseId: string, stepKey: string, reservations: Reservations): void {
    const holding = { stepKey, reserved: zero(), charged: zero(), open: true, answered: false, calls: undefined };
    if (this.#holdings.has(leaseId))
      this.complain('reservations', `expected the reservation of lease ${leaseId} once, found a second one`);
    this.#holdings.set(leaseId, holding);
    this.#reserve(runId, holding, reservations);
    this.#within(holding, { nanoUsd: true, tokens: true });
  }

  extended(runId: string, leaseId: string, reservations: Reservations): void {
    const holding = this.#holdings.get(leaseId);
    if (!holding?.open)
      return this.complain('reservations', `expected an open reservation of lease ${leaseId} to extend, found none`);
    this.#reserve(runId, holding, reservations);
    const [first] = reservations;
    this.#within(holding, { nanoUsd: first?.nanoUsd !== '0', tokens: first?.tokens !== 0 });
  }

  charged(leaseId: string, charges: Charges): void {
    if (charges.length === 0) return;
    const holding = this.#holdings.get(leaseId);
    if (!holding) return this.complain('charges', `expected charges of a dispatched lease, found some of ${leaseId}`);
    for (const charge of charges) {
      if (!this.chargeIds.add(charge.id))
        this.complain('charges', `expected charge ${charge.id} once, found it for the second time`);
      const tokens = Object.values(charge.tokens).reduce((sum, count) => sum + count, 0);
      this.#rebook(holding, () => {
        for (const account of [holding.charged, this.#run.spent, this.#account(holding.stepKey).spent]) {
          account.nanoUsd += BigInt(charge.nanoUsd);
          account.tokens += tokens;
        }
      });
      if (this.#ended && holding.answered) continue;
      const wrong = wrongPrice((holding.calls ??= new Map<string, Call>()), charge);
      if (wrong !== undefined) this.complain('charges', wrong);
    }
    if (holding.charged.nanoUsd < 0n || holding.charged.tokens < 0)
      this.complain('charges', `expected lease ${leaseId} to cost nothing or more, found ${said(holding.charged)}`);
  }

  /** `answered`: whoever answers is settled at once. */
  settled(leaseId: string, settles: Settles, answered: string | undefined): void {
    const holding = this.#holdings.get(leaseId);
    if (!holding) return;
    if (answered !== undefined) holding.answered = true;
    if (settles.length > 0) this.#release(leaseId, holding, settles);
    else if (answered !== undefined && holding.open && isReserved(holding))
      this.complain('reservations', `expected ${answered} to release the reservation of ${leaseId}, found it open`);
  }

  /** Once the run has ended, its steps have no budgets any more, and there may be a hundred thousand such runs. */
  forget(): void {
    this.#ended = true;
    this.#steps.clear();
    for (const holding of this.#holdings.values()) if (holding.answered) holding.calls = undefined;
  }

  /** The account as its end says. */
  total({ spentNanoUsd, tokens }: { readonly spentNanoUsd: string; readonly tokens: number }): void {
    const { spent } = this;
    if (BigInt(spentNanoUsd) !== spent.nanoUsd || tokens !== spent.tokens)
      this.complain(
        'charges',
        `expected a cost of ${said(spent)} by all charges, found ${spentNanoUsd} nano-dollars and ${tokens} tokens`,
      );
  }

  #release(leaseId: string, holding: Holding, settles: Settles): void {
    if (!holding.open)
      this.complain('reservations', `expected the reservation of ${leaseId} to be released once, found a second time`);
    this.#rebook(holding, () => void (holding.open = false));
    const scopes = settles.map(({ scope }) => scope).join(', ');
    if (scopes !== 'step, run')
      this.complain('reservations', `expected ${leaseId} to be released in step and run, found ${scopes}`);
    for (const { scope, reservedNanoUsd, spentNanoUsd } of settles) {
      if (BigInt(reservedNanoUsd) !== holding.reserved.nanoUsd)
        this.complain(
          'reservations',
          `expected ${holding.reserved.nanoUsd} nano-dollars of ${leaseId} to be released in ${scope}, found ${reservedNanoUsd}`,
        );
      if (BigInt(spentNanoUsd) !== holding.charged.nanoUsd)
        this.complain(
          'charges',
          `expected ${leaseId} to be settled at ${holding.charged.nanoUsd} nano-dollars in ${scope}, found ${spentNanoUsd}`,
        );
    }
  }

  #reserve(runId: string, holding: Holding, reservations: Reservations): void {
    const [step, run, more] = reservations;
    if (!step && !run) return;
    if (
      step?.scope !== 'step' ||
      step.id !== holding.stepKey ||
      run?.scope !== 'run' ||
      run.id !== runId ||
      more !== undefined ||
      step.nanoUsd !== run.nanoUsd ||
      step.tokens !== run.tokens
    )
      this.complain(
        'reservations',
        `expected the same amount in step ${holding.stepKey} and in the run, found ${JSON.stringify(reservations)}`,
      );
    const amount = run ?? step;
    if (amount === undefined) return;
    const { nanoUsd, tokens } = amountOf(amount);
    if (nanoUsd < 0n) this.complain('reservations', `expected nothing or more to be set aside, found ${nanoUsd}`);
    this.#rebook(holding, () => {
      holding.reserved.nanoUsd += nanoUsd;
      holding.reserved.tokens += tokens;
    });
  }

  /** I3: an overrun that was reported after the fact stands, but nothing is set aside on top of it. */
  #within({ stepKey }: Holding, grown: { readonly nanoUsd: boolean; readonly tokens: boolean }): void {
    for (const [name, { limit, spent, reserved }] of [
      [`step ${stepKey}`, this.#account(stepKey)],
      ['the run', this.#run],
    ] as const) {
      if (grown.nanoUsd && limit.nanoUsd !== undefined && spent.nanoUsd + reserved.nanoUsd > limit.nanoUsd)
        this.complain(
          'budgets',
          `expected at most ${limit.nanoUsd} nano-dollars in the budget of ${name}, found ${spent.nanoUsd} spent and ${reserved.nanoUsd} reserved`,
        );
      if (grown.tokens && limit.tokens !== undefined && spent.tokens + reserved.tokens > limit.tokens)
        this.complain(
          'budgets',
          `expected at most ${limit.tokens} tokens in the budget of ${name}, found ${spent.tokens} spent and ${reserved.tokens} reserved`,
        );
    }
  }

  /** A charge eats its own lease's reservation first. */
  #rebook(holding: Holding, change: () => void): void {
    const before = heldBy(holding);
    change();
    const after = heldBy(holding);
    for (const { reserved } of [this.#run, this.#account(holding.stepKey)]) {
      reserved.nanoUsd += after.nanoUsd - before.nanoUsd;
      reserved.tokens += after.tokens - before.tokens;
    }
  }

  #account(stepKey: string): Account {
    let account = this.#steps.get(stepKey);
    if (!account) this.#steps.set(stepKey, (account = { limit: NO_LIMIT, spent: zero(), reserved: zero() }));
    return account;
  }
}

function heldBy({ open, reserved, charged }: Holding): Amount {
  if (!open) return zero();
  const nanoUsd = reserved.nanoUsd - charged.nanoUsd;
  return { nanoUsd: nanoUsd > 0n ? nanoUsd : 0n, tokens: Math.max(0, reserved.tokens - charged.tokens) };
}
const isReserved = ({ reserved }: Holding): boolean => reserved.nanoUsd > 0n || reserved.tokens > 0;
function isHeld(holding: Holding): boolean {
  const { nanoUsd, tokens } = heldBy(holding);
  return nanoUsd > 0n || tokens > 0;
}
const said = ({ nanoUsd, tokens }: Amount): string => `${nanoUsd} nano-dollars and ${tokens} tokens`;
