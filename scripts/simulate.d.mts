import type { Outcome } from '../test/simulation/simulate.js';
import type { Counts } from '../test/simulation/tally.js';

export function bundle(mutant: string | undefined): Promise<string>;
export function playSeeds(
  file: string,
  options: {
    readonly from: number;
    readonly to: number;
    readonly workers?: number;
    readonly traced?: boolean;
    readonly untilFailure?: boolean;
    readonly onOutcome?: (outcome: Outcome) => void;
  },
): Promise<readonly Outcome[]>;
export function summed(outcomes: readonly Outcome[]): { readonly faults: Counts; readonly orders: Counts };
