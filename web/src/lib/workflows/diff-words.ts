import type { WorkflowDiff } from '$contract/workflow-views.js';

type StepChange = WorkflowDiff['steps'][number];
export type Sign = '+' | '-' | '~';
export const signOf = (kind: StepChange['kind']): Sign => (kind === 'added' ? '+' : kind === 'removed' ? '-' : '~');

/** `2 steps added, 1 changed; 3 fields of the workflow`. */
export function diffSummary(diff: Pick<WorkflowDiff, 'workflow' | 'steps' | 'same'>): string {
  if (diff.same) return 'Nothing differs';
  const parts: string[] = [];
  const some = (count: number, what: string): void => {
    if (count > 0)
      parts.push(parts.length === 0 ? `${count} ${count === 1 ? 'step' : 'steps'} ${what}` : `${count} ${what}`);
  };
  for (const kind of ['added', 'removed', 'changed'] as const)
    some(diff.steps.filter((step) => step.kind === kind).length, kind);
  const steps = parts.join(', ');
  const fields = diff.workflow.length;
  const own = fields === 0 ? '' : `${fields} ${fields === 1 ? 'field' : 'fields'} of the workflow`;
  return [steps, own].filter(Boolean).join('; ') || 'Only the order differs';
}

/** Two versions to compare: those that were asked for, else the latest and the one before it. */
export function versionsToCompare(
  asked: { readonly from: number | undefined; readonly to: number | undefined },
  versions: readonly number[],
): { readonly from: number; readonly to: number } | undefined {
  const known = (version: number | undefined): version is number => version !== undefined && versions.includes(version);
  const sorted = versions.toSorted((a, b) => b - a);
  const to = known(asked.to) ? asked.to : sorted[0];
  if (to === undefined) return undefined;
  const from = known(asked.from)
    ? asked.from
    : (sorted.find((version) => version < to) ?? sorted.find((version) => version !== to));
  return from === undefined ? undefined : { from, to };
}
