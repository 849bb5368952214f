import { type Command, Option } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { RunState, StateChange, StepAt } from '../../api/contract/run-state.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { plain, wrap } from '../style.js';
import { type Column, facts, table } from '../table.js';
import type { Terminal } from '../terminal.js';
import { formatInstant } from '../time.js';
import { toPictureEvent } from '../watch/fetch-picture.js';
import { eventLine, USUAL_WIDTHS } from '../watch/render.js';
import { runSign, stepSign } from '../watch/signs.js';
import { examples, revision } from './options.js';
import { describeWaits } from './run-list.js';
import { usd } from '../words.js';

interface StateOptions {
  readonly at?: number;
  readonly diff?: number;
}

export function runStateCommand(run: Command, act: Act, argument: string): void {
  examples(
    run
      .command('state')
      .description(
        'a run as it was right after one of its events: steps, money, leases, approvals; from the log itself',
      )
      .argument('<run>', argument)
      .addOption(new Option('--at <event>', 'number of the event, from 0; default: the last one').argParser(revision))
      .addOption(new Option('--diff <event>', 'also what became of it between the two events').argParser(revision))
      .action(act(async (cli, typed: string, options: StateOptions) => state(cli, typed, options))),
    ['run state last --at 142', 'run state 7c9e6679 --at 142 --diff 97', 'run state last --json'],
  );
}

async function state({ screen, api }: Invocation, typed: string, options: StateOptions): Promise<void> {
  const runId = await resolveRun(api, typed);
  const { value, raw } = await api.call(endpoints.getRunState, { params: { runId }, query: options });
  if (screen.json) return screen.data(raw);
  for (const line of [
    ...head(value, screen),
    '',
    ...table(value.steps, stepColumns(value), screen),
    ...section('Leases', value.leases, LEASE_COLUMNS, screen),
    ...section('Approvals', value.approvals, approvalColumns(screen), screen),
    ...difference(value, screen),
    ...agreement(value, screen),
  ])
    screen.line(line);
}

function head(value: RunState, screen: Terminal): string[] {
  const { style, utc } = screen;
  const sign = runSign(value.status);
  const event = eventLine(toPictureEvent(value.event), { ...USUAL_WIDTHS, steps: 0 }, screen);
  const limit = value.limit.nanoUsd === null ? '' : ` of ${usd(value.limit.nanoUsd)}`;
  return [
    `${style.bold(plain(value.workflowId))} ${style.faint(`v${value.version}  run ${value.runId}`)}`,
    `After event ${style.bold(`#${value.revision}`)} of #${value.last}, ${formatInstant(value.at, utc)}`,
    event,
    '',
    ...facts(
      [
        ['status', style[sign.colour](`${screen.unicode ? sign.icon : sign.plainIcon} ${sign.word}`)],
        ['halted', value.halt === null ? undefined : `${value.halt.scope}: ${plain(value.halt.reason)}`],
        ['waits for', value.waits.length === 0 ? undefined : style.yellow(plain(describeWaits(value)))],
        ['money', `${usd(value.spent.nanoUsd)} spent, ${usd(value.reserved.nanoUsd)} reserved${limit}`],
        ['steps', `${value.counts.done} of ${value.counts.total} done, ${value.counts.running} running`],
        ['ended', value.endedAt === null ? undefined : formatInstant(value.endedAt, utc)],
      ],
      style,
    ),
  ];
}

const usdOrNothing = (nano: string): string => (nano === '0' ? '' : usd(nano));

/** A column that would be empty is left out. */
const stepColumns = ({ steps }: RunState): readonly Column<StepAt>[] =>
  STEP_COLUMNS.filter(({ title, value }) => title === 'STEP' || steps.some((step) => value(step) !== ''));

const STEP_COLUMNS: readonly Column<StepAt>[] = [
  { title: 'STEP', value: (step) => step.stepKey, shrinkTo: 10 },
  {
    title: 'STATUS',
    value: (step) => stepSign(step.status).word,
    paint: (cell, step, style) => style[stepSign(step.status).colour](cell),
  },
  { title: 'ATTEMPT', value: (step) => (step.attempt === 0 ? '' : `#${step.attempt}`), align: 'right' },
  { title: 'AGENT', value: (step) => step.agentName ?? '', shrinkTo: 8 },
  { title: 'SPENT', value: (step) => usdOrNothing(step.spent.nanoUsd), align: 'right' },
  { title: 'RESERVED', value: (step) => usdOrNothing(step.reserved.nanoUsd), align: 'right' },
  {
    title: 'OUTPUT',
    value: (step) =>
      step.outputRevision === null ? '' : `#${step.outputRevision} ${(step.outputHash ?? '').slice(0, 8)}`,
  },
  { title: 'SAYS', value: (step) => step.error?.message ?? step.summary ?? '', shrinkTo: 10 },
];

