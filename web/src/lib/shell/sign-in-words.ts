import type { Problem } from '../api/problem.js';

/** Why nobody was signed in, and what to do now. */
export interface Refusal {
  readonly title: string;
  readonly text: string;
  /** Milliseconds until it may be tried again; absent: at once. */
  readonly waitMs?: number;
}

export function refusalOf(problem: Pick<Problem, 'code' | 'message' | 'details'>): Refusal {
  switch (problem.code) {
    case 'LINK.USED':
      return {
        title: 'This link was used already',
        text: 'A link opens one session, once. If it was not you who opened it, end that session under System, Sessions. Sign in with a key, or make a new link.',
      };
    case 'LINK.EXPIRED':
      return {
        title: 'This link has expired',
        text: 'A link is good for ten minutes. Sign in with a key, or make a new link.',
      };
    case 'LINK.INVALID':
      return {
        title: 'This link opens nothing',
        text: 'It is not one of this server, or it was withdrawn; or a part of it was lost when it was copied. Sign in with a key, or make a new link.',
      };
    case 'ACCESS.UNAUTHENTICATED':
      return {
        title: 'This key opens nothing',
        text: 'It is malformed, unknown or revoked. A key begins with mc_key_ and has no spaces.',
      };
    case 'ACCESS.TOO_MANY_TRIES': {
      const seconds = problem.details['retryAfter'];
      return {
        title: 'Too many refused tries from here',
        text: 'Nothing is locked: it goes on when the time is over.',
        waitMs: typeof seconds === 'number' ? seconds * 1_000 : 60_000,
      };
    }
    case 'NETWORK':
      return { title: 'The server cannot be reached', text: 'What you entered is still here: try again in a moment.' };
    default:
      return { title: 'You could not be signed in', text: problem.message };
  }
}
