import type { ComparedRun, ComparedStep, Comparison } from '$contract/compare.js';
import { money } from '../models/money.js';
import { duration } from '../models/time.js';

const names: Readonly<Record<ComparedStep['differs'][number], string>> = {
  only: 'on one side only',
  definition: 'definition',
  inputs: 'inputs',
  outcome: 'outcome',
  output: 'output',
  attempts: 'attempts',
};

/** `differs in inputs, output`; `the same`. */
export function differsWords({ differs, a, b }: Pick<ComparedStep, 'differs' | 'a' | 'b'>): string {
  if (differs.length === 0) return 'the same';
  if (differs.includes('only')) return b === null ? 'only in A' : a === null ? 'only in B' : names.only;
  return `differs in ${differs.map((one) => names[one]).join(', ')}`;
}

/** How the two runs are related, as a sentence; undefined: they are not. */
export function relationWords({ relation, a, b }: Pick<Comparison, 'relation' | 'a' | 'b'>): string | undefined {
  switch (relation.kind) {
    case 'replay':
      return `${relation.of === 'a' ? 'B is a replay of A' : 'A is a replay of B'} from event #${relation.revision ?? 0}.`;
    case 'siblings':
      return 'Both are replays of the same run.';
    case 'sameRun':
      return `The same run, at event #${a.revision} and at #${b.revision}.`;
    case 'none':
      return undefined;
    default:
      return relation.kind satisfies never;
  }
}

export interface Figure {
  readonly name: string;
  readonly a: string;
  readonly b: string;
  /** What B is more or less than A; empty when it is the same. */
  readonly more: string;
}

/** Cost, time and attempts of both, and by how much B differs. */
export function figuresOf(a: ComparedRun, b: ComparedRun): readonly Figure[] {
  const number = (name: string, of: (run: ComparedRun) => number, text: (value: number) => string): Figure => {
    const more = of(b) - of(a);
    return {
      name,
      a: text(of(a)),
      b: text(of(b)),
      more: more === 0 ? '' : `${more > 0 ? '+' : '−'}${text(Math.abs(more))}`,
    };
  };
  const count = (value: number): string => value.toLocaleString('en-US');
  const dollars = BigInt(b.spent.nanoUsd) - BigInt(a.spent.nanoUsd);
  const figures = [
    {
      name: 'Cost',
      a: money(a.spent.nanoUsd),
      b: money(b.spent.nanoUsd),
      more: dollars === 0n ? '' : `${dollars > 0n ? '+' : ''}${money(dollars)}`,
    },
    number('Tokens', ({ spent }) => spent.tokens, count),
    number('Took', ({ durationMs }) => durationMs, duration),
    number('Worked', ({ workedMs }) => workedMs, duration),
    number('Attempts', ({ attempts }) => attempts, count),
    number('Steps done', ({ steps }) => steps.done, count),
  ];
  const kept = number('Results kept', (run) => run.kept.steps, count);
  return a.kept.steps + b.kept.steps > 0 ? [...figures, kept] : figures;
}

/** One sentence on the whole. */
export function verdictWords({ parting, same, a, b, input, workflow }: Comparison): string {
  if (parting) return parting.text;
  if (same) return 'Nothing differs but attempts, cost and time.';
  return [
    'No step differs.',
    ...(input ? ['They were started with different input.'] : []),
    ...(workflow.length > 0 ? ['Fields of the workflow differ.'] : []),
    ...(a.status === b.status ? [] : [`A is ${a.status}, B is ${b.status}.`]),
  ].join(' ');
}
