import type { ReplayPlan, ReplayStep } from '../../api/contract/replay.js';
import type { z } from 'zod';
import { plain, type Style } from '../style.js';
import { type Column, facts, table } from '../table.js';
import type { Terminal } from '../terminal.js';
import { formatDuration } from '../time.js';
import { counted, usd } from '../words.js';

type Step = z.infer<typeof ReplayStep>;
type Screen = Pick<Terminal, 'columns' | 'style'>;

/** What a replay would do, for people: what may happen twice and what does not fit stand last, where the eye rests. */
export function planLines(plan: ReplayPlan, screen: Screen): string[] {
  const { style } = screen;
  const { origin } = plan;
  const version =
    plan.version === origin.version ? `v${plan.version}` : `v${origin.version}, replayed as v${plan.version}`;
  return [
    `${style.bold(plain(origin.workflowId))} ${style.faint(`${version}  run ${origin.runId}`)}`,
    `Replay from event ${style.bold(`#${origin.revision}`)} of #${origin.last}: a new run; this one stays as it is`,
    '',
    ...table(plan.steps, STEP_COLUMNS, screen),
    ...plan.dropped.map(
      ({ stepKey, had }) => `${plain(stepKey)} is not in v${plan.version}: its result (${usd(had.nanoUsd)}) is left`,
    ),
    '',
    ...facts(
      [
        [
          'keeps',
          `${counted(plan.kept.steps, 'result')}, which had cost ${usd(plan.kept.had.nanoUsd)} and cost nothing again`,
        ],
        ['estimate', estimate(plan)],
        ['budget', plan.budget.nanoUsd === null ? 'no limit in dollars' : usd(plan.budget.nanoUsd)],
        ['asks anew', plan.approvals.length === 0 ? undefined : plan.approvals.map(approval).join(', ')],
      ],
      style,
    ),
    ...effects(plan, style),
    ...plan.warnings.map(({ message }) => style.yellow(plain(message))),
    ...problems(plan, style),
  ];
}

const STEP_COLUMNS: readonly Column<Step>[] = [
  { title: 'STEP', value: ({ stepKey }) => stepKey, shrinkTo: 10 },
  {
    title: '',
    value: ({ action }) => ({ keep: 'keeps', give: 'given', run: 'runs' })[action],
    paint: (cell, { action }, style) =>
      action === 'keep' ? style.green(cell) : action === 'give' ? style.magenta(cell) : style.blue(cell),
  },
  { title: 'HAD COST', value: ({ had }) => (had.nanoUsd === '0' ? '' : usd(had.nanoUsd)), align: 'right' },
  {
    title: 'EXPECTED',
    value: ({ action, estimate: { nanoUsd } }) => (action !== 'run' ? '' : nanoUsd === null ? 'unknown' : usd(nanoUsd)),
    align: 'right',
  },
  { title: 'BECAUSE', value: ({ reasons }) => reasons.map(({ text }) => text).join('; '), shrinkTo: 20 },
];

function estimate({ estimate: { nanoUsd, durationMs, unknownCosts, unknownTimes } }: ReplayPlan): string {
  const part = (known: string | undefined, unknown: number, what: string): string =>
    known === undefined && unknown > 0
      ? `unknown ${what}`
      : `about ${known ?? 'nothing'}${unknown === 0 ? '' : ` and ${counted(unknown, 'step')} of unknown ${what}`}`;
  const cost = part(nanoUsd === '0' ? undefined : usd(nanoUsd), unknownCosts, 'cost');
  const time = part(durationMs === 0 ? undefined : formatDuration(durationMs), unknownTimes, 'time');
  return `${cost}; ${time}`;
}

const approval = ({ stepKey, tier, grantedBefore }: ReplayPlan['approvals'][number]): string =>
  `${plain(stepKey)} (${tier}${grantedBefore ? ', was granted before' : ''})`;

function effects({ effects: all, openAttempts, origin }: ReplayPlan, style: Style): string[] {
  const line = ({ kind, target, stepKey, revision, runId }: ReplayPlan['effects'][number]): string =>
    `  ${plain(kind)} ${plain(target)}  ${style.faint(`${plain(stepKey)}, #${revision}${runId === origin.runId ? '' : ` of run ${runId.slice(0, 8)}`}`)}`;
  const kept = all.filter(({ fate }) => fate === 'kept');
  const again = all.filter(({ fate }) => fate === 'again');
  const unknown = openAttempts.map(
    ({ stepKey, attempt, agentName, effects: count }) =>
      `  ${plain(stepKey)} #${attempt} of ${plain(agentName)}: ${count === 0 ? 'no side effect' : counted(count, 'side effect')} recorded; whatever else it did is unknown`,
  );
  return [
    ...(kept.length === 0 ? [] : ['', 'Side effects that are not repeated:', ...kept.map(line)]),
    ...(unknown.length === 0 ? [] : ['', 'Under way at that event:', ...unknown]),
    ...(again.length === 0
      ? []
      : ['', style.red('These side effects may happen a second time: their steps run again.'), ...again.map(line)]),
  ];
}

function problems({ problems: all }: ReplayPlan, style: Style): string[] {
  if (all.length === 0) return [];
  return [
    '',
    style.red('It cannot be started:'),
    ...all.map(({ path, message }) => `  ${style.bold(plain(path))}  ${plain(message)}`),
  ];
}
