import type { ControlScope } from '../../domain/control/events.js';
import { DomainError } from '../../domain/kernel/errors.js';

const UNCONFIRMED =
  'this server has not heard of the emergency stops for too long, and starts and dispatches nothing until it has';

/** The halts that are in force, as this process knows them: kept up by the writer of `control` and by the feed. */
export class ControlView {
  revision = -1;
  /** Whether what is known here is new enough to start and dispatch upon. Always, unless the process says otherwise (src/processes/instances.ts). */
  isConfirmed: () => boolean = () => true;
  /** Reads what is new of `control`. Rejects with STORE.UNAVAILABLE. */
  refresh: () => Promise<void> = () => Promise.resolve();
  /** Looks whether it is. Rejects when the store does not answer. */
  look: () => Promise<void> = () => Promise.resolve();
  /** Something was held up because it was not: whoever confirms `control` again looks at everything, and puts this back. */
  hasHeldUp = false;
  readonly #open = new Map<
    string,
    { readonly haltId: string; readonly scope: ControlScope; readonly reason: string }
  >();

  /** Orders that were in force here, and are no longer. */
  readonly #lifted = new Set<string>();

  /** The state of `control` as it stands at a revision; an older one than known changes nothing. */
  update(
    revision: number,
    halts: Iterable<{ readonly haltId: string; readonly scope: ControlScope; readonly reason: string }>,
  ): void {
    if (revision < this.revision) return;
    this.revision = revision;
    const before = [...this.#open.keys()];
    this.#open.clear();
    for (const halt of halts) this.#open.set(halt.haltId, halt);
    for (const haltId of before) if (!this.#open.has(haltId)) this.#lifted.add(haltId);
  }

  /** It is known here that an order was lifted: who still carries it out would halt what was resumed since. */
  wasLifted(haltId: string): boolean {
    return this.#lifted.has(haltId);
  }

  /** Why nothing of a workflow may be dispatched now. */
  haltedBecause(workflowId: string): string | undefined {
    const halt = this.haltOf(workflowId);
    if (halt) return halt.reason;
    if (this.isConfirmed()) return undefined;
    this.hasHeldUp = true;
    return UNCONFIRMED;
  }

  /** Why a workflow may not be started or resumed. A person is not refused before it was looked: rejects with CONTROL.UNCONFIRMED (unavailable) when it is still not known then. */
  async haltedForSure(workflowId: string): Promise<string | undefined> {
    if (!this.isConfirmed()) await this.look().catch(() => undefined);
    const halt = this.haltOf(workflowId);
    if (!halt && !this.isConfirmed())
      throw new DomainError('CONTROL.UNCONFIRMED', 'unavailable', `Not now: ${UNCONFIRMED}. Try again.`, {
        retryAfterSeconds: 2,
      });
    return halt?.reason;
  }

  haltOf(
    workflowId: string,
  ): { readonly haltId: string; readonly scope: ControlScope; readonly reason: string } | undefined {
    if (MUTANT.haltIgnored || this.#open.size === 0) return undefined;
    for (const halt of this.#open.values())
      if (halt.scope.kind === 'everything' || halt.scope.id === workflowId) return halt;
    return undefined;
  }
}
