import type { ControlScope } from '../../domain/control/events.js';

/** The halts that are in force, as this process knows them: kept up by the writer of `control` and by the feed. */
export class ControlView {
  revision = -1;
  readonly #open = new Map<
    string,
    { readonly haltId: string; readonly scope: ControlScope; readonly reason: string }
  >();

  /** The state of `control` as it stands at a revision; an older one than known changes nothing. */
  update(
    revision: number,
    halts: Iterable<{ readonly haltId: string; readonly scope: ControlScope; readonly reason: string }>,
  ): void {
    if (revision < this.revision) return;
    this.revision = revision;
    this.#open.clear();
    for (const halt of halts) this.#open.set(halt.haltId, halt);
  }

  haltedBecause(workflowId: string): string | undefined {
    return this.haltOf(workflowId)?.reason;
  }

  haltOf(
    workflowId: string,
  ): { readonly haltId: string; readonly scope: ControlScope; readonly reason: string } | undefined {
    if (this.#open.size === 0) return undefined;
    for (const halt of this.#open.values())
      if (halt.scope.kind === 'everything' || halt.scope.id === workflowId) return halt;
    return undefined;
  }
}
