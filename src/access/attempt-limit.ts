import { DomainError } from '../domain/kernel/errors.js';

interface Window {
  readonly since: number;
  tries: number;
}

/** How often one address may be refused. Bounded: of very many addresses, those that were seen first are forgotten. */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limit: { readonly tries: number; readonly windowMs: number; readonly maxAddresses: number },
    private readonly now: () => number,
  ) {}

  /** Counts a try before it is made, so that many at once are counted too. Throws ACCESS.TOO_MANY_TRIES. Answers how to take it back. */
  take(address: string): () => void {
    const now = this.now();
    let window = this.windows.get(address);
    if (!window || now - window.since >= this.limit.windowMs) {
      this.windows.delete(address);
      window = { since: now, tries: 0 };
      this.windows.set(address, window);
      for (const oldest of this.windows.keys()) {
        if (this.windows.size <= this.limit.maxAddresses) break;
        this.windows.delete(oldest);
      }
    }
    if (window.tries >= this.limit.tries) {
      const retryAfter = Math.max(1, Math.ceil((window.since + this.limit.windowMs - now) / 1_000));
      throw new DomainError(
        'ACCESS.TOO_MANY_TRIES',
        'limited',
        `Too many refused tries from this address. Try again in ${retryAfter} s.`,
        { retryAfter },
      );
    }
    window.tries++;
    const counted = window;
    return () => void counted.tries--;
  }
}
