import { DomainError } from '../../domain/kernel/errors.js';
import type { RetentionDesk } from '../ports.js';

/** What is said of a run of which nothing, or not all, is there any more. */
const GONE: ReadonlySet<string> = new Set(['RUN.NOT_FOUND', 'EVENT.NOT_FOUND', 'BLOB.MISSING']);

/**
 * The error to answer with when a run, or a part of it, was not found: one that was pruned is told from one that never was, with the archive that has its record.
 * `asked` is the run of the address; an error that names another run means that one (a comparison has two).
 */
export async function prunedOrMissing(
  error: unknown,
  asked: string | undefined,
  desk: Pick<RetentionDesk, 'pruningOf'>,
): Promise<unknown> {
  if (!(error instanceof DomainError) || !GONE.has(error.code)) return error;
  const named = error.details['runId'];
  const runId = typeof named === 'string' ? named : asked;
  const pruning = runId === undefined ? undefined : await desk.pruningOf(runId);
  if (runId === undefined || !pruning) return error;
  const { pruneId, at, archive } = pruning;
  return new DomainError(
    'RUN.PRUNED',
    'notFound',
    `Run ${runId} was pruned on ${at.slice(0, 10)}, as the retention policy says. Its record is in the archive ${archive.file} (SHA-256 ${archive.sha256}).`,
    { runId, pruneId, archive },
  );
}
