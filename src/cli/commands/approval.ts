import { type Command, Option } from 'commander';
import type { Approval } from '../../api/contract/approvals.js';
import { endpoints } from '../../api/contract/endpoints.js';
import type { Json } from '../../domain/kernel/json.js';
import { Failure } from '../failure.js';
import { parseJson, readText } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveApproval, resolveRun, shortId } from '../references.js';
import { plain, type Style } from '../style.js';
import { facts, table } from '../table.js';
import { formatDistance, formatInstant } from '../time.js';
import { examples, keyOption, limitOption } from './options.js';
import { counted, usd } from '../words.js';

const APPROVAL_ARGUMENT = "the approval's id, or its first or last characters";
const STATUSES = ['pending', 'decided', 'granted', 'rejected', 'expired', 'withdrawn', 'all'] as const;
type Status = (typeof STATUSES)[number];

export function approvalCommands(program: Command, act: Act): void {
  const approval = program.command('approval').description('what waits for a yes or a no').alias('approvals');

  examples(
    approval
      .command('list')
      .alias('ls')
      .description('the queue: by deadline, then by risk')
      .addOption(new Option('-s, --status <status>', 'only these').choices(STATUSES).default('pending'))
      .option('--mine', 'only those that you may approve now')
      .option('--run <run>', 'only of this run')
      .addOption(limitOption(50, 500))
      .action(act(async (cli, options: ListOptions) => list(cli, options))),
    ['approval list', 'approval list --mine', 'approval list --run last', 'approval list --status all --json'],
  );
  examples(
    approval
      .command('show')
      .description('one request: the exact parameters, why it asks, what it would cost, what a rejection does')
      .argument('<approval>', APPROVAL_ARGUMENT)
      .option('--full', 'long texts in the parameters too, which are cut otherwise')
      .action(act(async (cli, typed: string, options: { full?: boolean }) => show(cli, typed, options.full === true))),
    ['approval show 2f1d9b5c', 'approval show 2f1d9b5c --full | less'],
  );
  for (const verb of ['approve', 'reject'] as const)
    examples(
      approval
        .command(verb)
        .description(
          verb === 'approve'
            ? 'allow one attempt with exactly the parameters that are shown'
            : "refuse it; what follows is the step's onReject policy",
        )
        .argument('<approval>', APPROVAL_ARGUMENT)
        .option('-c, --comment <text>', 'recorded with your name', '')
        .addOption(keyOption())
        .action(
          act(async (cli, typed: string, options: { comment: string }) => decide(cli, verb, typed, options.comment)),
        ),
      [
        verb === 'approve'
          ? 'approval approve 2f1d9b5c --comment "path and size checked"'
          : 'approval reject 2f1d9b5c --comment "wrong account"',
      ],
    );
  examples(
    approval
      .command('edit')
      .description('replace the parameters: this request is withdrawn, and a new one asks for the edited ones')
      .argument('<approval>', APPROVAL_ARGUMENT)
      .option('-p, --params <json>', 'the whole parameters as a JSON object')
      .option('-f, --params-file <file>', 'the same from a file; - reads stdin')
      .option('-c, --comment <text>', 'recorded with your name', '')
      .addOption(keyOption())
      .action(act(async (cli, typed: string, options: EditOptions) => edit(cli, typed, options))),
    [
      `approval edit 2f1d9b5c --params '{"path": "/tmp/report"}'`,
      'approval show 2f1d9b5c --json | jq .params > params.json && missionctl approval edit 2f1d9b5c -f params.json',
    ],
  );
}

interface ListOptions {
  readonly status: Status;
  readonly mine?: boolean;
  readonly run?: string;
  readonly limit: number;
}

async function list(cli: Invocation, options: ListOptions): Promise<void> {
  const { screen, api } = cli;
  const run = options.run === undefined ? undefined : await resolveRun(api, options.run);
  const { value, raw } = await api.call(endpoints.listApprovals, {
    query: {
      status: options.status,
      limit: options.limit,
      ...(options.mine === true ? { mine: true } : {}),
      ...(run === undefined ? {} : { run }),
    },
  });
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0)
    return screen.line(options.status === 'pending' ? 'Nothing waits for an approval.' : 'No approvals.');
  table(
    value.items,
    [
      { title: 'APPROVAL', value: (each) => shortId(each.approvalId), paint: (cell, _, style) => style.bold(cell) },
      { title: 'RUN', value: (each) => shortId(each.runId) },
      { title: 'WORKFLOW', value: (each) => each.workflowId, shrinkTo: 10 },
      { title: 'STEP', value: (each) => each.stepKey, shrinkTo: 10 },
      { title: 'TIER', value: (each) => each.tier, paint: (cell, each, style) => tierColour(each, style)(cell) },
      { title: 'ESTIMATE', value: (each) => usd(each.estimate.nanoUsd), align: 'right' },
      ...(options.status === 'pending'
        ? [{ title: 'EXPIRES', value: (each: Approval) => formatDistance(each.expiresAt, screen.now()) }]
        : [{ title: 'STATUS', value: (each: Approval) => each.status }]),
      { title: 'WHY', value: (each) => each.reason, shrinkTo: 10 },
    ],
    screen,
  ).forEach((line) => screen.line(line));
  if (options.status === 'pending')
    screen.line(screen.style.faint('Look at one: missionctl approval show APPROVAL; then: approve, reject or edit'));
}

const tierColour = ({ tier }: Approval, style: Style): ((text: string) => string) =>
  tier === 'financial' || tier === 'irreversible' ? style.red : tier === 'write' ? style.yellow : style.faint;

