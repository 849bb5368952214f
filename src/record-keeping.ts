import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Evidence, RetentionDesk } from './api/ports.js';
import type { Commands } from './commands/commands.js';
import type { Config } from './config.js';
import { RETENTION_STREAM } from './domain/catalog.js';
import type { Recorded } from './domain/kernel/envelope.js';
import { DomainError, messageOf } from './domain/kernel/errors.js';
import type { CommandContext } from './domain/kernel/ports.js';
import type { StoreAdapters } from './eventstore/adapters.js';
import { ArchiveFolder } from './evidence/archive-folder.js';
import { Bundles } from './evidence/bundles.js';
import { Checkpoints, type CheckpointsDeps } from './evidence/checkpoints.js';
import { recordedCheckpoints } from './evidence/recorded-checkpoints.js';
import { Witness } from './evidence/witness.js';
import { until } from './persistence.js';
import { Checkpointer } from './processes/checkpoints.js';
import { Erasures } from './processes/erasures.js';
import { checkHoldScope } from './processes/hold-scope.js';
import { PrunedPayloads } from './processes/pruned-payloads.js';
import type { LogOfKept, PrunedRuns } from './processes/pruned-runs.js';
import { Pruning } from './processes/pruning.js';
import { RetentionTimer } from './processes/retention-timer.js';
import type { ReadModels } from './projections/read-models.js';

const HOUR_MS = 3_600_000;
const RETENTION_EVERY_MS = { off: undefined, hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };

export interface RecordKeepingDeps extends Pick<StoreAdapters, 'store' | 'blobs' | 'remover' | 'feed'> {
  readonly config: Config;
  readonly log: Logger;
  readonly commands: Commands;
  readonly keys: CheckpointsDeps['keys'];
  readonly clock: CheckpointsDeps['clock'];
  /** The whole log, and the log without what was pruned. */
  readonly logReader: StoreAdapters['reader'];
  readonly keptLog: LogOfKept;
  readonly pruned: PrunedRuns;
  readonly reads: ReadModels;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

export interface RecordKeeping {
  readonly evidence: Evidence;
  readonly retention: RetentionDesk;
  readonly checkpointer: Checkpointer;
  readonly retentionTimer: RetentionTimer;
  onEvent(event: Recorded): void;
  /** Ends what the last life of the server began: a pruning, an erasure. Never rejects. */
  finish(): Promise<unknown>;
}

/** The part of the start-up that binds what keeps the record: checkpoints and evidence of it, retention, and the erasure of persons. */
export function recordKeeping({
  config,
  log,
  commands,
  store,
  blobs,
  keys,
  clock,
  logReader,
  keptLog,
  remover,
  pruned,
  reads,
  feed,
  signal,
}: RecordKeepingDeps): RecordKeeping {
  const processes = log.child({ part: 'processes' });
  const everyMs = config.MC_CHECKPOINT_MINUTES * 60_000;
  const checkpoints = new Checkpoints({
    commands,
    store,
    blobs,
    log: logReader,
    keys,
    clock,
    ids: { random: randomUUID },
  });
  const witness = new Witness({
    file: config.MC_CHECKPOINT_FILE ?? path.join(config.MC_DATA_DIR, 'checkpoints.log'),
    webhook: config.MC_CHECKPOINT_WEBHOOK,
    log: log.child({ part: 'checkpoints' }),
    notes: (from) => recordedCheckpoints(logReader, from),
  });
  const checkpointer = new Checkpointer({
    checkpoints,
    witness,
    everyMs,
    now: clock.now,
    log: processes,
  });

  const bundles = new Bundles({
    checkpoints,
    log: logReader,
    blobs,
    clock,
    async isPruned(stream) {
      await pruned.look();
      return pruned.has(stream);
    },
    erasedKeys: () => commands.retention.look(RETENTION_STREAM, ({ erased }) => new Set(erased)),
  });
  const archive = new ArchiveFolder(config.MC_ARCHIVE_DIR ?? path.join(config.MC_DATA_DIR, 'archive'), bundles);
  const pruning = new Pruning({
    commands,
    store,
    remover,
    payloads: new PrunedPayloads({ log: logReader, kept: keptLog, blobs }),
    pruned,
    endedBefore: reads.listEndedBefore,
    archive: (id, streams, by) => archive.write(id, streams, by),
    async rebuild() {
      await rebuilt(reads, 'audit');
      return rebuilt(reads, 'main');
    },
    clock,
    log: processes,
  });
  const erasures = new Erasures({
    commands,
    async runsUnder(keyId) {
      // Not the log's very end: what is written there may be nothing that read models follow, and they would never come to it.
      await reads.waitFor(await feed.end());
      return reads.listRunsUnderKey(keyId);
    },
  });
  const finishPruning = (): Promise<void> =>
    until('the end of a pruning', () => pruning.finish(), processes, signal).catch(() => undefined);
  const applyRetention = (context: CommandContext) => pruning.apply(context).finally(() => void finishPruning());
  const retentionTimer = new RetentionTimer({
    apply: applyRetention,
    policyAt: () => commands.retention.look(RETENTION_STREAM, ({ policyAt }) => policyAt),
    everyMs: RETENTION_EVERY_MS[config.MC_RETENTION_EVERY],
    now: clock.now,
    log: processes,
  });
  return {
    evidence: { checkpoints, bundles, witness, everyMs, problem: () => checkpointer.problem },
    retention: {
      state: () => commands.retention.look(RETENTION_STREAM, (state) => structuredClone(state)),
      plan: () => pruning.plan(),
      apply: applyRetention,
      standing: (subject) => erasures.standing(subject),
      erase: (subject, reason, context) => erasures.erase(subject, reason, context),
      checkScope: (scope) => checkHoldScope(commands, scope),
      pruningOf: (runId) => pruned.noteOf(runId),
      nextAt: () => retentionTimer.nextAt(),
      work: () => pruning.work,
    },
    checkpointer,
    retentionTimer,
    onEvent(event) {
      erasures
        .onEvent(event)
        .catch((error: unknown) =>
          processes.error({ reason: messageOf(error) }, 'the key of an erased person is still there'),
        );
      if (event.stream === RETENTION_STREAM) commands.retention.forget(RETENTION_STREAM);
      if (event.type === 'RunsPruned') void finishPruning();
    },
    finish: () =>
      Promise.all([
        finishPruning(),
        erasures
          .finish()
          .catch((error: unknown) =>
            processes.error({ reason: messageOf(error) }, 'an erasure is left to be finished at the next start'),
          ),
      ]),
  };
}

/** Builds read models anew; false when another process projects them. */
async function rebuilt(reads: ReadModels, group: 'main' | 'audit'): Promise<boolean> {
  try {
    await reads.rebuild({ anew: true }, group);
    return true;
  } catch (error) {
    const isElsewhere = error instanceof DomainError && error.code === 'READ.NOT_PROJECTOR';
    if (isElsewhere && (await reads.status(group)).state === 'standby') return false;
    throw error;
  }
}
