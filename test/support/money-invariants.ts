import type { RunEvent, RunEventData } from '../../src/domain/run/events.js';

interface Amount {
  nanoUsd: bigint;
  tokens: number;
}
interface Limit {
  readonly nanoUsd: bigint | undefined;
  readonly tokens: number | undefined;
}
interface Holding {
  readonly stepKey: string;
  reserved: Amount;
  charged: Amount;
  open: boolean;
}
type Charges = RunEventData<'UsageCharged'>['charges'];
type Settles = RunEventData<'ReservationSettled'>['settles'];
type Json = { readonly nanoUsd?: string | undefined; readonly tokens?: number | undefined };

const limitOf = (json: Json): Limit => ({
  nanoUsd: json.nanoUsd === undefined ? undefined : BigInt(json.nanoUsd),
  tokens: json.tokens,
});
const NO_LIMIT: Limit = { nanoUsd: undefined, tokens: undefined };

/** The money of a run, counted anew from its events: nothing is kept but what each lease has set aside and was charged. */
export class MoneyInvariants {
  readonly #holdings = new Map<string, Holding>();
  readonly #limits = new Map<string, Limit>();
  readonly #chargeIds = new Set<string>();

  constructor(
    stepLimits: ReadonlyMap<string, Limit>,
    readonly complain: (rule: string) => void,
  ) {
    for (const [stepKey, limit] of stepLimits) this.#limits.set(stepKey, limit);
  }

  /** All that was ever charged. */
  spent(stepKey?: string): Amount {
    const total = { nanoUsd: 0n, tokens: 0 };
    for (const holding of this.#of(stepKey)) {
      total.nanoUsd += holding.charged.nanoUsd;
      total.tokens += holding.charged.tokens;
    }
    return total;
  }

  /** What is still set aside: each lease's reservation less what it was charged. */
  reserved(stepKey?: string): Amount {
    const total = { nanoUsd: 0n, tokens: 0 };
    for (const { open, reserved, charged } of this.#of(stepKey)) {
      if (!open) continue;
      if (reserved.nanoUsd > charged.nanoUsd) total.nanoUsd += reserved.nanoUsd - charged.nanoUsd;
      if (reserved.tokens > charged.tokens) total.tokens += reserved.tokens - charged.tokens;
    }
    return total;
  }

  #of(stepKey: string | undefined): Holding[] {
    return [...this.#holdings.values()].filter((one) => stepKey === undefined || one.stepKey === stepKey);
  }

  apply({ type, data }: RunEvent): void {
    switch (type) {
      case 'RunStarted':
        this.#limits.set('', limitOf(data.budget));
        return;
      case 'RunBudgetChanged':
        this.#limits.set(data.scope === 'run' ? '' : data.id, limitOf(data.after));
        return;
      case 'StepDispatched':
        this.#reserve(data.leaseId, data.step.stepKey, data.reservations);
        for (const scope of ['', data.step.stepKey]) this.#within(scope, { nanoUsd: true, tokens: true });
        return;
      case 'ReservationExtended': {
        const [first] = data.reservations;
        this.#reserve(data.leaseId, data.step.stepKey, data.reservations);
        const grown = { nanoUsd: first?.nanoUsd !== '0', tokens: first?.tokens !== 0 };
        for (const scope of ['', data.step.stepKey]) this.#within(scope, grown);
        return;
      }
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
        this.#charge(data.leaseId, data.charges);
        this.#settle(data.leaseId, data.settles);
        // Whoever answers is settled at once.
        if (this.#holdings.get(data.leaseId)?.open && this.#held(data.leaseId))
          this.complain(`I3 ${type} of ${data.step.stepKey} leaves its reservation open`);
        return;
      case 'StepTimedOut':
      case 'LeaseLost':
      case 'StepStopped':
      case 'LateResultRecorded':
      case 'ReservationSettled':
        this.#charge(data.leaseId, data.charges);
        this.#settle(data.leaseId, data.settles);
        return;
      case 'UsageCharged':
        this.#charge(data.leaseId, data.charges);
        return;
      case 'RunCompleted': {
        const { nanoUsd, tokens } = this.spent();
        if (data.spentNanoUsd !== nanoUsd.toString() || data.tokens !== tokens)
          this.complain(`I9 RunCompleted says ${data.spentNanoUsd} and ${data.tokens}, charged: ${nanoUsd}, ${tokens}`);
        return;
      }
      default:
    }
  }

  #held(leaseId: string): boolean {
    const holding = this.#holdings.get(leaseId);
    return holding !== undefined && (holding.reserved.nanoUsd > 0n || holding.reserved.tokens > 0);
  }

