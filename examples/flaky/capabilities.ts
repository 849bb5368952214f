import { setTimeout as pause } from 'node:timers/promises';
import { AgentError, result, type AgentTask, type Handler, type StepContext } from '@mission-control/agent';
import { askModelForText } from '../agents/model.js';

/** Longer than the step's timeout in workflow.yaml (2 s), so that its first result is late for certain. */
const TOO_LONG_MS = 4_000;

function failsTwice(task: AgentTask): unknown {
  if (task.attempt <= 2)
    throw new AgentError({ class: 'tool', code: 'FLAKY.NOT_YET', message: `attempt ${task.attempt} fails on purpose` });
  return result({ attempt: task.attempt }, { summary: 'worked at last' });
}

function neverWorks(task: AgentTask): never {
  throw new AgentError({ class: 'tool', code: 'FLAKY.NEVER', message: `attempt ${task.attempt} fails on purpose` });
}

function refuses(): never {
  throw new AgentError({
    class: 'input',
    code: 'FLAKY.REFUSED',
    message: 'this input will never do: not worth another try',
    retryable: false,
  });
}

/** Wrong at first; the errors of the schema, which come with the next attempt, say what to mend. */
function correctsItself(task: AgentTask): unknown {
  const mended = new Set(task.constraints.previousErrors?.map((error) => error.path) ?? []);
  return mended.size === 0 ? { count: 'three' } : result({ count: 3 }, { summary: `mended ${[...mended].join(', ')}` });
}

/** Spends money, then works on through its timeout and deaf to its signal: the result is late, the cost is booked. */
async function tooSlow(task: AgentTask, context: StepContext): Promise<unknown> {
  const question = { system: 'Say in one sentence what you were told.', content: `Attempt ${task.attempt}.` };
  if (task.attempt > 1) return result({ attempt: task.attempt }, { summary: 'in time' });
  await askModelForText({ ...question }, task, context);
  await pause(TOO_LONG_MS);
  return { attempt: task.attempt };
}

function sums(task: AgentTask): unknown {
  return result({ attempts: Object.keys(task.inputs).length }, { summary: 'all that could be mended was mended' });
}

/** How each of these ends is in README.md, exactly. */
export const capabilities: Readonly<Record<string, Handler>> = {
  'flaky-fails-twice': failsTwice,
  'flaky-never-works': neverWorks,
  'flaky-refuses': refuses,
  'flaky-corrects-itself': correctsItself,
  'flaky-too-slow': tooSlow,
  'flaky-sums': sums,
};