async function show(cli: Invocation, typed: string, full: boolean): Promise<void> {
  const { screen, api } = cli;
  const found = await resolveApproval(api, typed);
  if (screen.json) {
    const { raw } = await api.call(endpoints.getApproval, { params: { approvalId: found.approvalId } });
    return screen.data(raw);
  }
  approvalLines(found, cli, full).forEach((line) => screen.line(line));
}

function approvalLines(approval: Approval, { screen }: Invocation, full: boolean): string[] {
  const { style } = screen;
  const { n, not } = approval.requires;
  const deadline = `${formatInstant(approval.expiresAt, screen.utc)} (${formatDistance(approval.expiresAt, screen.now())}), then: ${approval.onExpire}`;
  const lines = [
    `${style.bold(plain(approval.stepName))} ${style.faint(`(${plain(approval.stepKey)}, attempt ${approval.attempt})`)} of ${plain(approval.workflowName)}  ${tierColour(approval, style)(approval.tier)}  ${approval.status}`,
    ...facts(
      [
        ['approval', approval.approvalId],
        ['run', `${approval.runId} by ${plain(approval.operatorId)}`],
        ['why', plain(approval.reason)],
        [
          'overrun',
          approval.overrun === null
            ? undefined
            : `${usd(approval.overrun.amount.nanoUsd)} above the budget of the ${approval.overrun.scope}`,
        ],
        ['estimate', `${usd(approval.estimate.nanoUsd)}; the run has spent ${usd(approval.spentNanoUsd)} so far`],
        ['before it', approval.previousSummary === '' ? undefined : plain(approval.previousSummary)],
        ['on reject', approval.onReject],
        ['expires', approval.status === 'pending' ? deadline : undefined],
        [
          'needs',
          n > 1 || not.length > 0
            ? `${counted(n, 'approver')}${not.length > 0 ? `, but not ${not.map(plain).join(', ')}` : ''}`
            : undefined,
        ],
        ['replaces', approval.edits ?? undefined],
        ['hash', approval.paramsHash],
      ],
      style,
    ),
    ...approval.votes.map(
      (vote) =>
        `${style.faint('vote')}      ${plain(vote.operatorName)}${vote.comment === '' ? '' : `: ${plain(vote.comment)}`}`,
    ),
    ...(approval.decidedAt === null
      ? []
      : [
          `${style.faint('decided')}   ${formatInstant(approval.decidedAt, screen.utc)} by ${plain(approval.decidedBy.join(', '))}${approval.comment === null || approval.comment === '' ? '' : `: ${plain(approval.comment)}`}`,
        ]),
    style.faint(
      full || !hasLongText(approval.params)
        ? 'parameters, exactly as they will be handed over:'
        : 'parameters, with long texts cut (--full shows them exactly as they will be handed over):',
    ),
    // JSON.stringify escapes control characters, so no parameter can steer the terminal.
    ...JSON.stringify(full ? approval.params : cutLongTexts(approval.params), null, 2)
      .split('\n')
      .map((line) => `  ${line}`),
  ];
  if (approval.status === 'pending')
    lines.push(
      '',
      style.cyan(`missionctl approval approve ${approval.approvalId}`),
      style.cyan(`missionctl approval reject ${approval.approvalId}`),
    );
  return lines;
}

/** A file's whole content among the parameters would push all else off the screen. */
const LONG = 200;
const hasLongText = (params: Json): boolean => JSON.stringify(cutLongTexts(params)) !== JSON.stringify(params);
function cutLongTexts(value: Json): Json {
  if (typeof value === 'string')
    return value.length > LONG ? `${value.slice(0, 80)}… (${value.length.toLocaleString('en')} characters)` : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(cutLongTexts);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutLongTexts(member)]));
}
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

async function decide(cli: Invocation, verb: 'approve' | 'reject', typed: string, comment: string): Promise<void> {
  const { screen, api } = cli;
  const { approvalId, runId, stepKey } = await resolveApproval(api, typed);
  const { raw } = await api.call(endpoints[verb], { params: { runId, approvalId }, body: { comment }, key: cli.key });
  if (screen.json) return screen.data(raw);
  const { value } = await api.call(endpoints.getApproval, { params: { approvalId } });
  const step = `${screen.style.bold(plain(stepKey))} of run ${shortId(runId)}`;
  if (value.status === 'pending')
    return screen.line(`Your vote is counted: ${value.votes.length} of ${value.requires.n} for ${step}.`);
  const colour = value.status === 'granted' ? screen.style.green : screen.style.red;
  screen.line(`${colour(value.status)}  ${step}`);
}

interface EditOptions {
  readonly params?: string;
  readonly paramsFile?: string;
  readonly comment: string;
}

async function edit(cli: Invocation, typed: string, options: EditOptions): Promise<void> {
  const { screen, api } = cli;
  if ((options.params === undefined) === (options.paramsFile === undefined))
    throw new Failure('invalid', 'Give either --params or --params-file.');
  const text = options.params ?? (await readText(options.paramsFile ?? '-', cli.around.cwd));
  const params = endpoints.editApproval.body.shape.params.safeParse(parseJson('--params', text));
  if (!params.success) throw new Failure('invalid', '--params must be a JSON object: the whole parameters.');
  const { approvalId, runId, stepKey } = await resolveApproval(api, typed);
  const { value, raw } = await api.call(endpoints.editApproval, {
    params: { runId, approvalId },
    body: { params: params.data, comment: options.comment },
    key: cli.key,
  });
  if (screen.json) return screen.data(raw);
  screen.line(
    `edited  ${screen.style.bold(plain(stepKey))} of run ${shortId(runId)}; a new request asks for the edited parameters`,
  );
  if (value.approvalId !== undefined) screen.line(screen.style.cyan(`missionctl approval show ${value.approvalId}`));
}
