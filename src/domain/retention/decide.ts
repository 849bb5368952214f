import type { Decider } from '../kernel/decider.js';
import { operatorIdOf } from '../kernel/envelope.js';
import { assertNever, DomainError } from '../kernel/errors.js';
import type { RetentionCommand, RetentionPayloads } from './commands.js';
import type { HoldScope, RetainedRun, RetentionEvent } from './events.js';
import { expiryOf, FLOOR_MONTHS, holdsOn, type Hold, type Retention } from './state.js';

/** How long runs are kept, what is held, whose data is erased and what was pruned: one stream, so that a hold and what it forbids have one order. */
export const retentionDecider: Decider<Retention, RetentionCommand, RetentionEvent> = {
  stateVersion: 2,
  initialState: () => ({
    ...{ months: undefined, policyAt: undefined, holds: [], lifted: [], erased: [], pruning: [] },
    lastProof: undefined,
  }),
  decide(retention, command) {
    switch (command.name) {
      case 'SetRetentionPolicy':
        return setPolicy(command.payload);
      case 'PlaceHold':
        return placeHold(retention, command.payload);
      case 'RequestHoldLift': {
        const { holdId, reason } = command.payload;
        const { lift } = openHold(retention, holdId);
        if (lift)
          throw new DomainError(
            'HOLD.LIFT_REQUESTED',
            'conflict',
            `${lift.by} has asked to lift hold ${holdId}; somebody else must confirm it.`,
          );
        return [{ type: 'HoldLiftRequested', data: { holdId, reason } }];
      }
      case 'ConfirmHoldLift':
        return confirmLift(retention, command.payload, operatorIdOf(command.facts.actor));
      case 'EraseSubject': {
        const { keyId, reason, runs } = command.payload;
        if (retention.erased.includes(keyId)) return [];
        refuseHeld(retention, runs, 'SUBJECT.HELD', 'be erased');
        return [{ type: 'SubjectErased', data: { keyId, reason } }];
      }
      case 'PruneRuns':
        return pruneRuns(retention, command.payload, command.facts.now);
      case 'FinishPruning': {
        const { pruneId } = command.payload;
        const isOpen = retention.pruning.some((one) => one.pruneId === pruneId);
        return isOpen ? [{ type: 'PruningFinished', data: { pruneId } }] : [];
      }
      default:
        return assertNever(command);
    }
  },
  evolve(retention, event) {
    switch (event.type) {
      case 'RetentionPolicySet':
        retention.months = event.data.months;
        retention.policyAt = Date.parse(event.metadata.at);
        return retention;
      case 'HoldPlaced':
        retention.holds.push({
          ...event.data,
          placedBy: operatorIdOf(event.metadata.actor),
          placedAt: event.metadata.at,
          lift: undefined,
        });
        return retention;
      case 'HoldLiftRequested': {
        const hold = retention.holds.find(({ holdId }) => holdId === event.data.holdId);
        const { actor, at } = event.metadata;
        if (hold) hold.lift = { by: operatorIdOf(actor), at, reason: event.data.reason };
        return retention;
      }
      case 'HoldLifted':
        retention.holds = retention.holds.filter(({ holdId }) => holdId !== event.data.holdId);
        retention.lifted.push(event.data.holdId);
        return retention;
      case 'SubjectErased':
        retention.erased.push(event.data.keyId);
        return retention;
      case 'RunsPruned':
        retention.lastProof = { revision: event.revision, at: Date.parse(event.metadata.at) };
        retention.pruning.push({ pruneId: event.data.pruneId, at: retention.lastProof.at });
        return retention;
      case 'PruningFinished':
        retention.pruning = retention.pruning.filter(({ pruneId }) => pruneId !== event.data.pruneId);
        return retention;
      default:
        return assertNever(event);
    }
  },
};

function setPolicy({ months, reason }: RetentionPayloads['SetRetentionPolicy']): RetentionEvent[] {
  const problems = Object.entries(months).flatMap(([name, kept]) =>
    kept < FLOOR_MONTHS
      ? [{ path: `months.${name}`, message: `is at least ${FLOOR_MONTHS}: no record is kept for less` }]
      : [],
  );
  if (problems.length > 0)
    throw new DomainError('RETENTION.BELOW_FLOOR', 'invalid', `Nothing is kept for less than ${FLOOR_MONTHS} months.`, {
      problems,
    });
  return [{ type: 'RetentionPolicySet', data: { months, reason } }];
}

