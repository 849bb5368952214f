import type { Commands } from '../commands/commands.js';
import { uuidV5 } from '../commands/hashing.js';
import { RETENTION_STREAM, runStream, workflowStream } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import { RunId } from '../domain/kernel/ids.js';
import type { Clock, CommandContext, EventStore, StreamRemover } from '../domain/kernel/ports.js';
import { MAX_PRUNED, type Archive, type RetainedRun, type RetentionMonths } from '../domain/retention/events.js';
import { expiryOf, FLOOR_MONTHS, holdsOn, type Hold } from '../domain/retention/state.js';
import { RiskTier } from '../domain/workflow/definition.js';
import type { ProcessLog } from './process-log.js';
import { proofIn, type PrunedRuns } from './pruned-runs.js';

/** A run as the read models say it. */
export interface RetainedRow {
  readonly runId: string;
  readonly workflowId: string;
  readonly workflowName: string;
  readonly operatorId: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly tiers: readonly string[];
  readonly agentIds: readonly string[];
}

export interface PruningDeps {
  readonly commands: Commands;
  readonly store: Pick<EventStore, 'read'>;
  readonly remover: StreamRemover;
  readonly pruned: PrunedRuns;
  /** Ended runs, the oldest first. */
  endedBefore(
    before: string,
    after: { readonly endedAt: string; readonly runId: string } | undefined,
    limit: number,
  ): Promise<readonly RetainedRow[]>;
  /** Writes all of these streams into a file, durably, before anything is deleted. */
  archive(id: string, streams: readonly string[], by: CommandContext['actor']): Promise<Archive>;
  /** The read models are built anew, without what was pruned. */
  rebuild(): Promise<void>;
  readonly clock: Clock;
  readonly log: ProcessLog;
}

export interface DueRun {
  readonly run: RetainedRun;
  readonly workflowName: string;
  readonly expiredAt: string;
}
export interface PruningPlan {
  /** null: there is no policy, and nothing is pruned. */
  readonly months: RetentionMonths | null;
  readonly due: readonly DueRun[];
  /** Expired, but not pruned: the holds that each is under. */
  readonly held: readonly (DueRun & { readonly holds: readonly Hold[] })[];
  /** Whether there are more than were looked at. */
  readonly more: boolean;
}
export interface PruningOutcome {
  readonly pruned: number;
  readonly archives: readonly Archive[];
  readonly held: number;
}

const PAGE = 500;
/** Runs that one look goes through. */
const MOST = 10_000;

const CLASSES = RiskTier.options;
/** A row as the rules see it: the class of a run is the highest tier of its steps. */
export const retainedRun = (row: RetainedRow): RetainedRun => ({
  runId: RunId.parse(row.runId),
  class: CLASSES.findLast((tier) => row.tiers.includes(tier)) ?? 'read',
  workflowId: row.workflowId,
  operatorId: row.operatorId,
  agentIds: [...row.agentIds],
  startedAt: row.startedAt,
  ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
});

/**
 * Prunes what the policy lets expire: archived first, then the proof in the log, then the deletion. What died between is taken up again: an archive without
 * a proof is only a file, and a proof without its deletion is an open item of the state.
 */
export class Pruning {
  #running = false;

  constructor(private readonly deps: PruningDeps) {}

  async plan(): Promise<PruningPlan> {
    const { commands, pruned, clock } = this.deps;
    const { months, holds } = await commands.retention.look(RETENTION_STREAM, ({ months, holds }) => ({
      months,
      holds: [...holds],
    }));
    if (months === undefined) return { months: null, due: [], held: [], more: false };
    await pruned.look();
    const now = clock.now();
    const due: DueRun[] = [];
    const held: (DueRun & { holds: readonly Hold[] })[] = [];
    let more = false;
    let looked = 0;
    let after: { endedAt: string; runId: string } | undefined;
    for (;;) {
      const page = await this.deps.endedBefore(endOfFloor(now), after, PAGE);
      for (const row of page) {
        const run = retainedRun(row);
        const expiry = pruned.has(runStream(row.runId)) ? undefined : expiryOf(months, run);
        if (expiry === undefined || expiry > now) continue;
        const expired = { run, workflowName: row.workflowName, expiredAt: new Date(expiry).toISOString() };
        const on = holdsOn({ holds }, run);
        if (on.length === 0) due.push(expired);
        else held.push({ ...expired, holds: on });
      }
      const last = page.at(-1);
      looked += page.length;
      if (page.length < PAGE || last?.endedAt == null) break;
      if ((more = looked >= MOST)) break;
      after = { endedAt: last.endedAt, runId: last.runId };
    }
    return { months, due, held, more };
  }

