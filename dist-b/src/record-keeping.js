import { randomUUID } from "node:crypto";
import path from "node:path";
import { RETENTION_STREAM } from "./domain/catalog.js";
import { DomainError, messageOf } from "./domain/kernel/errors.js";
import { ArchiveFolder } from "./evidence/archive-folder.js";
import { Bundles } from "./evidence/bundles.js";
import { Checkpoints } from "./evidence/checkpoints.js";
import { recordedCheckpoints } from "./evidence/recorded-checkpoints.js";
import { Witness } from "./evidence/witness.js";
import { until } from "./persistence.js";
import { Checkpointer } from "./processes/checkpoints.js";
import { Erasures } from "./processes/erasures.js";
import { checkHoldScope } from "./processes/hold-scope.js";
import { PrunedPayloads } from "./processes/pruned-payloads.js";
import { Pruning } from "./processes/pruning.js";
import { RetentionTimer } from "./processes/retention-timer.js";
const HOUR_MS = 36e5, RETENTION_EVERY_MS = { off: void 0, hour: HOUR_MS, day: 24 * HOUR_MS, week: 168 * HOUR_MS };
function recordKeeping({
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
  signal
}) {
  const processes = log.child({ part: "processes" }), everyMs = config.MC_CHECKPOINT_MINUTES * 6e4, checkpoints = new Checkpoints({
    commands,
    store,
    blobs,
    log: logReader,
    keys,
    clock,
    ids: { random: randomUUID }
  }), witness = new Witness({
    file: config.MC_CHECKPOINT_FILE ?? path.join(config.MC_DATA_DIR, "checkpoints.log"),
    webhook: config.MC_CHECKPOINT_WEBHOOK,
    log: log.child({ part: "checkpoints" }),
    notes: (from) => recordedCheckpoints(logReader, from)
  }), checkpointer = new Checkpointer({
    checkpoints,
    witness,
    everyMs,
    now: clock.now,
    log: processes
  }), bundles = new Bundles({
    checkpoints,
    log: logReader,
    blobs,
    clock,
    async isPruned(stream) {
      return await pruned.look(), pruned.has(stream);
    },
    erasedKeys: () => commands.retention.look(RETENTION_STREAM, ({ erased }) => new Set(erased))
  }), archive = new ArchiveFolder(config.MC_ARCHIVE_DIR ?? path.join(config.MC_DATA_DIR, "archive"), bundles), pruning = new Pruning({
    commands,
    store,
    remover,
    payloads: new PrunedPayloads({ log: logReader, kept: keptLog, blobs }),
    pruned,
    endedBefore: reads.listEndedBefore,
    archive: (id, streams, by) => archive.write(id, streams, by),
    async rebuild() {
      return await rebuilt(reads, "audit"), rebuilt(reads, "main");
    },
    clock,
    log: processes
  }), erasures = new Erasures({
    commands,
    async runsUnder(keyId) {
      return await reads.waitFor(await feed.end()), reads.listRunsUnderKey(keyId);
    }
  }), finishPruning = () => until("the end of a pruning", () => pruning.finish(), processes, signal).catch(() => {
  }), applyRetention = (context) => pruning.apply(context).finally(() => {
    finishPruning();
  }), retentionTimer = new RetentionTimer({
    apply: applyRetention,
    policyAt: () => commands.retention.look(RETENTION_STREAM, ({ policyAt }) => policyAt),
    everyMs: RETENTION_EVERY_MS[config.MC_RETENTION_EVERY],
    now: clock.now,
    log: processes
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
      work: () => pruning.work
    },
    checkpointer,
    retentionTimer,
    onEvent(event) {
      erasures.onEvent(event).catch(
        (error) => processes.error({ reason: messageOf(error) }, "the key of an erased person is still there")
      ), event.stream === RETENTION_STREAM && commands.retention.forget(RETENTION_STREAM), event.type === "RunsPruned" && finishPruning();
    },
    finish: () => Promise.all([
      finishPruning(),
      erasures.finish().catch(
        (error) => processes.error({ reason: messageOf(error) }, "an erasure is left to be finished at the next start")
      )
    ])
  };
}
async function rebuilt(reads, group) {
  try {
    return await reads.rebuild({ anew: !0 }, group), !0;
  } catch (error) {
    if (error instanceof DomainError && error.code === "READ.NOT_PROJECTOR" && (await reads.status(group)).state === "standby") return !1;
    throw error;
  }
}
export {
  recordKeeping
};
//# sourceMappingURL=record-keeping.js.map
