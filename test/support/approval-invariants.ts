import { createHash } from 'node:crypto';
import type { RunEvent, RunEventData } from '../../src/domain/run/events.js';

interface Approval {
  readonly stepKey: string;
  readonly attempt: number;
  readonly kind: 'step' | 'overrun';
  readonly nonce: string;
  readonly paramsHash: string;
  readonly requires: { readonly n: number; readonly not: readonly string[] };
  readonly voters: Set<string>;
  expiresAt: number;
  status: 'pending' | 'granted' | 'used' | 'rejected' | 'expired' | 'withdrawn';
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Members in order, nothing else: enough for what tests hand over. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
const canonical = (value: unknown): string => JSON.stringify(sorted(value));

/** I4, counted anew from the events: who asked, who answered, and what was dispatched upon it. */
export class ApprovalInvariants {
  readonly #approvals = new Map<string, Approval>();

  constructor(
    readonly gated: (stepKey: string) => boolean,
    readonly complain: (rule: string) => void,
  ) {}

  /** Requests that nobody has decided, or whose grant was not used. */
  open(): string[] {
    return [...this.#approvals]
      .filter(([, { status }]) => status === 'pending' || status === 'granted')
      .map(([id]) => id);
  }

  apply({ type, data }: RunEvent, at: number): void {
    switch (type) {
      case 'ApprovalRequested':
        return this.#requested(data);
      case 'ApprovalVoted': {
        const approval = this.#decidable(data.approvalId, type, at);
        if (approval?.voters.has(data.operatorId)) this.complain(`I4 ${data.operatorId} votes twice`);
        if (approval?.requires.not.includes(data.operatorId)) this.complain(`I4 ${data.operatorId} must not vote`);
        approval?.voters.add(data.operatorId);
        return;
      }
      case 'ApprovalGranted': {
        const approval = this.#decidable(data.approvalId, type, at);
        if (!approval) return;
        if (approval.voters.size < approval.requires.n) this.complain(`I4 ${data.approvalId} is granted by too few`);
        approval.status = approval.kind === 'overrun' ? 'used' : 'granted';
        return;
      }
      case 'ApprovalRejected': {
        const approval = this.#decidable(data.approvalId, type, at);
        if (approval) approval.status = 'rejected';
        return;
      }
      case 'ApprovalExpired': {
        const approval = this.#pending(data.approvalId, type);
        if (approval && at < approval.expiresAt) this.complain(`I4 ${data.approvalId} expires too early`);
        if (approval) approval.status = 'expired';
        return;
      }
      case 'ApprovalEscalated': {
        const approval = this.#pending(data.approvalId, type);
        if (approval) approval.expiresAt = Date.parse(data.expiresAt);
        return;
      }
      case 'ApprovalWithdrawn':
        return this.#withdraw(data.approvalId, data.because === 'superseded' ? 'granted' : 'pending');
      case 'RunHalted':
      case 'RunCancelled':
      case 'RunFailed':
        for (const id of data.withdrawn) this.#withdraw(id, undefined);
        if (this.open().length > 0) this.complain(`I4 ${type} leaves requests open: ${this.open().join(', ')}`);
        return;
      case 'RunCompleted':
        if (this.open().length > 0) this.complain(`I4 ${type} leaves requests open: ${this.open().join(', ')}`);
        return;
      case 'StepDispatched':
        return this.#dispatched(data);
      default:
    }
  }

  #requested(data: RunEventData<'ApprovalRequested'>): void {
    const { stepKey } = data.step;
    if (this.#approvals.has(data.approvalId)) this.complain(`I4 request ${data.approvalId} is there twice`);
    for (const [id, { status, stepKey: other }] of this.#approvals)
      if (other === stepKey && (status === 'pending' || status === 'granted'))
        this.complain(`I4 ${stepKey} asks while ${id} is ${status}`);
    if (sha256(data.nonce + canonical(data.params)) !== data.paramsHash)
      this.complain(`I4 request ${data.approvalId} has another hash than its parameters`);
    this.#approvals.set(data.approvalId, {
      stepKey,
      attempt: data.attempt,
      kind: data.kind,
      nonce: data.nonce,
      paramsHash: data.paramsHash,
      requires: data.requires,
      voters: new Set(),
      expiresAt: Date.parse(data.expiresAt),
      status: 'pending',
    });
  }

  #dispatched({ step, attempt, approval: cited, inputs, inputsHash }: RunEventData<'StepDispatched'>): void {
    if (sha256(canonical(inputs)) !== inputsHash) this.complain(`I4 inputs of ${step.stepKey} have another hash`);
    if (!cited) {
      if (this.gated(step.stepKey)) this.complain(`I4 ${step.stepKey} is dispatched without an approval`);
      return;
    }
    const approval = this.#approvals.get(cited.id);
    if (approval?.status !== 'granted')
      this.complain(`I4 ${step.stepKey} cites an approval that is ${approval?.status}`);
    if (!approval) return;
    if (approval.stepKey !== step.stepKey || approval.attempt !== attempt || approval.kind !== 'step')
      this.complain(`I4 ${step.stepKey} cites the approval of something else`);
    if (approval.paramsHash !== cited.paramsHash || sha256(approval.nonce + canonical(inputs)) !== cited.paramsHash)
      this.complain(`I4 ${step.stepKey} is dispatched with other parameters than were approved`);
    approval.status = 'used';
  }

  #pending(id: string, type: string): Approval | undefined {
    const approval = this.#approvals.get(id);
    if (approval?.status !== 'pending') this.complain(`I4 ${type} of a request that is ${approval?.status}`);
    return approval;
  }

  #decidable(id: string, type: string, at: number): Approval | undefined {
    const approval = this.#pending(id, type);
    if (approval && at >= approval.expiresAt) this.complain(`I4 ${type} after the deadline`);
    return approval;
  }

  #withdraw(id: string, from: Approval['status'] | undefined): void {
    const approval = this.#approvals.get(id);
    const open = approval?.status === 'pending' || approval?.status === 'granted';
    if (!approval || !open || (from !== undefined && approval.status !== from))
      this.complain(`I4 a request that is ${approval?.status} is withdrawn`);
    if (approval) approval.status = 'withdrawn';
  }
}
