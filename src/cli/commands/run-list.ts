import { type Command, Option } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import { RunSort, RunStatusFilter } from '../../api/contract/run-filter.js';
import { WaitKind, type RunSummary } from '../../api/contract/run-views.js';
import { nanoFromUsd } from '../../domain/kernel/money.js';
import { parseMoment, parseUsd } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun, shortId } from '../references.js';
import { type Column, table } from '../table.js';
import { formatDistance, formatDuration, formatElapsed } from '../time.js';
import { runSign } from '../watch/signs.js';
import { collectList, examples, limitOption, wholeNumber, MOMENT } from './options.js';
import { usd } from '../words.js';

export function runListCommand(run: Command, act: Act): void {
  examples(
    run
      .command('list')
      .alias('ls')
      .description('runs, newest first')
      .option(
        '-s, --status <status>',
        `only these, with commas: ${RunStatusFilter.options.join(', ')} (waiting: for a person)`,
        collectList,
      )
      .option('--workflow <id>', 'only runs of these workflows', collectList)
      .addOption(
        new Option('--version <number>', 'only this version, with one --workflow').argParser((text) =>
          wholeNumber(text, 1, 1e9),
        ),
      )
      .option('--agent <id>', 'only runs in which this agent had an attempt')
      .option('--operator <id>', 'only runs that these operators started', collectList)
      .addOption(
        new Option('--trigger <kind>', 'only runs that were started so').choices(['manual', 'schedule', 'webhook']),
      )
      .option('--waits-for <kind>', `only runs that wait for one of: ${WaitKind.options.join(', ')}`, collectList)
      .option('--replay-of <run>', 'only replays of this run')
      .option('--min-usd <amount>', 'spent at least this')
      .option('--max-usd <amount>', 'spent at most this')
      .option('--since <moment>', `started from then on: ${MOMENT}`)
      .option('--until <moment>', 'started before then')
      .option('--ended-since <moment>', 'ended from then on')
      .option('--ended-until <moment>', 'ended before then')
      .option('--text <text>', "start or end of the run's id, or a part of a workflow's or operator's id or name")
      .addOption(
        new Option('--sort <order>', 'all but startedAt for ended runs only; - is descending')
          .choices(RunSort.options)
          .default('-startedAt'),
      )
      .option('--count', 'only how many there are; counting stops at 10,000')
      .addOption(limitOption(20, 500))
      .option('--cursor <cursor>', 'the page after another: `next` of its --json answer')
      .action(act(async (cli, options: ListOptions) => list(cli, options))),
    [
      'run list',
      'run list --status waiting',
      'run list --replay-of 7c9e6679',
      'run list --status failed,cancelled --ended-since 24h',
      'run list --workflow repository-report --min-usd 1.00 --count',
      'run list --status ended --sort=-cost --limit 10 --json',
    ],
  );
}

