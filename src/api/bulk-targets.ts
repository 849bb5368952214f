import type { BulkItem } from '../domain/bulk/events.js';
import { RunId, StepKey } from '../domain/kernel/ids.js';
import { formatUsd } from '../domain/kernel/money.js';
import type { BulkQuestion, FrozenItem } from '../projections/queries.js';
import { ACTIONS_ON_DEAD_LETTERS, type BulkAction, type BulkTarget } from './contract/bulk.js';
import type { RunFilter } from './contract/run-filter.js';

/** What the read models are asked to know the items of a target. */
export function questionOf(action: BulkAction, target: BulkTarget): BulkQuestion {
  const onLetters = ACTIONS_ON_DEAD_LETTERS.includes(action);
  if ('filter' in target) return { of: onLetters ? 'deadLetters' : 'runs', filter: target.filter };
  if ('fingerprint' in target) return { of: 'deadLetters', ...target };
  if ('deadLetters' in target) return { of: 'named', runs: unique(target.deadLetters.map(({ runId }) => runId)) };
  const runs = unique(target.runs);
  return onLetters ? { of: 'deadLetters', runs } : { of: 'named', runs };
}

/** The items of a target, each once: what was named stands there also when the read models do not know it, so that it gets its outcome. */
export function itemsOf(action: BulkAction, target: BulkTarget, found: readonly FrozenItem[]): BulkItem[] {
  if ('deadLetters' in target)
    return [...new Map(target.deadLetters.map((item) => [`${item.runId} ${item.stepKey}`, item])).values()];
  if (!('runs' in target)) return found.map(itemOf);
  const runs = unique(target.runs);
  if (!ACTIONS_ON_DEAD_LETTERS.includes(action)) return runs.map((runId) => ({ runId }));
  const letters = new Map<string, BulkItem[]>();
  for (const one of found) letters.set(one.runId, [...(letters.get(one.runId) ?? []), itemOf(one)]);
  return runs.flatMap((runId) => letters.get(runId) ?? [{ runId }]);
}

const itemOf = ({ runId, stepKey }: FrozenItem): BulkItem => ({
  runId: RunId.parse(runId),
  ...(stepKey === null ? {} : { stepKey: StepKey.parse(stepKey) }),
});
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** What items were picked by, for people; undefined when they were named one by one. */
export function describeTarget(target: BulkTarget): string | undefined {
  if ('fingerprint' in target)
    return [
      `fingerprint ${target.fingerprint}`,
      target.workflow === undefined ? '' : `workflow ${target.workflow}`,
      target.step === undefined ? '' : `step ${target.step}`,
    ]
      .filter((part) => part !== '')
      .join(', ');
  return 'filter' in target ? describeFilter(target.filter) : undefined;
}

const WORDS: { readonly [Field in keyof RunFilter]-?: string } = {
  text: 'text',
  status: 'status',
  workflow: 'workflow',
  version: 'version',
  agent: 'agent',
  operator: 'operator',
  replayOf: 'replays of',
  trigger: 'trigger',
  waitsFor: 'waits for',
  minNanoUsd: 'cost at least',
  maxNanoUsd: 'cost at most',
  startedFrom: 'started from',
  startedTo: 'started before',
  endedFrom: 'ended from',
  endedTo: 'ended before',
};

function describeFilter(filter: RunFilter): string {
  const parts = Object.entries(WORDS).flatMap(([field, word]) => {
    const value: unknown = Object.entries(filter).find(([name]) => name === field)?.[1];
    if (value === undefined) return [];
    if (field.endsWith('NanoUsd')) return [`${word} ${formatUsd(BigInt(String(value)))}`];
    if (field === 'text') return [`${word} "${String(value)}"`];
    return [`${word} ${Array.isArray(value) ? value.join(' or ') : String(value)}`];
  });
  return parts.length === 0 ? 'every open run' : parts.join(', ');
}
