import type { RunEvent, Step, StepStatus } from '$contract/run-views.js';
import { money } from '../../models/money.js';
import { endsBadly, eventLook } from '../../models/event-look.js';
import { stepLook } from '../../models/status.js';
import { layersOf } from '$kernel/layers.js';
import type { MarkName } from '../../ui/mark.js';

/** What the graph needs of a step; a step of a definition has no status. */
export interface GraphStep {
  readonly stepKey: string;
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly mark: MarkName;
  /** Its status in a word, for who cannot see the mark. */
  readonly word: string;
  /** The second line. */
  readonly detail: string;
  readonly box: 'none' | 'waiting' | 'bad';
  /** Not reached yet. */
  readonly quiet: boolean;
  /** The event of the past that is looked at is about it. */
  readonly touched: boolean;
}
/** The event of the past that is looked at. */
type Looked = Pick<RunEvent, 'type' | 'stepKey'>;
export type Rail = 'passed' | 'held' | 'moving' | 'bad' | 'pending';
export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly rail: Rail;
}

/** Steps of a run as the graph shows them. @param looked absent in the present */
export function graphSteps(steps: readonly Step[], looked?: Looked): readonly GraphStep[] {
  return steps.map((step) => {
    const shown = { ...presentStep(step), touched: looked !== undefined && looked.stepKey === step.stepKey };
    // Between a failure and what follows from it (a retry, a dead letter) a step is pending. What has just happened says more.
    if (!looked || failedBy(looked) !== step.stepKey) return shown;
    const { mark, words } = eventLook(looked.type);
    const word = words.charAt(0).toUpperCase() + words.slice(1);
    return { ...shown, mark, word, detail: step.error?.code ?? word, box: 'bad', quiet: false };
  });
}

const failedBy = ({ type, stepKey }: Looked): string | null => (endsBadly(type) ? stepKey : null);

function presentStep(step: Step): Omit<GraphStep, 'touched'> {
  return {
    stepKey: step.stepKey,
    name: step.name,
    dependsOn: step.dependsOn,
    mark: stepLook(step.status).mark,
    word: stepLook(step.status).word,
    detail: detailOf(step),
    box:
      step.status === 'awaitingApproval' || step.status === 'awaitingBudget'
        ? 'waiting'
        : step.status === 'deadLetter' || step.status === 'abandoned'
          ? 'bad'
          : 'none',
    quiet: step.status === 'pending' || step.status === 'skipped',
  };
}

function detailOf(step: Step): string {
  const parts: string[] = [];
  const who = step.agentName ?? undefined;
  switch (step.status) {
    case 'pending':
      return [step.capability, step.estimate.nanoUsd === '0' ? '' : `est. ${money(step.estimate.nanoUsd)}`]
        .filter(Boolean)
        .join(' · ');
    case 'skipped':
      return step.summary ? `skipped: ${step.summary}` : 'skipped';
    case 'awaitingApproval':
      return `${step.tier} · waits for approval`;
    case 'awaitingBudget':
      return 'waits for budget';
    case 'deadLetter':
    case 'abandoned':
      return [step.error?.code ?? 'gave up', step.attempt === 1 ? '1 attempt' : `${step.attempt} attempts`].join(' · ');
    default:
      if (who) parts.push(who);
      if (step.status === 'running' && step.progress?.percent != null)
        parts.push(`${Math.round(step.progress.percent)} %`);
      else if (step.attempt > 1) parts.push(`${ordinal(step.attempt)} attempt`);
      if (step.spent.nanoUsd !== '0') parts.push(money(step.spent.nanoUsd));
      return parts.join(' · ') || step.capability;
  }
}

