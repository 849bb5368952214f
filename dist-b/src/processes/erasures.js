import { RETENTION_STREAM } from "../domain/catalog.js";
import { DomainError } from "../domain/kernel/errors.js";
import { retentionEvents } from "../domain/retention/events.js";
import { retainedRun } from "./pruning.js";
class Erasures {
  constructor(deps) {
    this.deps = deps;
  }
  deps;
  async standing(subject) {
    const keyId = await this.deps.commands.protector.subjects.idOf(subject);
    return keyId === void 0 ? { keyId: null, runs: [] } : { keyId, runs: (await this.deps.runsUnder(keyId)).map(retainedRun) };
  }
  /** Rejects with SUBJECT.UNKNOWN (notFound), SUBJECT.HELD (rejected) or KEYS.UNAVAILABLE. */
  async erase(subject, reason, context) {
    const { keyId, runs } = await this.standing(subject);
    if (keyId === null && await this.#isKnown(context)) return this.#order("", reason, [], context);
    if (keyId === null)
      throw new DomainError(
        "SUBJECT.UNKNOWN",
        "notFound",
        "Nothing is stored under a key of this person: there never was anything, or it was erased already."
      );
    const answer = await this.#order(keyId, reason, runs, context);
    return await this.deps.commands.protector.subjects.destroy(keyId), answer;
  }
  /** After a start: what was ordered and not done, and keys that were destroyed and have come back with a backup. */
  async finish() {
    const { commands } = this.deps, erased = await commands.retention.look(RETENTION_STREAM, (state) => [...state.erased]);
    await commands.protector.subjects.destroyAll(erased);
  }
  /**
   * Somebody was erased, maybe by another server: a key that is at hand here is used no more, and destroyed here too, so that it cannot be taken up
   * again before the other has come to it. Settles when it is gone; rejects with KEYS.UNAVAILABLE.
   */
  async onEvent({ type, data }) {
    type === "SubjectErased" && await this.deps.commands.protector.subjects.destroy(retentionEvents.SubjectErased.parse(data).keyId);
  }
  #order(keyId, reason, runs, context) {
    const { retention } = this.deps.commands;
    return retention.execute(RETENTION_STREAM, { name: "EraseSubject", payload: { keyId, reason, runs } }, context);
  }
  /** It was done before, and the key that it was about is gone: the answer is in the log. */
  #isKnown({ commandId }) {
    return this.deps.commands.retention.look(RETENTION_STREAM, (_, { commands }) => commands.has(commandId));
  }
}
export {
  Erasures
};
//# sourceMappingURL=erasures.js.map