function placeHold(retention: Retention, { holdId, scope, reason }: RetentionPayloads['PlaceHold']): RetentionEvent[] {
  if (isEmpty(scope))
    throw new DomainError(
      'HOLD.NO_SCOPE',
      'invalid',
      'Say what is to be held: runs, a workflow, an operator, an agent, or a time.',
    );
  if (retention.holds.some((hold) => hold.holdId === holdId)) return [];
  return [{ type: 'HoldPlaced', data: { holdId, scope, reason } }];
}

const isEmpty = (scope: HoldScope): boolean => Object.values(scope).every((member) => member === undefined);

function confirmLift(
  retention: Retention,
  { holdId, reason }: RetentionPayloads['ConfirmHoldLift'],
  by: string,
): RetentionEvent[] {
  const { lift, placedBy } = openHold(retention, holdId);
  if (!lift)
    throw new DomainError(
      'HOLD.LIFT_NOT_REQUESTED',
      'conflict',
      `Nobody has asked to lift hold ${holdId}: \`missionctl hold lift ${holdId} --reason ...\` does, and another person confirms it.`,
    );
  if (by === lift.by || by === placedBy)
    throw new DomainError(
      'HOLD.FOUR_EYES',
      'forbidden',
      `Hold ${holdId} was ${by === placedBy ? 'placed' : 'asked to be lifted'} by you: another person must confirm that it is lifted.`,
    );
  return [{ type: 'HoldLifted', data: { holdId, requestedBy: lift.by, reason } }];
}

function openHold(retention: Retention, holdId: string): Hold {
  const hold = retention.holds.find((one) => one.holdId === holdId);
  if (hold) return hold;
  throw retention.lifted.includes(holdId)
    ? new DomainError('HOLD.LIFTED_ALREADY', 'conflict', `Hold ${holdId} was lifted already.`)
    : new DomainError('HOLD.NOT_FOUND', 'notFound', `There is no hold ${holdId}. \`missionctl hold list\` shows them.`);
}

function refuseHeld(retention: Retention, runs: readonly RetainedRun[], code: string, what: string): void {
  const held = runs.flatMap((run) => holdsOn(retention, run).map((hold) => ({ run, hold })));
  const [first] = held;
  if (!first) return;
  throw new DomainError(
    code,
    'rejected',
    `Run ${first.run.runId} cannot ${what}: it is under legal hold ${first.hold.holdId} (${first.hold.reason}). Lift the hold first.`,
    { runs: [...new Set(held.map(({ run }) => run.runId))].slice(0, 100), holdId: first.hold.holdId },
  );
}

/** Decided on the newest policy, holds and proofs, whatever the plan was made upon: another server may prune the same runs. */
function pruneRuns(
  retention: Retention,
  { pruneId, runs, archive, asOf }: RetentionPayloads['PruneRuns'],
  now: number,
): RetentionEvent[] {
  const { months } = retention;
  if (months === undefined)
    throw new DomainError('RETENTION.NO_POLICY', 'rejected', 'There is no retention policy: nothing is pruned.');
  if (retention.lastProof !== undefined && retention.lastProof.revision > asOf)
    throw new DomainError(
      'RETENTION.BUSY',
      'conflict',
      'Another server is pruning runs, maybe the same ones. Try again when that is done.',
    );
  for (const { run } of runs) {
    const expiry = expiryOf(months, run);
    if (expiry === undefined || expiry > now)
      throw new DomainError(
        'RETENTION.NOT_EXPIRED',
        'rejected',
        `Run ${run.runId} is kept ${expiry === undefined ? 'for good' : `until ${new Date(expiry).toISOString()}`}.`,
      );
  }
  refuseHeld(
    retention,
    runs.map(({ run }) => run),
    'RUN.HELD',
    'be pruned',
  );
  const proofs = runs.map(({ run, ...proof }) => proof);
  return [{ type: 'RunsPruned', data: { pruneId, runs: proofs, archive, months } }];
}
