import { DomainError } from '../../domain/kernel/errors.js';

export const tooManyExports = (atOnce: number): DomainError =>
  new DomainError(
    'EXPORT.TOO_MANY',
    'unavailable',
    `${atOnce === 1 ? 'An export runs' : `${atOnce} exports run`} already, which is as many as this server runs at once. Try again when one has ended.`,
    { retryAfter: 5 },
  );