const LEASE_COLUMNS: readonly Column<RunState['leases'][number]>[] = [
  { title: 'STEP', value: (lease) => lease.stepKey, shrinkTo: 10 },
  { title: 'ATTEMPT', value: (lease) => `#${lease.attempt}`, align: 'right' },
  { title: 'AGENT', value: (lease) => lease.agentName, shrinkTo: 8 },
  { title: 'LEASE', value: (lease) => (lease.status === 'active' ? 'held' : `${lease.status}, holds money`) },
  { title: 'SINCE', value: (lease) => `#${lease.dispatchedRevision}`, align: 'right' },
  { title: 'HOLDS', value: (lease) => usd(lease.reservedNanoUsd), align: 'right' },
  { title: 'CHARGED', value: (lease) => usd(lease.chargedNanoUsd), align: 'right' },
];

const approvalColumns = ({ utc }: Terminal): readonly Column<RunState['approvals'][number]>[] => [
  { title: 'STEP', value: (one) => one.stepKey, shrinkTo: 10 },
  { title: 'FOR', value: (one) => (one.kind === 'overrun' ? 'an overrun' : `attempt #${one.attempt}`) },
  { title: 'STATUS', value: (one) => one.status },
  { title: 'ASKED AT', value: (one) => `#${one.requestedRevision}`, align: 'right' },
  { title: 'VOTES', value: (one) => `${one.votes} of ${one.approvers}`, align: 'right' },
  { title: 'UNTIL', value: (one) => formatInstant(one.expiresAt, utc) },
  { title: 'BY', value: (one) => one.decidedBy ?? '', shrinkTo: 6 },
];

const section = <Row>(
  title: string,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Terminal,
): string[] => (rows.length === 0 ? [] : ['', screen.style.bold(title), ...table(rows, columns, screen)]);

function difference({ difference: found }: RunState, { style, columns, utc }: Terminal): string[] {
  if (found === null) return [];
  const title = style.bold(`From event #${found.from} to #${found.to}`);
  if (found.changes.length === 0) return ['', title, 'Nothing changed.'];
  return [
    '',
    title,
    ...differenceLines(found.changes, utc).flatMap((line) =>
      wrap(plain(line), columns - 2).map((part, i) => (i === 0 ? part : `  ${part}`)),
    ),
  ];
}

/** One line for each thing that changed: `parse: running -> completed, spent $0.00 -> $0.0012`. */
export function differenceLines(changes: readonly StateChange[], utc: boolean): string[] {
  const lines = new Map<string, string[]>();
  for (const change of changes) {
    const name =
      change.about === 'run'
        ? 'run'
        : change.about === 'step'
          ? (change.stepKey ?? '')
          : `approval ${(change.approvalId ?? '').slice(0, 8)} (${change.stepKey ?? ''})`;
    const word = FIELD_WORDS[change.field];
    const shown = `${valueWords(change, change.before, utc)} -> ${valueWords(change, change.after, utc)}`;
    lines.set(name, [...(lines.get(name) ?? []), word === '' ? shown : `${word} ${shown}`]);
  }
  return [...lines].map(([name, parts]) => `${name}: ${parts.join(', ')}`);
}

const FIELD_WORDS: Readonly<Record<StateChange['field'], string>> = {
  status: '',
  attempt: 'attempt',
  agent: 'agent',
  spent: 'spent',
  reserved: 'reserved',
  limit: 'limit',
  tokens: 'tokens',
  summary: 'summary',
  output: 'output',
  error: 'error',
  retryAt: 'retry at',
  expiresAt: 'expires',
  endedAt: 'ended',
  votes: 'votes',
  halt: 'halted for',
  stepsDone: 'steps done',
};

function valueWords({ about, field }: StateChange, value: StateChange['before'], utc: boolean): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return value.toLocaleString('en-US');
  switch (field) {
    case 'spent':
    case 'reserved':
    case 'limit':
      return usd(value);
    case 'retryAt':
    case 'expiresAt':
    case 'endedAt':
      return formatInstant(value, utc);
    case 'status':
      return about === 'step' ? stepSign(value).word : about === 'run' ? runSign(value).word : value;
    case 'output':
      return value.slice(0, 8);
    default:
      return `"${value}"`;
  }
}

function agreement({ agrees }: RunState, { style }: Terminal): string[] {
  if (agrees === null) return [];
  if (agrees.readModel) return ['', style.faint('This is the last event, and the read model says the same.')];
  return [
    '',
    style.red('The read model does not say the same. Rebuild it: missionctl projections rebuild'),
    ...agrees.differences.map(
      ({ path, state: own, readModel }) =>
        `  ${plain(path)}: ${plain(JSON.stringify(own))} by the log, ${plain(JSON.stringify(readModel))} in the read model`,
    ),
  ];
}