interface ListOptions {
  readonly status?: string[];
  readonly workflow?: string[];
  readonly version?: number;
  readonly agent?: string;
  readonly operator?: string[];
  readonly trigger?: 'manual' | 'schedule' | 'webhook';
  readonly waitsFor?: string[];
  readonly replayOf?: string;
  readonly minUsd?: string;
  readonly maxUsd?: string;
  readonly since?: string;
  readonly until?: string;
  readonly endedSince?: string;
  readonly endedUntil?: string;
  readonly text?: string;
  readonly sort: RunSort;
  readonly count?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

async function list(cli: Invocation, options: ListOptions): Promise<void> {
  const { screen } = cli;
  const replayOf = options.replayOf === undefined ? undefined : await resolveRun(cli.api, options.replayOf);
  const filter = filterOf({ ...options, ...(replayOf === undefined ? {} : { replayOf }) }, screen.now());
  if (options.count === true) {
    const { value, raw } = await cli.api.call(endpoints.countRuns, { query: filter });
    if (screen.json) return screen.data(raw);
    return screen.line(value.more ? `more than ${value.count}` : String(value.count));
  }
  const { sort, limit, cursor } = options;
  const { value, raw } = await cli.api.call(endpoints.listRuns, {
    query: { ...filter, sort, limit, ...(cursor === undefined ? {} : { cursor }) },
  });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(
      Object.keys(filter).length > 0
        ? 'No runs are like that.'
        : 'No runs. Start one: missionctl run start WORKFLOW --watch',
    );
  table(value.items, runColumns(screen.now()), screen).forEach((line) => screen.line(line));
  if (value.next !== undefined)
    screen.note(screen.style.faint('There are more: --limit, or --cursor with `next` of --json.'));
}

/** As the API takes it; only what was given. Throws a Failure that names the option. */
function filterOf(options: ListOptions, now: number) {
  const { status, workflow, version, agent, operator, replayOf, trigger, waitsFor, text } = options;
  const given = {
    status,
    workflow,
    version,
    agent,
    operator,
    replayOf,
    trigger,
    waitsFor,
    text,
    minNanoUsd: nano('--min-usd', options.minUsd),
    maxNanoUsd: nano('--max-usd', options.maxUsd),
    startedFrom: moment('--since', options.since, now),
    startedTo: moment('--until', options.until, now),
    endedFrom: moment('--ended-since', options.endedSince, now),
    endedTo: moment('--ended-until', options.endedUntil, now),
  };
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const only: typeof given = Object.assign({}, ...entries.map(([name, value]) => ({ [name]: value })));
  return only;
}

const nano = (option: string, usd: string | undefined): string | undefined =>
  usd === undefined ? undefined : nanoFromUsd(parseUsd(option, usd)).toString();
const moment = (option: string, text: string | undefined, now: number): string | undefined =>
  text === undefined ? undefined : parseMoment(option, text, now);

const runColumns = (now: number): Column<RunSummary>[] => [
  { title: 'RUN', value: (run) => shortId(run.runId), paint: (cell, _, style) => style.bold(cell) },
  { title: 'WORKFLOW', value: (run) => `${run.workflowId} v${run.version}${replayWords(run)}`, shrinkTo: 12 },
  {
    title: 'STATUS',
    value: (run) => `${runSign(run.status).icon} ${run.status}`,
    paint: (cell, run, style) => style[runSign(run.status).colour](cell),
  },
  { title: 'STEPS', value: (run) => `${run.steps.done}/${run.steps.total}`, align: 'right' },
  { title: 'STARTED', value: (run) => formatDistance(run.startedAt, now) },
  {
    title: 'TOOK',
    value: (run) =>
      run.endedAt === null
        ? formatElapsed(now - Date.parse(run.startedAt))
        : formatDuration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    align: 'right',
  },
  { title: 'COST', value: (run) => usd(run.spent.nanoUsd), align: 'right' },
  {
    title: 'WAITS FOR',
    value: (run) => describeWaits(run),
    shrinkTo: 8,
    paint: (cell, _, style) => style.yellow(cell),
  },
];

/** `, replay of 7c9e6679 at #142` */
const replayWords = ({ source }: Pick<RunSummary, 'source'>): string =>
  source === null ? '' : `, replay of ${shortId(source.runId)} at #${source.revision}`;

/** `approval (write-report), 2 retry`: kinds of waits, with the step when there is one only. */
export function describeWaits(run: Pick<RunSummary, 'waits'>): string {
  const kinds = new Map<string, { count: number; step: string | undefined }>();
  for (const wait of run.waits) {
    const name = wait.kind === 'deadLetter' ? 'dead letter' : wait.kind;
    const before = kinds.get(name);
    kinds.set(name, { count: (before?.count ?? 0) + (wait.steps ?? 1), step: wait.stepKey });
  }
  return [...kinds]
    .map(([kind, { count, step }]) =>
      count > 1 ? `${count} ${kind}` : step === undefined ? kind : `${kind} (${step})`,
    )
    .join(', ');
}
