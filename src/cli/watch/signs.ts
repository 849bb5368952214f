import type { Colour } from '../style.js';

/** How a state is shown: a sign, a word and a colour, each enough by itself. */
export interface Sign {
  readonly icon: string;
  readonly plainIcon: string;
  readonly word: string;
  readonly colour: Colour;
}

const sign = (icon: string, plainIcon: string, word: string, colour: Colour): Sign => ({
  icon,
  plainIcon,
  word,
  colour,
});

const STEP_SIGNS: Readonly<Record<string, Sign>> = {
  pending: sign('○', '.', 'pending', 'faint'),
  notReached: sign('○', '.', 'not reached', 'faint'),
  ready: sign('◌', 'o', 'ready', 'cyan'),
  awaitingApproval: sign('?', '?', 'needs approval', 'yellow'),
  approved: sign('◌', 'o', 'approved', 'cyan'),
  awaitingBudget: sign('$', '$', 'needs budget', 'yellow'),
  running: sign('▶', '>', 'running', 'blue'),
  awaitingRetry: sign('↻', '~', 'will retry', 'magenta'),
  deadLetter: sign('✗', 'x', 'dead letter', 'red'),
  failed: sign('✗', 'x', 'failed', 'red'),
  completed: sign('✓', '+', 'completed', 'green'),
  skipped: sign('↷', '-', 'skipped', 'faint'),
  abandoned: sign('⊘', '#', 'abandoned', 'red'),
};
export const stepSign = (status: string): Sign => STEP_SIGNS[status] ?? sign('·', '.', status, 'faint');
export const STEP_WORD_WIDTH = Math.max(...Object.values(STEP_SIGNS).map((each) => each.word.length));

const RUN_SIGNS: Readonly<Record<string, Sign>> = {
  running: sign('▶', '>', 'running', 'blue'),
  paused: sign('‖', '=', 'paused', 'yellow'),
  halted: sign('■', '#', 'halted', 'red'),
  completed: sign('✓', '+', 'completed', 'green'),
  failed: sign('✗', 'x', 'failed', 'red'),
  cancelled: sign('⊘', '-', 'cancelled', 'magenta'),
};
export const runSign = (status: string): Sign => RUN_SIGNS[status] ?? sign('·', '.', status, 'faint');

/** The colour of an event's type in the list of the last events. */
export function eventColour(type: string): Colour | undefined {
  if (
    /^(StepFailed|StepTimedOut|LeaseLost|StepStopped|StepOutputRejected|StepDeadLettered|StepAbandoned|RunFailed|RunHalted)$/.test(
      type,
    )
  )
    return 'red';
  if (
    /^(ApprovalRequested|ApprovalEscalated|BudgetExceeded|StepRetryScheduled|RunPaused|LateResultRecorded)$/.test(type)
  )
    return 'yellow';
  if (/^(StepCompleted|StepCarriedOver|RunCompleted|ApprovalGranted)$/.test(type)) return 'green';
  return undefined;
}
