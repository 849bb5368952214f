import type { TriedRun, TrialSums } from '$contract/policies.js';
import type { MarkName } from '../ui/mark.js';

/** What a run would have come to, as a mark and a word. */
export function outcomeLook(outcome: TriedRun['outcome']): { readonly mark: MarkName; readonly word: string } {
  switch (outcome) {
    case 'stopped':
      return { mark: 'halted', word: 'Would have been stopped' };
    case 'asked':
      return { mark: 'gate', word: 'Somebody would have been asked' };
    case 'unknown':
      return { mark: 'pending', word: 'Would have gone another way; how it ends is unknown' };
    case 'same':
      return { mark: 'completed', word: 'As it was' };
    default:
      return outcome satisfies never;
  }
}

/** Sums as rows: every outcome, and of what would have been otherwise that which there was. */
export const sumRows = ({ outcomes, findings }: TrialSums): readonly (readonly [name: string, count: number])[] => [
  ['Runs stopped', outcomes.stopped],
  ['Runs with an unknown outcome', outcomes.unknown],
  ['Runs with questions', outcomes.asked],
  ['Runs as they were', outcomes.same],
  ...(
    [
      ['Approvals more', findings.asked],
      ['Approvals fewer', findings.notAsked],
      ['Retries more', findings.retried],
      ['Retries fewer', findings.notRetried],
      ['Timeouts more', findings.timedOut],
      ['Timeouts fewer', findings.goesOn],
    ] as const
  ).filter(([, count]) => count > 0),
];

/** What the text field begins with. */
export const EXAMPLE = `budgets:
  run: { usd: 2.00 }
retry:
  attempts: 2
approvals:
  write: ask
`;
