/** What the server refused or could not do: problem+json (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  constructor(
    /** Stable: `RUN.STEP_NOT_RUNNING`. `NETWORK` when the server could not be reached. */
    readonly code: string,
    message: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** The whole answer: further facts stand beside code and detail. */
    readonly details: Readonly<Record<string, unknown>> = {},
    /** All of them at once, with their places in what was sent. */
    readonly problems: readonly { readonly path: string; readonly message: string }[] = [],
    readonly requestId?: string,
  ) {
    super(message);
    this.name = 'Problem';
  }

  /** What the address names does not exist: it was not found, or it can be the name of nothing. */
  get absent(): boolean {
    return this.status === 404 || (this.status === 400 && this.problems.some(({ path }) => path.startsWith(':')));
  }

  /** Worth trying again by itself: the server or one of its stores is away, or the read models are behind. */
  get temporary(): boolean {
    return this.status === 0 || this.status === 503;
  }
}

/** What went wrong, whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('CONSOLE', error instanceof Error ? error.message : String(error), -1);
}
