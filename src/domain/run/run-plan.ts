import type { Plan } from '../workflow/plan.js';
import type { ReplaySource } from './events.js';

/** The plan of a run: of its definition, with the agents and models that were chosen for single steps when it was started as a replay. */
export function planOfRun(plan: Plan, chosen: Pick<ReplaySource['changes'], 'agents' | 'models'> | undefined): Plan {
  if (!chosen) return plan;
  const { agents, models } = chosen;
  if (Object.keys(agents).length === 0 && Object.keys(models).length === 0) return plan;
  const steps = plan.steps.map((step) => ({
    ...step,
    agentName: ownValue(agents, step.id) ?? step.agentName,
    model: ownValue(models, step.id) ?? step.model,
  }));
  return { ...plan, steps, byId: new Map(steps.map((step) => [step.id, step])) };
}

/** A step may have any name, `constructor` too. */
export const ownValue = <T>(values: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;
