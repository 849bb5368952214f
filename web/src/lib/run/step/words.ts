import type { AttemptDetail } from '$contract/run-steps.js';

/** Sums of tokens by class as a person reads them. */
export interface TokenLine {
  readonly label: string;
  readonly main: string;
  /** Of which: cached, reasoning. */
  readonly part: string;
}
const number = (value: number): string => value.toLocaleString('en-US');

export function tokenLines({ tokens }: Pick<AttemptDetail, 'tokens'>): readonly TokenLine[] {
  return [
    {
      label: 'input tokens, cached',
      main: number(tokens.input + tokens.cachedInput + tokens.cacheWrite),
      part: number(tokens.cachedInput),
    },
    {
      label: 'output tokens, reasoning',
      main: number(tokens.output + tokens.reasoning),
      part: number(tokens.reasoning),
    },
  ];
}

/** Why an attempt did not give a result, as one heading. */
export function failureTitle({ attempt, outcome }: Pick<AttemptDetail, 'attempt' | 'outcome'>): string {
  switch (outcome) {
    case 'outputRejected':
      return `Why the output of attempt ${attempt} was rejected`;
    case 'timedOut':
      return `Attempt ${attempt} ran out of time`;
    case 'leaseLost':
      return `The agent of attempt ${attempt} was lost`;
    case 'revoked':
      return `Attempt ${attempt} was revoked`;
    case 'stopped':
      return `Attempt ${attempt} was stopped`;
    case 'failed':
    case 'running':
    case 'completed':
      return `Why attempt ${attempt} failed`;
    default:
      return outcome satisfies never;
  }
}
