import type { Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { TriedRun, TrialSums } from '../../api/contract/policies.js';
import { parseMoment, readText } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { plain } from '../style.js';
import type { Terminal } from '../terminal.js';
import { examples } from './options.js';
import { usd } from '../words.js';

interface TryOptions {
  readonly policies?: string;
  readonly since: string;
  readonly workflow?: string;
}
/** A call reads at most some 20,000 events, and one run more. */
const TIMEOUT_MS = 120_000;

export function policyCommands(program: Command, act: Act): void {
  const policy = program
    .command('policy')
    .description('budgets, retries, timeouts and approvals over past runs')
    .alias('policies');
  examples(
    policy
      .command('try')
      .description('what-if: what would have been stopped, asked, retried and paid in past runs; nothing is written')
      .option(
        '-f, --policies <file>',
        'YAML or JSON (docs/policies.md), - reads stdin; default: those of each current version',
      )
      .option('--since <moment>', 'runs that were started since: a day, an instant, or how long ago', '30d')
      .option('--workflow <id>', 'only runs of this workflow')
      .action(act(async (cli, options: TryOptions) => tryPolicies(cli, options))),
    [
      'policy try --policies policies.yaml --since 30d',
      'policy try --since 7d --workflow invoice-triage',
      'policy try -f policies.yaml --json > trial.ndjson',
    ],
  );
}

/** With --json one line for each run and a last one with the sums. What was found until Ctrl-C has been told by then. */
async function tryPolicies({ api, screen, around }: Invocation, options: TryOptions): Promise<void> {
  const policies = options.policies === undefined ? undefined : await readText(options.policies, around.cwd);
  const since = parseMoment('--since', options.since, screen.now());
  const { workflow } = options;
  const { value: all } = await api.call(endpoints.countRuns, {
    query: { startedFrom: since, ...(workflow === undefined ? {} : { workflow }) },
  });
  const total = `${all.count.toLocaleString('en-US')}${all.more ? '+' : ''}`;
  const live = around.stderr.isTTY === true && !screen.json;
  const progress = (runs: number): void =>
    void around.stderr.write(`\r\u001b[K${runs.toLocaleString('en-US')} of ${total} runs`);
  let cursor: string | undefined;
  let soFar: { sums: TrialSums; days: { id: string; day: string; nanoUsd: string; tokens: number }[] } | undefined;
  let unread = 0;
  do {
    const { value } = await api.call(endpoints.tryPolicies, {
      body: { policies, since, workflow, cursor, soFar },
      timeoutMs: TIMEOUT_MS,
    });
    if (live) around.stderr.write('\r\u001b[K');
    for (const run of value.items) {
      if (screen.json) screen.data(run, 'line');
      else if (run.findings.length > 0) runLines(run, screen).forEach((line) => screen.line(line));
    }
    for (const { runId, reason } of value.skipped) screen.note(`Run ${runId} was left out: ${reason}`);
    unread += value.skipped.length;
    soFar = value.soFar;
    cursor = value.next;
    if (live) progress(soFar.sums.runs + unread);
  } while (cursor !== undefined);
  if (live) around.stderr.write('\r\u001b[K');
  if (screen.json) return screen.data({ sums: soFar.sums, skipped: unread }, 'line');
  sumLines(soFar.sums, screen).forEach((line) => screen.line(line));
}

/** A run and what would have been otherwise in it, with the number of the event where. */
export function runLines(run: TriedRun, { style }: Terminal): string[] {
  const words = {
    same: 'as it was',
    asked: 'somebody is asked',
    unknown: 'outcome unknown',
    stopped: 'stopped',
  } as const;
  const saved =
    run.notSpentNanoUsd === '0' ? '' : `, at least ${usd(run.notSpentNanoUsd)} of ${usd(run.spentNanoUsd)} not spent`;
  const listed = Object.values(run.counts).reduce((sum, one) => sum + one, 0);
  return [
    `${style.bold(run.runId)} ${plain(run.workflowId)} v${run.version}: ${words[run.outcome]}${saved}`,
    ...run.findings.map(
      ({ revision, text, notSpentNanoUsd, estimated }) =>
        `  #${revision} ${plain(text)}${notSpentNanoUsd === '0' ? '' : ` ${usd(notSpentNanoUsd)} not spent.`}${estimated ? style.faint(' (estimated)') : ''}`,
    ),
    ...(listed > run.findings.length ? [style.faint(`  and ${listed - run.findings.length} more`)] : []),
  ];
}

export function sumLines(
  { runs, outcomes, findings, spentNanoUsd, notSpentNanoUsd }: TrialSums,
  { style }: Terminal,
): string[] {
  const count = (n: number, what: string): string => `${n.toLocaleString('en-US')} ${what}`;
  return [
    '',
    style.bold(
      `${count(runs, runs === 1 ? 'run' : 'runs')}: ${count(outcomes.stopped, 'stopped')}, ${count(outcomes.asked, 'with questions')}, ${count(outcomes.unknown, 'with an unknown outcome')}, ${count(outcomes.same, 'as they were')}`,
    ),
    `${count(findings.asked, 'approvals more')}, ${count(findings.notAsked, 'fewer')}; ${count(findings.retried, 'retries more')}, ${count(findings.notRetried, 'fewer')}; ${count(findings.timedOut, 'timeouts more')}, ${count(findings.goesOn, 'fewer')}`,
    `${usd(spentNanoUsd)} was spent; at least ${usd(notSpentNanoUsd)} of it would not have been`,
  ];
}
