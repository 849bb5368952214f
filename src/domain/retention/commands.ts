import type { Actor } from '../kernel/envelope.js';
import type { Archive, HoldScope, PrunedRun, RetainedRun, RetentionMonths } from './events.js';

export interface RetentionPayloads {
  SetRetentionPolicy: { readonly months: RetentionMonths; readonly reason: string };
  PlaceHold: { readonly holdId: string; readonly scope: HoldScope; readonly reason: string };
  RequestHoldLift: { readonly holdId: string; readonly reason: string };
  ConfirmHoldLift: { readonly holdId: string; readonly reason: string };
  /** `runs`: those that hold data under the key. */
  EraseSubject: { readonly keyId: string; readonly reason: string; readonly runs: readonly RetainedRun[] };
  PruneRuns: {
    readonly pruneId: string;
    readonly runs: readonly (PrunedRun & { readonly run: RetainedRun })[];
    readonly archive: Archive;
    /** Revision of the stream up to which the sender has seen the proofs: none of these runs is in one. */
    readonly asOf: number;
  };
  FinishPruning: { readonly pruneId: string };
}

export interface RetentionFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
}

export type RetentionCommandName = keyof RetentionPayloads;
export type RetentionRequest = {
  [N in RetentionCommandName]: { readonly name: N; readonly payload: RetentionPayloads[N] };
}[RetentionCommandName];
export type RetentionCommand = RetentionRequest & { readonly facts: RetentionFacts };
