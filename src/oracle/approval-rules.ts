import type { RunEventData } from '../domain/run/events.js';
import type { Complain } from './report.js';

type Status = 'pending' | 'granted' | 'used' | 'rejected' | 'expired' | 'withdrawn';
export interface Request {
  readonly approvalId: string;
  readonly stepKey: string;
  readonly attempt: number;
  readonly kind: 'step' | 'overrun';
  readonly nonce: string;
  readonly paramsHash: string;
  readonly requires: { readonly n: number; readonly not: readonly string[] };
  readonly voters: Set<string>;
  expiresAt: number;
  status: Status;
}

/** I4: who asked, who answered, and what was dispatched upon it. */
export class ApprovalRules {
  readonly #requests = new Map<string, Request>();
  /** Those that nobody has decided, or whose grant was not used. */
  readonly #open = new Set<Request>();

  constructor(readonly complain: Complain) {}

  get open(): Iterable<Request> {
    return this.#open;
  }

  /** `hash`: of the parameters that are asked for, with the request's nonce; undefined where they cannot be read. */
  requested(data: RunEventData<'ApprovalRequested'>, hash: string | undefined): void {
    const { approvalId, step } = data;
    if (this.#requests.has(approvalId))
      this.complain('approvals', `expected request ${approvalId} once, found it for the second time`);
    const other = this.#openOf(step.stepKey);
    if (other)
      this.complain(
        'approvals',
        `expected no open request of step ${step.stepKey}, found ${other.approvalId}, which is ${other.status}`,
      );
    if (hash !== undefined && hash !== data.paramsHash)
      this.complain('approvals', `expected hash ${hash} of the parameters, found ${data.paramsHash}`);
    const request: Request = {
      approvalId,
      stepKey: step.stepKey,
      attempt: data.attempt,
      kind: data.kind,
      nonce: data.nonce,
      paramsHash: data.paramsHash,
      requires: data.requires,
      voters: new Set(),
      expiresAt: Date.parse(data.expiresAt),
      status: 'pending',
    };
    this.#requests.set(approvalId, request);
    this.#open.add(request);
  }

  voted({ approvalId, operatorId }: RunEventData<'ApprovalVoted'>, at: number): void {
    const request = this.#decidable(approvalId, 'a vote', at);
    if (!request) return;
    if (request.voters.has(operatorId))
      this.complain('approvals', `expected one vote of ${operatorId}, found a second one`);
    if (request.requires.not.includes(operatorId))
      this.complain('approvals', `expected the vote of somebody else than ${operatorId}, who must not decide`);
    request.voters.add(operatorId);
  }

  granted({ approvalId }: RunEventData<'ApprovalGranted'>, at: number): void {
    const request = this.#decidable(approvalId, 'a grant', at);
    if (!request) return;
    const { n } = request.requires;
    if (request.voters.size < n)
      this.complain('approvals', `expected ${n} votes before the grant of ${approvalId}, found ${request.voters.size}`);
    this.#become(request, request.kind === 'overrun' ? 'used' : 'granted');
  }

  rejected(approvalId: string, at: number): void {
    const request = this.#decidable(approvalId, 'a rejection', at);
    if (request) this.#become(request, 'rejected');
  }

  expired(approvalId: string, at: number): void {
    const request = this.#pending(approvalId, 'an expiry');
    if (!request) return;
    if (at < request.expiresAt)
      this.complain(
        'approvals',
        `expected ${approvalId} to expire at ${instant(request.expiresAt)}, found ${instant(at)}`,
      );
    this.#become(request, 'expired');
  }

  escalated({ approvalId, expiresAt }: RunEventData<'ApprovalEscalated'>): void {
    const request = this.#pending(approvalId, 'an escalation');
    if (request) request.expiresAt = Date.parse(expiresAt);
  }

  withdrawn(approvalId: string, from: 'granted' | 'pending' | undefined): void {
    const request = this.#requests.get(approvalId);
    const fits = request && this.#open.has(request) && (from === undefined || request.status === from);
    if (!fits)
      this.complain(
        'approvals',
        `expected a request that is ${from ?? 'open'} to be withdrawn, found ${approvalId}, which is ${request?.status ?? 'not there'}`,
      );
    if (request) this.#become(request, 'withdrawn');
  }

  /** A stop or an end leaves nothing open. */
  stopped(type: string): void {
    for (const { approvalId, status } of this.#open)
      this.complain('approvals', `expected ${type} to leave no request open, found ${approvalId}, which is ${status}`);
  }

  /** `hash`: of the inputs, with the cited nonce; undefined where they cannot be read. */
  dispatched(
    { step, attempt, approval: cited }: RunEventData<'StepDispatched'>,
    gated: boolean,
    hash: string | undefined,
  ): void {
    const { stepKey } = step;
    if (!cited) {
      if (gated) this.complain('gates', `expected an approval of step ${stepKey}, which asks first, found none`);
      return;
    }
    const request = this.#requests.get(cited.id);
    if (request?.status !== 'granted')
      this.complain(
        'gates',
        `expected a granted approval, found ${cited.id}, which is ${request?.status ?? 'not in the run'}`,
      );
    if (!request) return;
    if (request.stepKey !== stepKey || request.attempt !== attempt || request.kind !== 'step')
      this.complain(
        'gates',
        `expected an approval of attempt ${attempt} of ${stepKey}, found one of attempt ${request.attempt} of ${request.stepKey} (${request.kind})`,
      );
    const found = hash ?? cited.paramsHash;
    if (request.paramsHash !== cited.paramsHash || request.nonce !== cited.nonce || found !== request.paramsHash)
      this.complain(
        'gates',
        `expected ${stepKey} to be dispatched with the parameters that were approved (${request.paramsHash}), found ${found === request.paramsHash ? cited.paramsHash : found}`,
      );
    this.#become(request, 'used');
  }

  /** Once the run has ended nothing of it is needed. */
  forget(): void {
    this.#requests.clear();
    this.#open.clear();
  }

  #become(request: Request, status: Status): void {
    request.status = status;
    if (status !== 'granted') this.#open.delete(request);
  }

  #openOf(stepKey: string): Request | undefined {
    for (const request of this.#open) if (request.stepKey === stepKey) return request;
    return undefined;
  }

  #pending(approvalId: string, what: string): Request | undefined {
    const request = this.#requests.get(approvalId);
    if (request?.status === 'pending') return request;
    this.complain(
      'approvals',
      `expected one outcome of request ${approvalId}, found ${what} when it is ${request?.status ?? 'not there'}`,
    );
    return undefined;
  }

  #decidable(approvalId: string, what: string, at: number): Request | undefined {
    const request = this.#pending(approvalId, what);
    if (request && at >= request.expiresAt)
      this.complain(
        'approvals',
        `expected ${what} on ${approvalId} before ${instant(request.expiresAt)}, found it at ${instant(at)}`,
      );
    return request;
  }
}

const instant = (at: number): string => new Date(at).toISOString();
