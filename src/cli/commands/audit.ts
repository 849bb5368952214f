import { setTimeout as pause } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { AuditEvent, AuditLink } from '../../api/contract/audit.js';
import { AuditMark, AuditRunStatus } from '../../api/contract/audit.js';
import { endpoints } from '../../api/contract/endpoints.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { plain } from '../style.js';
import { facts, table } from '../table.js';
import { formatInstant } from '../time.js';
import { collectList, examples, instant, nanoUsd, wholeNumber } from './options.js';
import { usd } from '../words.js';

interface AuditOptions {
  readonly text?: string;
  readonly type?: string[];
  readonly mark?: string[];
  readonly stream?: string;
  readonly run?: string;
  readonly workflow?: string[];
  readonly step?: string;
  readonly agent?: string;
  readonly operator?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minUsd?: string;
  readonly status?: string[];
  readonly minRunUsd?: string;
  readonly maxRunUsd?: string;
  readonly before?: string;
  readonly limit: number;
  readonly follow?: boolean;
}

const POLL_MS = 1_000;
const PAGE = 500;

export function auditCommands(program: Command, act: Act): void {
  const audit = program.command('audit').description('every event of the system: search, causes (role auditor)');
  const find = audit
    .command('search', { isDefault: true })
    .description('search every event of every stream, newest first; `search` may be left out')
    .option('-t, --text <words>', 'words that occur in it, or their beginnings; "in quotes": in this order; -not')
    .option('--type <type>', 'only these types of event: --type RunFailed,RunHalted', collectList)
    .addOption(new Option('-m, --mark <mark>', `only these: ${AuditMark.options.join(', ')}`).argParser(collectList))
    .option('--stream <stream>', "a stream, or all of a kind: 'operator-*'")
    .option('--run <run>', "a run's id, its first or last characters, or: last")
    .option('--workflow <id>', 'events of its versions and runs', collectList)
    .option('--step <key>', 'a step of a run')
    .option('--agent <id>', 'what an agent did, or was about it')
    .option('--operator <id>', 'what an operator did, or had done')
    .option('--actor <id>', 'who carried it out: an id, or operator, agent, system')
    .addOption(new Option('--from <instant>', 'not before').argParser(instant))
    .addOption(new Option('--to <instant>', 'before').argParser(instant))
    .option('--min-usd <amount>', 'charged at least this by one event')
    .addOption(
      new Option('--status <status>', `events of runs that are now: ${AuditRunStatus.options.join(', ')}`).argParser(
        collectList,
      ),
    )
    .option('--min-run-usd <amount>', 'events of runs that have cost at least this in all')
    .option('--max-run-usd <amount>', 'events of runs that have cost at most this in all')
    .option('--before <position>', 'older than this position')
    .addOption(
      new Option('-n, --limit <count>', 'at most so many')
        .default(50)
        .argParser((text: string) => wholeNumber(text, 1, 1e6)),
    )
    .option('-f, --follow', 'stay, and show what is new as it comes')
    .action(act(async (cli, options: AuditOptions) => search(cli, options)));
  examples(find, [
    'audit --text "wrong ledger"',
    'audit --mark decision,halt --from 2026-11-01 --json',
    'audit --run last --type StepFailed',
    'audit --status failed,cancelled --min-run-usd 2 --type RunStarted',
    'audit --mark failure --follow',
  ]);
  examples(
    audit
      .command('show')
      .description('one event with its data, what led to it, and what it led to')
      .argument('<position>', 'its place in the log, as a search shows it')
      .action(act(async (cli, position: string) => show(cli, position.replace(/^#/, '').replaceAll(',', '')))),
    ['audit show 1042'],
  );
}

async function search(cli: Invocation, options: AuditOptions): Promise<void> {
  const { screen, api } = cli;
  const { limit, follow, minUsd, minRunUsd, maxRunUsd, run, ...rest } = options;
  const filter = {
    ...rest,
    mark: rest.mark?.join(','),
    type: rest.type?.join(','),
    workflow: rest.workflow?.join(','),
    status: rest.status?.join(','),
    ...(run === undefined ? {} : { run: await resolveRun(api, run) }),
    ...(minUsd === undefined ? {} : { minNanoUsd: nanoUsd(minUsd) }),
    ...(minRunUsd === undefined ? {} : { minRunNanoUsd: nanoUsd(minRunUsd, '--min-run-usd') }),
    ...(maxRunUsd === undefined ? {} : { maxRunNanoUsd: nanoUsd(maxRunUsd, '--max-run-usd') }),
  };
  let left = limit;
  let cursor: string | undefined;
  let head: string | undefined;
  const found: AuditEvent[] = [];
  do {
    const { value, raw } = await api.call(endpoints.searchAudit, {
      query: { ...filter, limit: Math.min(PAGE, left), ...(cursor === undefined ? {} : { cursor }) },
    });
    if (screen.json && follow !== true) for (const item of itemsOf(raw)) screen.data(item, 'line');
    head ??= value.head;
    left -= value.items.length;
    found.push(...value.items);
    cursor = value.next;
  } while (cursor !== undefined && left > 0);
  if (follow === true) return following(cli, filter, found.toReversed(), head);
  if (screen.json) return;
  if (found.length === 0) return screen.line('Nothing found.');
  tell(cli, found);
  if (cursor !== undefined)
    screen.line(screen.style.faint(`there is more: --limit ${limit * 2}, or --before ${found.at(-1)?.position ?? ''}`));
}

/** Oldest first from here on, as it comes. */
async function following(
  cli: Invocation,
  filter: Readonly<Record<string, unknown>>,
  found: readonly AuditEvent[],
  head: string,
): Promise<void> {
  const { screen, api, around } = cli;
  const say = (events: readonly AuditEvent[]): void => {
    if (events.length === 0) return;
    if (screen.json) for (const event of events) screen.data(event, 'line');
    else tell(cli, events);
  };
  say(found);
  for (let after = head; ;) {
    await pause(POLL_MS, undefined, { signal: around.interrupted });
    const events: AuditEvent[] = [];
    let cursor: string | undefined;
    let next = after;
    do {
      const query = { ...filter, after, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const { value } = await api.call(endpoints.searchAudit, { query });
      if (cursor === undefined) next = value.head;
      events.push(...value.items);
      cursor = value.next;
    } while (cursor !== undefined);
    say(events.toReversed());
    after = next;
  }
}

const itemsOf = (raw: unknown): readonly unknown[] =>
  typeof raw === 'object' && raw !== null && 'items' in raw && Array.isArray(raw.items) ? raw.items : [];

function tell({ screen }: Invocation, events: readonly AuditEvent[]): void {
  table<AuditEvent>(
    events,
    [
      { title: 'POSITION', value: (each) => `#${each.position}`, align: 'right' },
      { title: 'TIME', value: (each) => formatInstant(each.at, screen.utc) },
      { title: 'TYPE', value: (each) => each.type, paint: (cell, each, style) => paint(each.mark, cell, style) },
      { title: 'ABOUT', value: aboutOf, shrinkTo: 16 },
      { title: 'BY', value: (each) => each.actor.name, shrinkTo: 8 },
      { title: 'WHAT', value: (each) => each.excerpt ?? each.summary, shrinkTo: 16 },
    ],
    screen,
  ).forEach((line) => screen.line(line));
}

const aboutOf = (event: Pick<AuditEvent, 'workflowId' | 'runId' | 'stepKey' | 'stream'>): string =>
  event.runId === null
    ? event.stream
    : [`${event.workflowId ?? ''} …${event.runId.slice(-6)}`, event.stepKey].filter((part) => part !== null).join(', ');

function paint(mark: AuditMark, text: string, style: Invocation['screen']['style']): string {
  switch (mark) {
    case 'failure':
      return style.red(text);
    case 'decision':
      return style.yellow(text);
    case 'halt':
      return style.bold(text);
    default:
      return text;
  }
}

async function show({ screen, api }: Invocation, position: string): Promise<void> {
  const { value, raw } = await api.call(endpoints.getAuditEvent, { params: { position } });
  if (screen.json) return screen.data(raw);
  const { event, causes, sameCommand, effects, moreEffects, proof } = value;
  const { style } = screen;
  facts(
    [
      ['event', `${paint(event.mark, event.type, style)}  #${event.position}`],
      ['what', event.summary === '' ? undefined : plain(event.summary)],
      ['at', formatInstant(event.at, screen.utc)],
      ['by', plain(`${event.actor.name} (${event.actor.kind} ${event.actor.id})`)],
      ['for', event.operatorId === null || event.operatorId === event.actor.id ? undefined : plain(event.operatorId)],
      ['stream', plain(`${event.stream} @ ${event.revision}`)],
      ['about', event.runId === null ? undefined : plain(aboutOf(event))],
      ['charged', event.nanoUsd === null ? undefined : usd(event.nanoUsd)],
      ['command', plain(event.commandId)],
      ['hash', `${proof.hash}, after ${proof.prev}`],
    ],
    style,
  ).forEach((line) => screen.line(line));
  links('why it exists', causes);
  links('recorded with it', sameCommand);
  links(moreEffects ? 'what it led to, the first 50' : 'what it led to', effects);
  for (const [title, part] of [
    ['data', value.data],
    ['metadata', value.metadata],
  ] as const) {
    screen.line(style.faint(`${title}:`));
    for (const line of JSON.stringify(part, null, 2).split('\n')) screen.line(plain(line));
  }

  function links(title: string, found: readonly AuditLink[]): void {
    if (found.length === 0) return;
    screen.line(style.faint(`${title}:`));
    for (const link of found)
      screen.line(plain(`  #${link.position}  ${link.type}  by ${link.actor.name}  ${link.summary}`));
  }
}
