import { DomainError } from '../../domain/kernel/errors.js';
import type { CommandAnswer } from '../../domain/kernel/ports.js';

/**
 * A secret is shown once: when its own hash was recorded just now. A command sent again is answered as before, but the secret that
 * belongs to it is gone, and the new one opens nothing. Throws TOKEN.ISSUED_ALREADY.
 */
export function issuedNow(answer: CommandAnswer, secretHash: string): CommandAnswer {
  if (answer.events.some((event) => hashIn(event.data) === secretHash)) return answer;
  throw new DomainError(
    'TOKEN.ISSUED_ALREADY',
    'conflict',
    'This was issued already under the same Idempotency-Key, and a secret is shown once. Issue another, and revoke this one.',
  );
}

const hashIn = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'secretHash' in data ? data.secretHash : undefined;
