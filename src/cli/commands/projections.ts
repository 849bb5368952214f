import { setTimeout as pause } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ProjectionStatus, RebuildProgress } from '../../api/contract/projections.js';
import type { ExitName } from '../exit-codes.js';
import type { Act, Invocation } from '../invocation.js';
import { plain } from '../style.js';
import { facts, table } from '../table.js';
import { formatDuration } from '../time.js';
import { examples } from './options.js';
import { counted } from '../words.js';

export function projectionCommands(program: Command, act: Act): void {
  const projections = program
    .command('projections')
    .description('the read models: state, rebuild from the log, parked events')
    .alias('projection');
  examples(
    projections
      .command('status')
      .description('how far they have seen the log, and what they could not read (exit 9 when they do not follow)')
      .addArgument(groupArgument())
      .action(act(status)),
    ['projections status', 'projections status audit --json'],
  );
  examples(
    projections
      .command('rebuild')
      .description('fill new tables from the log while the old ones go on, then swap')
      .addArgument(groupArgument())
      .option('--wait', 'stay until it is done; Ctrl-C leaves it running')
      .option('--anew', 'from the start of the log, though one before was stopped on the way')
      .action(act(async (cli, group: Group, options: RebuildFlags) => rebuild(cli, group, options))),
    ['projections rebuild --wait', 'projections rebuild audit'],
  );
  examples(
    projections
      .command('stop')
      .description('stop a rebuild; it goes on from there with the next one, and nothing in use is touched')
      .addArgument(groupArgument())
      .option('--discard', 'drop what it has filled, too')
      .action(
        act(async ({ screen, api }, group: Group, { discard = false }: { discard?: boolean }) => {
          const { value, raw } = await api.call(endpoints.stopProjections, { body: { group, discard } });
          if (screen.json) return screen.data(raw);
          if (!value.stopped) return screen.line('There is no rebuild to stop.');
          screen.line(
            discard ? 'The rebuild is given up.' : `stopped  to go on: missionctl projections rebuild ${group}`,
          );
        }),
      ),
    ['projections stop', 'projections stop audit --discard'],
  );
  examples(
    projections
      .command('retry')
      .description('try parked events again, after an update that can read them')
      .addArgument(groupArgument())
      .action(
        act(async ({ screen, api }, group: Group) => {
          const { value, raw } = await api.call(endpoints.retryProjections, { body: { group } });
          if (screen.json) return screen.data(raw);
          screen.line(
            `retried  ${counted(value.streams, 'stream')}, ${counted(value.events, 'event')}; ${value.stillParked} still parked`,
          );
        }),
      ),
    ['projections retry'],
  );
}

const GROUPS = ['main', 'audit'] as const;
type Group = (typeof GROUPS)[number];
const groupArgument = (): Argument =>
  new Argument('[group]', 'main: everything but the audit').choices(GROUPS).default('main');

const isWell = (state: ProjectionStatus['state']): boolean =>
  state === 'live' || state === 'catchingUp' || state === 'standby';

async function status({ screen, api }: Invocation, group: Group): Promise<ExitName> {
  const { value, raw } = await api.call(endpoints.getProjections, { query: { group } });
  const exit = isWell(value.state) ? 'ok' : 'unavailable';
  if (screen.json) {
    screen.data(raw);
    return exit;
  }
  const { style } = screen;
  const skipped = value.skipped.reduce((total, each) => total + each.count, 0);
  facts(
    [
      ['state', isWell(value.state) ? style.green(value.state) : style.red(value.state)],
      ['position', `${value.position} of ${value.logEnd ?? 'unknown'}`],
      ['behind', value.lag ?? 'unknown: the log cannot be asked'],
      ['tables', `${plain(value.schema)}, format ${value.format}, epoch ${value.epoch}`],
      ['rebuilding', value.rebuilding === null ? undefined : rebuildWords(value.rebuilding)],
      [
        'parked',
        value.parkedStreams === 0
          ? 'nothing'
          : style.red(`${counted(value.parkedStreams, 'stream')}, ${counted(value.parkedEvents, 'event')}`),
      ],
      ['skipped', skipped === 0 ? undefined : `${counted(skipped, 'event')} of types that this version does not know`],
      ['problem', value.problem === null ? undefined : style.red(plain(value.problem))],
    ],
    style,
  ).forEach((line) => screen.line(line));
  if (value.deadLettered > 0) {
    const { value: poison } = await api.call(endpoints.listPoisonEvents, { query: { group } });
    screen.line();
    table(
      poison.items,
      [
        { title: 'STREAM', value: (each) => each.stream, shrinkTo: 16 },
        { title: 'REVISION', value: (each) => String(each.revision), align: 'right' },
        { title: 'TYPE', value: (each) => each.type },
        { title: 'WAITING', value: (each) => String(each.parked), align: 'right' },
        { title: 'REASON', value: (each) => each.reason, shrinkTo: 16 },
      ],
      screen,
    ).forEach((line) => screen.line(line));
    screen.line(
      style.faint(
        `after an update that can read them: missionctl projections retry${group === 'main' ? '' : ` ${group}`}`,
      ),
    );
  }
  return exit;
}

interface RebuildFlags {
  readonly wait?: boolean;
  readonly anew?: boolean;
}

/** `61 %, 42,000 of about 69,000 events, 9,000 a second, 31.0 s left`. */
export function rebuildWords(progress: RebuildProgress): string {
  const { state, done, events, eventsInAll, indexes, eventsPerSecond, leftMs } = progress;
  const number = (n: number): string => n.toLocaleString('en-US');
  return [
    ...(state === 'stopped' ? ['stopped'] : []),
    `${Math.floor(done * 100)} %`,
    `${number(events)}${eventsInAll === null ? '' : ` of about ${number(eventsInAll)}`} events`,
    ...(indexes === null ? [] : [`making index ${indexes.made + 1} of ${indexes.of}`]),
    ...(eventsPerSecond === null ? [] : [`${number(eventsPerSecond)} a second`]),
    ...(leftMs === null ? [] : [`${formatDuration(leftMs)} left`]),
  ].join(', ');
}

async function rebuild(
  { screen, api, around }: Invocation,
  group: Group,
  { wait = false, anew = false }: RebuildFlags,
): Promise<ExitName> {
  const { value, raw } = await api.call(endpoints.rebuildProjections, { body: { group, anew } });
  if (screen.json && !wait) {
    screen.data(raw);
    return 'ok';
  }
  if (!screen.json)
    screen.line(
      value.resumed
        ? 'The rebuild goes on where it was stopped; reads go on.'
        : value.started
          ? 'The rebuild has started; reads go on.'
          : 'A rebuild is under way already.',
    );
  if (!wait) return 'ok';
  let last = '';
  for (;;) {
    const { value: now, raw: answer } = await api.call(endpoints.getProjections, { query: { group } });
    const { rebuilding } = now;
    if (rebuilding === null) {
      if (screen.json) screen.data(answer);
      else screen.line(`${screen.style.green('rebuilt')}  at ${now.position}`);
      return 'ok';
    }
    const text = `  ${rebuildWords(rebuilding)}`;
    if (!screen.json && text !== last) screen.note(text);
    last = text;
    if (rebuilding.state === 'stopped') {
      if (screen.json) screen.data(answer);
      else screen.line(`${screen.style.yellow('stopped')}  to go on: missionctl projections rebuild ${group}`);
      return 'rejected';
    }
    await pause(500, undefined, { signal: around.interrupted });
  }
}
