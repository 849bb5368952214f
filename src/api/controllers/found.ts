import { DomainError } from '../../domain/kernel/errors.js';

const WORDS = {
  run: 'RUN',
  workflow: 'WORKFLOW',
  approval: 'APPROVAL',
  agent: 'AGENT',
  'bulk action': 'BULK',
} as const;

/** What was looked up, or `<WORD>.NOT_FOUND`. */
export function found<T>(value: T | undefined, what: keyof typeof WORDS, id: string): T {
  if (value !== undefined) return value;
  throw new DomainError(
    `${WORDS[what]}.NOT_FOUND`,
    'notFound',
    `There is no ${what} ${id}. If it was made a moment ago, read with ?atLeast= and the position of that answer.`,
  );
}
