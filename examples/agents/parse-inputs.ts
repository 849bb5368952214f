import { AgentError, type AgentTask } from '@mission-control/agent';
import { z } from 'zod';

/** The task's inputs by their schema; what does not fit fails the step for good, with every problem. */
export function parseInputs<T>(schema: z.ZodType<T>, task: AgentTask): T {
  const parsed = schema.safeParse(task.inputs);
  if (parsed.success) return parsed.data;
  throw inputError('INPUTS.INVALID', `the inputs do not fit: ${z.prettifyError(parsed.error)}`);
}

/** Wrong input stays wrong however often it is tried. */
export function inputError(code: string, message: string): AgentError {
  return new AgentError({ class: 'input', code, message, retryable: false });
}
