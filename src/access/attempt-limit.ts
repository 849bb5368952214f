import { DomainError } from '../domain/kernel/errors.js';

interface Window {
  readonly since: number;
  refusals: number;
}

/**
 * How often one address may be refused. What is right is never counted, so that many people behind one address do not wait for each
 * other. Bounded: of very many addresses, those that were seen first are forgotten.
 */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limit: { readonly refusals: number; readonly windowMs: number; readonly maxAddresses: number },
    private readonly now: () => number,
  ) {}

  /** Before a try. Throws ACCESS.TOO_MANY_TRIES with the seconds after which it may be tried again. */
  check(address: string): void {
    const window = this.current(address);
    if (!window || window.refusals < this.limit.refusals) return;
    const retryAfter = Math.max(1, Math.ceil((window.since + this.limit.windowMs - this.now()) / 1_000));
    throw new DomainError(
      'ACCESS.TOO_MANY_TRIES',
      'limited',
      `Too many refused tries from this address. Try again in ${retryAfter} s.`,
      { retryAfter },
    );
  }

  /** After a try that was refused. */
  refused(address: string): void {
    const window = this.current(address);
    if (window) {
      window.refusals++;
      return;
    }
    this.windows.delete(address);
    this.windows.set(address, { since: this.now(), refusals: 1 });
    for (const oldest of this.windows.keys()) {
      if (this.windows.size <= this.limit.maxAddresses) return;
      this.windows.delete(oldest);
    }
  }

  private current(address: string): Window | undefined {
    const window = this.windows.get(address);
    return window && this.now() - window.since < this.limit.windowMs ? window : undefined;
  }
}
