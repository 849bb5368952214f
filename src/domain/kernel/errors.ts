import type { Json } from './json.js';

/** How an error is answered: invalid 400/422, paymentRequired 402, forbidden 403, notFound 404, rejected and conflict 409, limited 429, unavailable 503. */
export type ErrorKind =
  | 'invalid'
  | 'rejected'
  | 'notFound'
  | 'conflict'
  /** Too many tries: the same again later. Never for a budget. */
  | 'limited'
  | 'unavailable'
  | 'paymentRequired'
  | 'unauthenticated'
  | 'forbidden';

/** One thing that is wrong with an input, and where: a path in the document (`steps[2].dependsOn[0]`). */
export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly code?: string;
}

/** What else there is to tell of an error, for programs. */
export interface ErrorDetails extends OwnMembers {
  readonly problems?: readonly Problem[];
  readonly [key: string]: Json | readonly Problem[] | undefined;
}
/** The members that problem+json has itself: a detail of such a name would be written over on its way. */
type OwnMembers = { readonly [own in 'type' | 'title' | 'status' | 'code' | 'detail' | 'instance']?: never };

/**
 * Misuse of the product, told to the one who asked. Expected outcomes of work are events, not errors.
 * `code` is stable and UPPER.DOTTED: programs branch on it; `message` is for people and says what to do.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  constructor(
    readonly code: string,
    readonly kind: ErrorKind,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

/** What an error says, whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The compiler proves that a switch is complete; at run time it names what slipped through. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
