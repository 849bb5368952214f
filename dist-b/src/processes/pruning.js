import { uuidV5 } from "../commands/hashing.js";
import { RETENTION_STREAM, runStream, snapshotStream, workflowStream } from "../domain/catalog.js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { RunId } from "../domain/kernel/ids.js";
import {
  MAX_PRUNED
} from "../domain/retention/events.js";
import { expiryOf, FLOOR_MONTHS, holdsOn } from "../domain/retention/state.js";
import { RiskTier } from "../domain/workflow/definition.js";
import { proofIn } from "./pruned-runs.js";
const PAGE = 500, MOST = 1e4, CLASSES = RiskTier.options, retainedRun = (row) => ({
  runId: RunId.parse(row.runId),
  class: CLASSES.findLast((tier) => row.tiers.includes(tier)) ?? "read",
  workflowId: row.workflowId,
  operatorId: row.operatorId,
  agentIds: [...row.agentIds],
  startedAt: row.startedAt,
  ...row.endedAt === null ? {} : { endedAt: row.endedAt }
});
class Pruning {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  #running = !1;
  #work = { now: void 0, last: void 0 };
  get work() {
    return this.#work;
  }
  async plan() {
    const { commands, pruned, clock } = this.deps;
    commands.retention.forget(RETENTION_STREAM);
    const { months, holds } = await commands.retention.look(RETENTION_STREAM, ({ months: months2, holds: holds2 }) => ({
      months: months2,
      holds: [...holds2]
    }));
    if (months === void 0) return { months: null, due: [], held: [], more: !1 };
    await pruned.look();
    const now = clock.now(), due = [], held = [];
    let more = !1, looked = 0, after;
    for (; ; ) {
      const page = await this.deps.endedBefore(endOfFloor(now), after, PAGE);
      for (const row of page) {
        const run = retainedRun(row), expiry = pruned.has(runStream(row.runId)) ? void 0 : expiryOf(months, run);
        if (expiry === void 0 || expiry > now) continue;
        const expired = { run, workflowName: row.workflowName, expiredAt: new Date(expiry).toISOString() }, on = holdsOn({ holds }, run);
        on.length === 0 ? due.push(expired) : held.push({ ...expired, holds: on });
      }
      const last = page.at(-1);
      if (looked += page.length, page.length < PAGE || last?.endedAt == null || (more = looked >= MOST)) break;
      after = { endedAt: last.endedAt, runId: last.runId };
    }
    return { months, due, held, more };
  }
  /** Rejects with RETENTION.BUSY (conflict) while it runs already, or with what the store and the archive reject with; what was pruned before stays so. */
  async apply(context) {
    if (this.#running) throw busy();
    this.#running = !0;
    const ended = (result) => {
      this.#work = { now: void 0, last: { at: this.deps.clock.now(), ...result } };
    };
    try {
      const { archives, ...counts } = await this.#apply(context);
      return ended({ ...counts, problem: void 0 }), { archives, ...counts };
    } catch (error) {
      throw ended({ pruned: this.#work.now?.pruned ?? 0, held: 0, problem: messageOf(error) }), error;
    } finally {
      this.#running = !1;
    }
  }
  async #apply(context) {
    await this.#finish();
    const { due, held } = await this.plan(), archives = [];
    let pruned = 0;
    for (const proof of await this.#proofs((event) => event.metadata.causationId === context.commandId))
      archives.push(proof.archive), pruned += proof.runs.length;
    for (let from = 0; from < due.length; from += MAX_PRUNED) {
      this.#work = { ...this.#work, now: { pruned: from, due: due.length } };
      const batch = due.slice(from, from + MAX_PRUNED).map(({ run }) => run);
      archives.push(await this.#prune(batch, context)), pruned += batch.length;
    }
    return due.length === 0 ? { pruned, archives, held: held.length } : (this.#work = { ...this.#work, now: { pruned: due.length, due: due.length } }, await this.#finish(), { pruned, archives, held: held.length });
  }
  async #prune(runs, context) {
    const { commands, pruned } = this.deps, proofs = await Promise.all(runs.map((run) => this.#asInLog(run))), [first] = runs, pruneId = uuidV5(context.commandId, "prune", first?.runId ?? ""), streams = new Set(proofs.flatMap(({ run }) => [runStream(run.runId), workflowStream(run.workflowId)])), archive = await this.deps.archive(pruneId, [...streams], context.actor);
    if (await pruned.look(), runs.some(({ runId }) => pruned.has(runStream(runId)))) throw busy();
    const commandId = uuidV5(pruneId, "prove"), payload = { pruneId, runs: proofs, archive, asOf: pruned.asOf };
    return await commands.retention.execute(
      RETENTION_STREAM,
      { name: "PruneRuns", payload },
      { commandId, causationId: context.commandId, actor: context.actor }
    ), archive;
  }
  /**
   * A run as its stream says it: nothing is deleted because a row says so. An agent that only a row names counts too: a hold rather holds too much.
   * Rejects with RETENTION.BUSY (conflict) when there is no such run any more.
   */
  async #asInLog({ runId, agentIds }) {
    const { commands } = this.deps, { last, headHash, known } = await commands.runs.look(runStream(runId), (state, { head }) => ({
      last: head.revision,
      headHash: head.hash,
      known: state.status === "none" ? void 0 : {
        workflow: state.workflow,
        operatorId: state.operatorId,
        agents: [...state.leases.values()].map(({ agent }) => agent.id),
        startedAt: new Date(state.startedAt).toISOString(),
        endedAt: state.endedAt === void 0 ? void 0 : new Date(state.endedAt).toISOString()
      }
    }));
    if (!known) throw busy();
    const { workflow, operatorId, agents, startedAt, endedAt } = known, { plan } = await commands.definitions.get(workflow.hash, workflow.definition), tiers = plan.steps.map(({ tier }) => tier), run = retainedRun({
      runId,
      workflowId: workflow.id,
      operatorId,
      startedAt,
      tiers,
      agentIds: [.../* @__PURE__ */ new Set([...agentIds, ...agents])],
      endedAt: endedAt ?? null
    });
    return { run, runId, class: run.class, endedAt: endedAt ?? startedAt, last, headHash };
  }
  /** Deletes what is proven and not wholly deleted yet, and has the read models built anew. Safe to repeat, by any process. */
  async finish() {
    if (!this.#running) {
      this.#running = !0;
      try {
        await this.#finish();
      } finally {
        this.#running = !1;
      }
    }
  }
  async #finish() {
    const { commands, log } = this.deps, open = await this.#open();
    if (open.length !== 0 && (await this.#remove(open), !!await this.deps.rebuild()))
      for (const { pruneId, runs, archive, eventId } of open)
        await commands.retention.execute(
          RETENTION_STREAM,
          { name: "FinishPruning", payload: { pruneId } },
          {
            commandId: uuidV5(pruneId, "finish"),
            causationId: eventId,
            actor: { kind: "system", id: "retention", name: "retention" }
          }
        ), log.info({ pruneId, runs: runs.length, archive: archive.file }, "runs were pruned");
  }
  /** Proofs that are not finished. */
  async #open() {
    const { commands } = this.deps;
    commands.retention.forget(RETENTION_STREAM);
    const ids = await commands.retention.look(
      RETENTION_STREAM,
      ({ pruning }) => new Set(pruning.map(({ pruneId }) => pruneId))
    );
    return ids.size === 0 ? [] : this.#proofs((_, { pruneId }) => ids.has(pruneId));
  }
  async #proofs(isWanted) {
    const found = [];
    for await (const event of this.deps.store.read(RETENTION_STREAM)) {
      const proof = proofIn(event);
      proof && isWanted(event, proof) && found.push({ ...proof, eventId: event.id });
    }
    return found;
  }
  async #remove(open) {
    const { payloads, remover, commands, log } = this.deps, streams = open.flatMap(({ runs }) => runs.map(({ runId }) => runStream(runId))), removed = await payloads.remove(streams);
    for (const stream of streams)
      await remover.remove(snapshotStream(stream)), await remover.remove(stream), commands.runs.forget(stream);
    log.info({ runs: streams.length, payloads: removed }, "the streams of pruned runs are deleted");
  }
}
const busy = () => new DomainError("RETENTION.BUSY", "conflict", "Runs are being pruned already. Try again when that is done.");
function endOfFloor(now) {
  const then = new Date(now);
  return then.setUTCMonth(then.getUTCMonth() - FLOOR_MONTHS), then.toISOString();
}
export {
  Pruning,
  retainedRun
};
//# sourceMappingURL=pruning.js.map
