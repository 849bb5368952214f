import type { Commands } from '../commands/commands.js';
import { uuidV5 } from '../commands/hashing.js';
import { RETENTION_STREAM, runStream, snapshotStream, workflowStream } from '../domain/catalog.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { RunId } from '../domain/kernel/ids.js';
import type { Clock, CommandContext, EventStore, StreamRemover } from '../domain/kernel/ports.js';
import {
  MAX_PRUNED,
  type Archive,
  type RetainedRun,
  type RetentionEventData,
  type RetentionMonths,
} from '../domain/retention/events.js';
import { expiryOf, FLOOR_MONTHS, holdsOn, type Hold } from '../domain/retention/state.js';
import { RiskTier } from '../domain/workflow/definition.js';
import type { ProcessLog } from './process-log.js';
import type { PrunedPayloads } from './pruned-payloads.js';
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
  readonly payloads: Pick<PrunedPayloads, 'remove'>;
  readonly pruned: PrunedRuns;
  /** Ended runs, the oldest first. */
  endedBefore(
    before: string,
    after: { readonly endedAt: string; readonly runId: string } | undefined,
    limit: number,
  ): Promise<readonly RetainedRow[]>;
  /** Writes all of these streams into a file, durably, before anything is deleted. */
  archive(id: string, streams: readonly string[], by: CommandContext['actor']): Promise<Archive>;
  /**
   * The read models that this process projects are built anew from the first event on, without what was pruned. False: another process projects
   * the main ones, and does that when it hears of the proof. Rejects with READ.REBUILDING (conflict) while somebody else's rebuild is under way.
   */
  rebuild(): Promise<boolean>;
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
/** What this process is at, and what it came to last. */
export interface PruningWork {
  /** Runs that are proven, of those that are due. */
  readonly now: { readonly pruned: number; readonly due: number } | undefined;
  readonly last:
    | { readonly at: number; readonly pruned: number; readonly held: number; readonly problem: string | undefined }
    | undefined;
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
export const retainedRun = (row: Omit<RetainedRow, 'workflowName'>): RetainedRun => ({
  runId: RunId.parse(row.runId),
  class: CLASSES.findLast((tier) => row.tiers.includes(tier)) ?? 'read',
  workflowId: row.workflowId,
  operatorId: row.operatorId,
  agentIds: [...row.agentIds],
  startedAt: row.startedAt,
  ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
});

/**
 * Prunes what the policy lets expire: archived first, then the proof in the log, then the deletion, of all runs at once. What died between is taken up
 * again: an archive without a proof is only a file, and a proof without its deletion is an open item of the state.
 */
export class Pruning {
  #running = false;
  #work: PruningWork = { now: undefined, last: undefined };

  constructor(private readonly deps: PruningDeps) {}

  get work(): PruningWork {
    return this.#work;
  }

