import type { ExitName } from './exit-codes.js';

/** A line under a failure: where something is wrong, and what. */
export interface FailureProblem {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A command that cannot be done, told to the person: what happened, each problem, and what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly exit: ExitName,
    message: string,
    readonly more: {
      /** Stable code of the API's answer, for example RUN.ENDED. */
      readonly code?: string | undefined;
      readonly problems?: readonly FailureProblem[];
      readonly hint?: string | undefined;
      /** The API's problem+json as it came, for --json. */
      readonly answer?: unknown;
    } = {},
  ) {
    super(message);
  }
}