  #reserve(leaseId: string, stepKey: string, reservations: RunEventData<'StepDispatched'>['reservations']): void {
    const holding = this.#holdings.get(leaseId) ?? {
      stepKey,
      reserved: { nanoUsd: 0n, tokens: 0 },
      charged: { nanoUsd: 0n, tokens: 0 },
      open: true,
    };
    this.#holdings.set(leaseId, holding);
    const [step, run] = reservations;
    if (!step && !run) return;
    if (step?.scope !== 'step' || run?.scope !== 'run' || step.nanoUsd !== run.nanoUsd || step.tokens !== run.tokens)
      this.complain(`I3 lease ${leaseId} is not reserved alike, narrow to wide`);
    if (BigInt(step?.nanoUsd ?? 0) < 0n) this.complain(`I3 lease ${leaseId} reserves less than nothing`);
    holding.reserved.nanoUsd += BigInt(step?.nanoUsd ?? 0);
    holding.reserved.tokens += step?.tokens ?? 0;
  }

  #within(scope: string, which: { readonly nanoUsd: boolean; readonly tokens: boolean }): void {
    const limit = this.#limits.get(scope) ?? NO_LIMIT;
    const stepKey = scope === '' ? undefined : scope;
    const [spent, reserved] = [this.spent(stepKey), this.reserved(stepKey)];
    const nanoUsd = spent.nanoUsd + reserved.nanoUsd;
    const tokens = spent.tokens + reserved.tokens;
    if (which.nanoUsd && limit.nanoUsd !== undefined && nanoUsd > limit.nanoUsd)
      this.complain(`I3 ${scope || 'run'}: spent and reserved are ${nanoUsd} of ${limit.nanoUsd} nano-dollars`);
    if (which.tokens && limit.tokens !== undefined && tokens > limit.tokens)
      this.complain(`I3 ${scope || 'run'}: spent and reserved are ${tokens} of ${limit.tokens} tokens`);
  }

  #charge(leaseId: string, charges: Charges): void {
    const holding = this.#holdings.get(leaseId);
    if (!holding) {
      if (charges.length > 0) this.complain(`I9 charges without a dispatch under ${leaseId}`);
      return;
    }
    for (const { id, nanoUsd, tokens } of charges) {
      if (this.#chargeIds.has(id)) this.complain(`I9 charge ${id} is there twice`);
      this.#chargeIds.add(id);
      holding.charged.nanoUsd += BigInt(nanoUsd);
      for (const count of Object.values(tokens)) holding.charged.tokens += count;
    }
    if (holding.charged.nanoUsd < 0n) this.complain(`I9 lease ${leaseId} was charged less than nothing`);
  }

  #settle(leaseId: string, settles: Settles): void {
    const holding = this.#holdings.get(leaseId);
    if (settles.length === 0 || !holding) return;
    if (!holding.open) this.complain(`I3 lease ${leaseId} is settled twice`);
    holding.open = false;
    for (const { reservedNanoUsd, spentNanoUsd } of settles) {
      if (reservedNanoUsd !== holding.reserved.nanoUsd.toString())
        this.complain(`I3 lease ${leaseId} settles ${reservedNanoUsd} of ${holding.reserved.nanoUsd} reserved`);
      if (spentNanoUsd !== holding.charged.nanoUsd.toString())
        this.complain(`I9 lease ${leaseId} settles ${spentNanoUsd}, charged: ${holding.charged.nanoUsd}`);
    }
  }
}
