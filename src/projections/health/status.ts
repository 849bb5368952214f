import type { ProjectionStatus, RebuildProgress } from '../rows.js';
import type { Runner } from '../runner/runner.js';
import type { Db } from '../storage/database.js';
import { storedHealth, type StoredHealth } from './queries.js';
import { messageOf } from '../../domain/kernel/errors.js';

const END_TIMEOUT_MS = 1_000;

/** What health, metrics and `missionctl projections status` show. Never rejects: what cannot be asked is told as a problem. */
export async function projectionStatus(
  runner: Runner,
  rebuild: () => Promise<RebuildProgress | undefined>,
  schema: string | undefined,
  read: <T>(query: (db: Db) => Promise<T>) => Promise<T>,
): Promise<ProjectionStatus> {
  let stored: StoredHealth | undefined;
  let rebuilding: RebuildProgress | undefined;
  let problem = runner.problem;
  try {
    stored = await read(storedHealth);
    rebuilding = await rebuild();
  } catch (error) {
    problem ??= messageOf(error);
  }
  const position = runner.session?.projector.position ?? BigInt(stored?.position ?? 0);
  const end = await endOf(runner);
  const lag = end === undefined ? undefined : end > position ? end - position : 0n;
  return {
    state: stored ? runner.state : runner.state === 'stopped' ? 'stopped' : 'unavailable',
    problem: problem ?? null,
    schema: schema ?? '',
    format: runner.options.group.format,
    epoch: runner.session?.projector.epoch ?? stored?.epoch ?? '0',
    position: String(position),
    end: end === undefined ? null : String(end),
    lag: lag === undefined ? null : String(lag),
    rebuilding: rebuilding ?? null,
    parkedStreams: stored?.parkedStreams ?? 0,
    parkedEvents: stored?.parkedEvents ?? 0,
    deadLettered: stored?.deadLettered ?? [],
    skippedTypes: stored?.skippedTypes ?? [],
  };
}

/** Undefined while this process does not project, or the event store does not answer. */
async function endOf(runner: Runner): Promise<bigint | undefined> {
  const { session } = runner;
  if (!session) return undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      session.feed.end(),
      new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), END_TIMEOUT_MS))),
    ]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
