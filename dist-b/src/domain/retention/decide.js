import { operatorIdOf } from "../kernel/envelope.js";
import { assertNever, DomainError } from "../kernel/errors.js";
import { expiryOf, FLOOR_MONTHS, holdsOn } from "./state.js";
const retentionDecider = {
  stateVersion: 2,
  initialState: () => ({
    months: void 0,
    policyAt: void 0,
    holds: [],
    lifted: [],
    erased: [],
    pruning: [],
    lastProof: void 0
  }),
  decide(retention, command) {
    switch (command.name) {
      case "SetRetentionPolicy":
        return setPolicy(command.payload);
      case "PlaceHold":
        return placeHold(retention, command.payload);
      case "RequestHoldLift": {
        const { holdId, reason } = command.payload, { lift } = openHold(retention, holdId);
        if (lift)
          throw new DomainError(
            "HOLD.LIFT_REQUESTED",
            "conflict",
            `${lift.by} has asked to lift hold ${holdId}; somebody else must confirm it.`
          );
        return [{ type: "HoldLiftRequested", data: { holdId, reason } }];
      }
      case "ConfirmHoldLift":
        return confirmLift(retention, command.payload, operatorIdOf(command.facts.actor));
      case "EraseSubject": {
        const { keyId, reason, runs } = command.payload;
        return retention.erased.includes(keyId) ? [] : (refuseHeld(retention, runs, "SUBJECT.HELD", "be erased"), [{ type: "SubjectErased", data: { keyId, reason } }]);
      }
      case "PruneRuns":
        return pruneRuns(retention, command.payload, command.facts.now);
      case "FinishPruning": {
        const { pruneId } = command.payload;
        return retention.pruning.some((one) => one.pruneId === pruneId) ? [{ type: "PruningFinished", data: { pruneId } }] : [];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(retention, event) {
    switch (event.type) {
      case "RetentionPolicySet":
        return retention.months = event.data.months, retention.policyAt = Date.parse(event.metadata.at), retention;
      case "HoldPlaced":
        return retention.holds.push({
          ...event.data,
          placedBy: operatorIdOf(event.metadata.actor),
          placedAt: event.metadata.at,
          lift: void 0
        }), retention;
      case "HoldLiftRequested": {
        const hold = retention.holds.find(({ holdId }) => holdId === event.data.holdId), { actor, at } = event.metadata;
        return hold && (hold.lift = { by: operatorIdOf(actor), at, reason: event.data.reason }), retention;
      }
      case "HoldLifted":
        return retention.holds = retention.holds.filter(({ holdId }) => holdId !== event.data.holdId), retention.lifted.push(event.data.holdId), retention;
      case "SubjectErased":
        return retention.erased.push(event.data.keyId), retention;
      case "RunsPruned":
        return retention.lastProof = { revision: event.revision, at: Date.parse(event.metadata.at) }, retention.pruning.push({ pruneId: event.data.pruneId, at: retention.lastProof.at }), retention;
      case "PruningFinished":
        return retention.pruning = retention.pruning.filter(({ pruneId }) => pruneId !== event.data.pruneId), retention;
      default:
        return assertNever(event);
    }
  }
};
function setPolicy({ months, reason }) {
  const problems = Object.entries(months).flatMap(
    ([name, kept]) => kept < FLOOR_MONTHS ? [{ path: `months.${name}`, message: `is at least ${FLOOR_MONTHS}: no record is kept for less` }] : []
  );
  if (problems.length > 0)
    throw new DomainError("RETENTION.BELOW_FLOOR", "invalid", `Nothing is kept for less than ${FLOOR_MONTHS} months.`, {
      problems
    });
  return [{ type: "RetentionPolicySet", data: { months, reason } }];
}
function placeHold(retention, { holdId, scope, reason }) {
  if (isEmpty(scope))
    throw new DomainError(
      "HOLD.NO_SCOPE",
      "invalid",
      "Say what is to be held: runs, a workflow, an operator, an agent, or a time."
    );
  return retention.holds.some((hold) => hold.holdId === holdId) ? [] : [{ type: "HoldPlaced", data: { holdId, scope, reason } }];
}
const isEmpty = (scope) => Object.values(scope).every((member) => member === void 0);
function confirmLift(retention, { holdId, reason }, by) {
  const { lift, placedBy } = openHold(retention, holdId);
  if (!lift)
    throw new DomainError(
      "HOLD.LIFT_NOT_REQUESTED",
      "conflict",
      `Nobody has asked to lift hold ${holdId}: \`missionctl hold lift ${holdId} --reason ...\` does, and another person confirms it.`
    );
  if (by === lift.by || by === placedBy)
    throw new DomainError(
      "HOLD.FOUR_EYES",
      "forbidden",
      `Hold ${holdId} was ${by === placedBy ? "placed" : "asked to be lifted"} by you: another person must confirm that it is lifted.`
    );
  return [{ type: "HoldLifted", data: { holdId, requestedBy: lift.by, reason } }];
}
function openHold(retention, holdId) {
  const hold = retention.holds.find((one) => one.holdId === holdId);
  if (hold) return hold;
  throw retention.lifted.includes(holdId) ? new DomainError("HOLD.LIFTED_ALREADY", "conflict", `Hold ${holdId} was lifted already.`) : new DomainError("HOLD.NOT_FOUND", "notFound", `There is no hold ${holdId}. \`missionctl hold list\` shows them.`);
}
function refuseHeld(retention, runs, code, what) {
  const held = runs.flatMap((run) => holdsOn(retention, run).map((hold) => ({ run, hold }))), [first] = held;
  if (first)
    throw new DomainError(
      code,
      "rejected",
      `Run ${first.run.runId} cannot ${what}: it is under legal hold ${first.hold.holdId} (${first.hold.reason}). Lift the hold first.`,
      { runs: [...new Set(held.map(({ run }) => run.runId))].slice(0, 100), holdId: first.hold.holdId }
    );
}
function pruneRuns(retention, { pruneId, runs, archive, asOf }, now) {
  const { months } = retention;
  if (months === void 0)
    throw new DomainError("RETENTION.NO_POLICY", "rejected", "There is no retention policy: nothing is pruned.");
  if (retention.lastProof !== void 0 && retention.lastProof.revision > asOf)
    throw new DomainError(
      "RETENTION.BUSY",
      "conflict",
      "Another server is pruning runs, maybe the same ones. Try again when that is done."
    );
  for (const { run } of runs) {
    const expiry = expiryOf(months, run);
    if (expiry === void 0 || expiry > now)
      throw new DomainError(
        "RETENTION.NOT_EXPIRED",
        "rejected",
        `Run ${run.runId} is kept ${expiry === void 0 ? "for good" : `until ${new Date(expiry).toISOString()}`}.`
      );
  }
  refuseHeld(
    retention,
    runs.map(({ run }) => run),
    "RUN.HELD",
    "be pruned"
  );
  const proofs = runs.map(({ run, ...proof }) => proof);
  return [{ type: "RunsPruned", data: { pruneId, runs: proofs, archive, months } }];
}
export {
  retentionDecider
};
//# sourceMappingURL=decide.js.map