/** `2nd`, `3rd`, `11th`. */
export function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const end = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${end}`;
}

export const railId = (source: string, target: string): string => `${source}>${target}`;

/** Rails between steps: solid where the run has passed, amber at a gate, blue where it moves, dashed where it has not been. */
export function railsOf(
  steps: readonly { readonly stepKey: string; readonly dependsOn: readonly string[]; readonly status?: StepStatus }[],
  looked?: Looked,
): readonly GraphEdge[] {
  const failed = looked && failedBy(looked);
  const status = new Map(steps.map((step) => [step.stepKey, step.status]));
  return steps.flatMap((step) =>
    step.dependsOn.flatMap((source) =>
      status.has(source)
        ? [
            {
              id: railId(source, step.stepKey),
              source,
              target: step.stepKey,
              rail: step.stepKey === failed ? 'bad' : railOf(status.get(source), step.status),
            },
          ]
        : [],
    ),
  );
}
function railOf(source: StepStatus | undefined, target: StepStatus | undefined): Rail {
  if (source === undefined || target === undefined) return 'passed';
  if (source !== 'completed' && source !== 'skipped') return 'pending';
  switch (target) {
    case 'pending':
    case 'skipped':
      return 'pending';
    case 'awaitingApproval':
    case 'awaitingBudget':
      return 'held';
    case 'running':
    case 'awaitingRetry':
      return 'moving';
    case 'deadLetter':
    case 'abandoned':
      return 'bad';
    case 'completed':
    case 'approved':
      return 'passed';
    default:
      return target satisfies never;
  }
}

/** Steps in an order in which each stands after what it depends on; as the list of a small screen shows them. */
export const inOrder = <S extends { readonly stepKey: string; readonly dependsOn: readonly string[] }>(
  steps: readonly S[],
): readonly S[] => layersOf(steps, ({ stepKey }) => stepKey).flat();

/** Where the arrow keys lead from a step. */
export function neighbour(
  steps: readonly { readonly stepKey: string; readonly dependsOn: readonly string[] }[],
  places: ReadonlyMap<string, { readonly x: number; readonly y: number }>,
  from: string | undefined,
  key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight',
): string | undefined {
  const here = from === undefined ? undefined : places.get(from);
  if (!here) return steps[0]?.stepKey;
  const vertical = key === 'ArrowUp' || key === 'ArrowDown';
  const sign = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1;
  let best: { readonly key: string; readonly far: number } | undefined;
  for (const { stepKey } of steps) {
    const there = places.get(stepKey);
    if (!there || stepKey === from) continue;
    const along = (vertical ? there.y - here.y : there.x - here.x) * sign;
    const across = Math.abs(vertical ? there.x - here.x : there.y - here.y);
    if (along <= 1 || (!vertical && across > 1)) continue;
    const far = along + across * (vertical ? 0.5 : 4);
    if (!best || far < best.far) best = { key: stepKey, far };
  }
  return best?.key;
}

const MOST_WITHOUT_SHORTCUTS = 2_000;
/**
 * Dependencies without those that a longer way implies: `a -> c` beside `a -> b -> c` says nothing more about the order, and a rail for it would run
 * through other steps. Steps of a circle keep all of theirs, and so do those of a very large run.
 */
export function withoutShortcuts(
  steps: readonly { readonly stepKey: string; readonly dependsOn: readonly string[] }[],
): ReadonlyMap<string, readonly string[]> {
  // All steps before each one are kept: for 10,000 in a chain that is more than a page has room for.
  if (steps.length > MOST_WITHOUT_SHORTCUTS)
    return new Map(steps.map(({ stepKey, dependsOn }) => [stepKey, dependsOn]));
  const before = new Map<string, Set<string>>();
  const kept = new Map<string, readonly string[]>();
  const known = new Set(steps.map(({ stepKey }) => stepKey));
  for (const { stepKey, dependsOn } of inOrder(
    steps.map((step) => ({ ...step, dependsOn: step.dependsOn.filter((key) => known.has(key)) })),
  )) {
    const complete = dependsOn.every((key) => before.has(key));
    const implied = new Set(dependsOn.flatMap((key) => [...(before.get(key) ?? [])]));
    before.set(stepKey, new Set([...dependsOn, ...implied]));
    const direct = dependsOn.filter((key) => !implied.has(key));
    kept.set(stepKey, complete && direct.length > 0 ? direct : dependsOn);
  }
  return kept;
}