  /** Rejects with RETENTION.BUSY (conflict) while it runs already, or with what the store and the archive reject with; what was pruned before stays so. */
  async apply(context: CommandContext): Promise<PruningOutcome> {
    if (this.#running)
      throw new DomainError(
        'RETENTION.BUSY',
        'conflict',
        'Runs are being pruned already. Try again when that is done.',
      );
    this.#running = true;
    try {
      await this.finish();
      const { due, held } = await this.plan();
      const archives: Archive[] = [];
      let pruned = 0;
      for (let from = 0; from < due.length; from += MAX_PRUNED) {
        const batch = due.slice(from, from + MAX_PRUNED).map(({ run }) => run);
        archives.push(await this.#prune(batch, context));
        pruned += batch.length;
        await this.finish();
      }
      if (pruned > 0) await this.deps.rebuild();
      return { pruned, archives, held: held.length };
    } finally {
      this.#running = false;
    }
  }

  async #prune(runs: readonly RetainedRun[], context: CommandContext): Promise<Archive> {
    const { commands } = this.deps;
    const proofs = await Promise.all(
      runs.map(async (run) => {
        const { revision, hash } = await commands.runs.look(runStream(run.runId), (_, { head }) => head);
        const { runId, class: of, endedAt = run.startedAt } = run;
        return { run, runId, class: of, endedAt, last: revision, headHash: hash };
      }),
    );
    const [first] = runs;
    const pruneId = uuidV5(context.commandId, 'prune', first?.runId ?? '');
    const streams = new Set(runs.flatMap(({ runId, workflowId }) => [runStream(runId), workflowStream(workflowId)]));
    const archive = await this.deps.archive(pruneId, [...streams], context.actor);
    const commandId = uuidV5(pruneId, 'prove');
    const payload = { pruneId, runs: proofs, archive };
    await commands.retention.execute(
      RETENTION_STREAM,
      { name: 'PruneRuns', payload },
      { commandId, causationId: context.commandId, actor: context.actor },
    );
    return archive;
  }

  /** Deletes what is proven and not wholly deleted yet. Safe to repeat, by any process. */
  async finish(): Promise<void> {
    const { commands, store, remover, log } = this.deps;
    const open = await commands.retention.look(
      RETENTION_STREAM,
      ({ pruning }) => new Set(pruning.map(({ pruneId }) => pruneId)),
    );
    if (open.size === 0) return;
    for await (const event of store.read(RETENTION_STREAM)) {
      const proof = proofIn(event);
      if (!proof || !open.has(proof.pruneId)) continue;
      for (const { runId } of proof.runs)
        for (const stream of [`snapshot-${runStream(runId)}`, runStream(runId)]) {
          await remover.remove(stream);
          commands.runs.forget(stream);
        }
      const { pruneId } = proof;
      await commands.retention.execute(
        RETENTION_STREAM,
        { name: 'FinishPruning', payload: { pruneId } },
        {
          commandId: uuidV5(pruneId, 'finish'),
          causationId: event.id,
          actor: { kind: 'system', id: 'retention', name: 'retention' },
        },
      );
      log.info({ pruneId, runs: proof.runs.length, archive: proof.archive.file }, 'runs were pruned');
    }
  }
}

/** Nothing that ended after this can have expired, whatever the policy. */
function endOfFloor(now: number): string {
  const then = new Date(now);
  then.setUTCMonth(then.getUTCMonth() - FLOOR_MONTHS);
  return then.toISOString();
}
