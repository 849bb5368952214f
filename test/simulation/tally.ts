/** Everything that a simulation can do to the product. One that never happened in many seeds is a fault of the simulation. */
export const FAULTS = [
  'appendLost',
  'appendUnanswered',
  'appendLate',
  'appendConflict',
  'appendRefused',
  'blobPutFailed',
  'readFailed',
  'readDelayed',
  'storeDown',
  'subscriptionDropped',
  'subscriptionEnded',
  'subscriptionSilent',
  'eventsTwice',
  'frameLost',
  'frameDelayed',
  'frameTwice',
  'connectionCut',
  'connectionHalfOpen',
  'requestLost',
  'answerLost',
  'serverKilledAtPort',
  'serverKilled',
  'serverStopped',
  'serverFrozen',
  'twoServers',
  'clockJump',
  'clockWrong',
  'agentKilled',
  'agentSlow',
  'agentSilent',
  'agentDeaf',
  'agentClockWrong',
  'resultTwice',
  'resultLate',
  'resultStale',
  'resultOther',
  'outputInvalid',
  'stepFailed',
  'progressStorm',
] as const;
export type Fault = (typeof FAULTS)[number];

export const ORDERS = [
  'StartRun',
  'ReplayRun',
  'PauseRun',
  'ResumeRun',
  'HaltRun',
  'CancelRun',
  'Approve',
  'Reject',
  'EditApproval',
  'RetryStep',
  'SkipStep',
  'AbandonStep',
  'ChangeRunBudget',
  'emergencyStop',
  'liftHalt',
  'bulk',
  'sameKeyAgain',
] as const;
export type Order = (typeof ORDERS)[number];

export type Counts = Record<string, number>;

/** How often what happened. */
export class Tally {
  readonly faults: Counts = {};
  readonly orders: Counts = {};

  fault(name: Fault): void {
    this.faults[name] = (this.faults[name] ?? 0) + 1;
  }
  order(name: Order): void {
    this.orders[name] = (this.orders[name] ?? 0) + 1;
  }
}

export function addCounts(to: Counts, more: Readonly<Counts>): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count;
}
