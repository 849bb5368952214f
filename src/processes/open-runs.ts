import type { RunObserver } from '../commands/run/run-aggregate.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import type { RunEvent } from '../domain/run/events.js';
import { haltIdOf } from '../domain/run/lifecycle.js';
import { isEnded, type LeaseState, type OpenStatus, type Run } from '../domain/run/state.js';
import { nextDue } from '../domain/scheduling/due.js';
import { DueTimes } from './due-times.js';

export interface OpenRun {
  readonly runId: string;
  readonly workflowId: string;
  readonly status: OpenStatus;
  /** Of a halted run: the emergency stop that halted it; absent when it was halted by itself. */
  readonly haltId: string | undefined;
}

/** A lease that is in force, and where it can be read again. */
export interface OpenLease {
  readonly stream: string;
  readonly runId: string;
  readonly leaseId: string;
  readonly stepKey: string;
  readonly agentId: string;
  readonly bootId: string;
  readonly gatewayId: string;
  readonly heartbeatMs: number;
  /** Revision of its StepDispatched. */
  readonly revision: number;
  /** When this process first knew of it: a fresh grace after a restart. */
  readonly knownSince: number;
}

const OFTEN: ReadonlySet<RunEvent['type']> = new Set([
  'StepDispatched',
  'StepCompleted',
  'StepProgressed',
  'UsageCharged',
  'SideEffectRecorded',
]);

/**
 * The open runs as this process knows them: which leases are in force, and when a run is due next. An index in memory, made by the folds
 * themselves; lost at a restart and made anew from the read model `open_work`, which says "look at run X".
 */
export class OpenRuns implements RunObserver {
  readonly due = new DueTimes();
  readonly #runs = new Map<string, OpenRun>();
  readonly #leases = new Map<string, OpenLease>();
  readonly #byAgent = new Map<string, Map<string, OpenLease>>();

  constructor(readonly now: () => number) {}

  runChanged(stream: string, run: Run, events: readonly Recorded<RunEvent>[]): void {
    // Just loaded: another instance may have ended what was known here.
    if (events.length === 0) {
      for (const lease of run.leases.values()) {
        if (lease.status === 'active') this.#follow(stream, run, lease);
        else this.#drop(lease.leaseId);
      }
    }
    for (const event of events) this.#apply(stream, run, event);
    if (isEnded(run)) this.#runs.delete(stream);
    else this.#note(stream, run);
    const dueNow = this.#dueAfter(stream, events);
    this.due.set(stream, dueNow === 'unknown' ? nextDue(run) : dueNow);
  }

  /**
   * What happens again and again brings nothing forward but the deadline of a dispatch: to go through a run of 10,000 steps after each of its steps
   * would take longer than the step. What was due may not be any more; who looks at the run then finds out.
   */
  #dueAfter(stream: string, events: readonly Recorded<RunEvent>[]): number | undefined | 'unknown' {
    let due = this.due.get(stream);
    if (due === undefined || events.length === 0) return 'unknown';
    for (const event of events) {
      if (!OFTEN.has(event.type)) return 'unknown';
      if (event.type === 'StepDispatched') due = Math.min(due, Date.parse(event.data.deadlineAt));
    }
    return due;
  }

  #note(stream: string, run: Run): void {
    const { status } = run;
    if (status !== 'running' && status !== 'paused' && status !== 'halted') return;
    const haltId = haltIdOf(run);
    const known = this.#runs.get(stream);
    if (known?.status === status && known.haltId === haltId) return;
    this.#runs.set(stream, { runId: run.runId, workflowId: run.workflow.id, status, haltId });
  }

  #apply(stream: string, run: Run, event: Recorded<RunEvent>): void {
    switch (event.type) {
      case 'StepDispatched':
      case 'LeaseMoved': {
        const lease = run.leases.get(event.data.leaseId);
        if (lease) this.#follow(stream, run, lease);
        return;
      }
      case 'StepCompleted':
      case 'StepFailed':
      case 'StepOutputRejected':
      case 'StepTimedOut':
      case 'LeaseLost':
      case 'StepStopped':
        return this.#drop(event.data.leaseId);
      case 'RunHalted':
      case 'RunCancelled':
      case 'RunFailed':
        for (const leaseId of event.data.revoked) this.#drop(leaseId);
        return;
      default:
    }
  }

  #follow(stream: string, run: Run, lease: LeaseState): void {
    if (lease.status !== 'active') return;
    const open: OpenLease = {
      stream,
      runId: run.runId,
      leaseId: lease.leaseId,
      stepKey: lease.stepKey,
      agentId: lease.agent.id,
      bootId: lease.agent.bootId,
      gatewayId: lease.agent.gatewayId,
      heartbeatMs: lease.heartbeatMs,
      revision: lease.revision,
      knownSince: this.#leases.get(lease.leaseId)?.knownSince ?? this.now(),
    };
    this.#leases.set(lease.leaseId, open);
    let ofAgent = this.#byAgent.get(open.agentId);
    if (!ofAgent) this.#byAgent.set(open.agentId, (ofAgent = new Map()));
    ofAgent.set(open.leaseId, open);
  }

  #drop(leaseId: string): void {
    const lease = this.#leases.get(leaseId);
    if (!lease) return;
    this.#leases.delete(leaseId);
    this.#byAgent.get(lease.agentId)?.delete(leaseId);
  }

  lease(leaseId: string): OpenLease | undefined {
    return this.#leases.get(leaseId);
  }

  leases(): Iterable<OpenLease> {
    return this.#leases.values();
  }

  leasesOf(agentId: string): readonly OpenLease[] {
    return [...(this.#byAgent.get(agentId)?.values() ?? [])];
  }

  /** The open runs, as newly as this process knows. */
  list(): readonly OpenRun[] {
    return [...this.#runs.values()];
  }

  /** Streams of the open runs of a workflow, or of all. */
  streams(workflowId?: string): string[] {
    const streams: string[] = [];
    for (const [stream, run] of this.#runs)
      if (workflowId === undefined || run.workflowId === workflowId) streams.push(stream);
    return streams;
  }

  get size(): number {
    return this.#runs.size;
  }
}
