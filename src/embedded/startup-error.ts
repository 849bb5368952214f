/**
 * Something outside of the program keeps it from starting: a port in use, a folder that cannot be read, a lock held by
 * another process. The message is one line that says what is wrong and what to do; it is shown without a stack.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** The code of a Node system error (`EACCES`, `ENOENT`, ...); undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
