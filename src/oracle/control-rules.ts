import type { ControlEvent, ControlScope } from '../domain/control/events.js';
import type { Violation } from './report.js';

interface Halt {
  readonly haltId: string;
  readonly scope: ControlScope;
  readonly from: number;
  /** Revision at which it was lifted. */
  to: number;
  /** Position of the log's end when it was known to everybody; undefined when nobody says. */
  readonly answeredAt: bigint | undefined;
}
export interface Place {
  readonly stream: string;
  readonly revision: number;
  readonly position: bigint | undefined;
}

/**
 * Emergency stops against what was started, resumed and dispatched. Each of these says upon which revision of `control` it was decided, so the two
 * need not come in order. Where somebody says how far the log was when a stop was answered, nothing in its scope may come after that either.
 */
export class ControlRules {
  readonly #halts: Halt[] = [];
  /** The first of each workflow upon each revision of `control`: there are few of them, however many events there are. */
  readonly #acts = new Map<string, Map<number, { readonly place: Place; readonly what: string }>>();
  readonly #late: Violation[] = [];

  /** `answeredAt`: of a HaltOrdered that was acknowledged. */
  event(event: ControlEvent, revision: number, answeredAt: bigint | undefined): void {
    const { haltId, scope } = event.data;
    if (event.type === 'HaltOrdered') this.#halts.push({ haltId, scope, from: revision, to: Infinity, answeredAt });
    else for (const halt of this.#halts) if (halt.haltId === haltId) halt.to = revision;
  }

  act(workflowId: string, what: string, controlRevision: number, place: Place): void {
    let upon = this.#acts.get(workflowId);
    if (!upon) this.#acts.set(workflowId, (upon = new Map()));
    if (!upon.has(controlRevision)) upon.set(controlRevision, { place, what });
    const { position } = place;
    if (position === undefined) return;
    for (const halt of this.#halts)
      if (
        halt.to === Infinity &&
        halt.answeredAt !== undefined &&
        position > halt.answeredAt &&
        inScope(halt, workflowId)
      )
        this.#late.push(violation(place, halt, what, `after the stop was answered at ${halt.answeredAt}`));
  }

  violations(): Violation[] {
    const found = [...this.#late];
    for (const [workflowId, upon] of this.#acts)
      for (const [controlRevision, { place, what }] of upon)
        for (const halt of this.#halts)
          if (inScope(halt, workflowId) && halt.from <= controlRevision && controlRevision < halt.to)
            found.push(violation(place, halt, what, `upon revision ${controlRevision} of control`));
    return found;
  }
}

const inScope = ({ scope }: Halt, workflowId: string): boolean =>
  scope.kind === 'everything' || scope.id === workflowId;

function violation({ stream, revision }: Place, { haltId, scope }: Halt, what: string, how: string): Violation {
  const whole = scope.kind === 'everything' ? 'everything' : `workflow ${scope.id}`;
  return {
    rule: 'emergency-stop',
    stream,
    revision,
    says: `expected nothing under halt ${haltId} of ${whole}, found the run ${what} ${how}`,
  };
}