  async plan(): Promise<PruningPlan> {
    const { commands, pruned, clock } = this.deps;
    // Another server may have placed a hold.
    commands.retention.forget(RETENTION_STREAM);
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
    if (this.#running) throw busy();
    this.#running = true;
    const ended = (result: { pruned: number; held: number; problem: string | undefined }): void => {
      this.#work = { now: undefined, last: { at: this.deps.clock.now(), ...result } };
    };
    try {
      const { archives, ...counts } = await this.#apply(context);
      ended({ ...counts, problem: undefined });
      return { archives, ...counts };
    } catch (error) {
      ended({ pruned: this.#work.now?.pruned ?? 0, held: 0, problem: messageOf(error) });
      throw error;
    } finally {
      this.#running = false;
    }
  }

  async #apply(context: CommandContext): Promise<PruningOutcome> {
    await this.#finish();
    const { due, held } = await this.plan();
    const archives: Archive[] = [];
    let pruned = 0;
    // The same command again goes on where it ended, and is answered as before.
    for (const proof of await this.#proofs((event) => event.metadata.causationId === context.commandId)) {
      archives.push(proof.archive);
      pruned += proof.runs.length;
    }
    for (let from = 0; from < due.length; from += MAX_PRUNED) {
      this.#work = { ...this.#work, now: { pruned: from, due: due.length } };
      const batch = due.slice(from, from + MAX_PRUNED).map(({ run }) => run);
      archives.push(await this.#prune(batch, context));
      pruned += batch.length;
    }
    if (due.length === 0) return { pruned, archives, held: held.length };
    this.#work = { ...this.#work, now: { pruned: due.length, due: due.length } };
    await this.#finish();
    return { pruned, archives, held: held.length };
  }

  async #prune(runs: readonly RetainedRun[], context: CommandContext): Promise<Archive> {
    const { commands, pruned } = this.deps;
    const proofs = await Promise.all(runs.map((run) => this.#asInLog(run)));
    const [first] = runs;
    const pruneId = uuidV5(context.commandId, 'prune', first?.runId ?? '');
    const streams = new Set(proofs.flatMap(({ run }) => [runStream(run.runId), workflowStream(run.workflowId)]));
    const archive = await this.deps.archive(pruneId, [...streams], context.actor);
    await pruned.look();
    if (runs.some(({ runId }) => pruned.has(runStream(runId)))) throw busy();
    const commandId = uuidV5(pruneId, 'prove');
    const payload = { pruneId, runs: proofs, archive, asOf: pruned.asOf };
    await commands.retention.execute(
      RETENTION_STREAM,
      { name: 'PruneRuns', payload },
      { commandId, causationId: context.commandId, actor: context.actor },
    );
    return archive;
  }

  /**
   * A run as its stream says it: nothing is deleted because a row says so. An agent that only a row names counts too: a hold rather holds too much.
   * Rejects with RETENTION.BUSY (conflict) when there is no such run any more.
   */
  async #asInLog({ runId, agentIds }: RetainedRun) {
    const { commands } = this.deps;
    const { last, headHash, known } = await commands.runs.look(runStream(runId), (state, { head }) => ({
      last: head.revision,
      headHash: head.hash,
      known:
        state.status === 'none'
          ? undefined
          : {
              workflow: state.workflow,
              operatorId: state.operatorId,
              agents: [...state.leases.values()].map(({ agent }) => agent.id),
              startedAt: new Date(state.startedAt).toISOString(),
              endedAt: state.endedAt === undefined ? undefined : new Date(state.endedAt).toISOString(),
            },
    }));
    if (!known) throw busy();
    const { workflow, operatorId, agents, startedAt, endedAt } = known;
    const { plan } = await commands.definitions.get(workflow.hash, workflow.definition);
    const tiers = plan.steps.map(({ tier }) => tier);
    const run = retainedRun({
      ...{ runId, workflowId: workflow.id, operatorId, startedAt, tiers },
      agentIds: [...new Set([...agentIds, ...agents])],
      endedAt: endedAt ?? null,
    });
    return { run, runId, class: run.class, endedAt: endedAt ?? startedAt, last, headHash };
  }

  /** Deletes what is proven and not wholly deleted yet, and has the read models built anew. Safe to repeat, by any process. */
  async finish(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await this.#finish();
    } finally {
      this.#running = false;
    }
  }

  async #finish(): Promise<void> {
    const { commands, log } = this.deps;
    const open = await this.#open();
    if (open.length === 0) return;
    await this.#remove(open);
    if (!(await this.deps.rebuild())) return;
    for (const { pruneId, runs, archive, eventId } of open) {
      await commands.retention.execute(
        RETENTION_STREAM,
        { name: 'FinishPruning', payload: { pruneId } },
        {
          commandId: uuidV5(pruneId, 'finish'),
          causationId: eventId,
          actor: { kind: 'system', id: 'retention', name: 'retention' },
        },
      );
      log.info({ pruneId, runs: runs.length, archive: archive.file }, 'runs were pruned');
    }
  }

  /** Proofs that are not finished. */
  async #open(): Promise<readonly OpenProof[]> {
    const { commands } = this.deps;
    commands.retention.forget(RETENTION_STREAM);
    const ids = await commands.retention.look(
      RETENTION_STREAM,
      ({ pruning }) => new Set(pruning.map(({ pruneId }) => pruneId)),
    );
    return ids.size === 0 ? [] : this.#proofs((_, { pruneId }) => ids.has(pruneId));
  }

  async #proofs(isWanted: (event: Recorded, proof: Proof) => boolean): Promise<readonly OpenProof[]> {
    const found: OpenProof[] = [];
    for await (const event of this.deps.store.read(RETENTION_STREAM)) {
      const proof = proofIn(event);
      if (proof && isWanted(event, proof)) found.push({ ...proof, eventId: event.id });
    }
    return found;
  }

  async #remove(open: readonly OpenProof[]): Promise<void> {
    const { payloads, remover, commands, log } = this.deps;
    const streams = open.flatMap(({ runs }) => runs.map(({ runId }) => runStream(runId)));
    const removed = await payloads.remove(streams);
    for (const stream of streams) {
      await remover.remove(snapshotStream(stream));
      await remover.remove(stream);
      commands.runs.forget(stream);
    }
    log.info({ runs: streams.length, payloads: removed }, 'the streams of pruned runs are deleted');
  }
}

type Proof = RetentionEventData<'RunsPruned'>;
type OpenProof = Proof & { readonly eventId: string };

const busy = (): DomainError =>
  new DomainError('RETENTION.BUSY', 'conflict', 'Runs are being pruned already. Try again when that is done.');

/** Nothing that ended after this can have expired, whatever the policy. */
function endOfFloor(now: number): string {
  const then = new Date(now);
  then.setUTCMonth(then.getUTCMonth() - FLOOR_MONTHS);
  return then.toISOString();
}
