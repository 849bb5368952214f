import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { DomainError } from '../../domain/kernel/errors.js';
import type { Report, Violation } from '../../oracle/oracle.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import type { Act, Invocation } from '../invocation.js';
import { plain, type Style } from '../style.js';
import { facts } from '../table.js';
import { examples, instant } from './options.js';

interface OracleCommandOptions {
  readonly eventStore?: string;
  readonly postgres?: string | true;
  readonly minEnded: number;
  readonly offered?: number;
  readonly acknowledged?: string;
  readonly at?: string;
}

const DEFAULT_MIN_ENDED = 0.95;

export function oracleCommands(program: Command, act: Act): void {
  examples(
    program
      .command('oracle')
      .description(
        'look at the whole record and say whether it keeps every promise: nothing lost, doubled, out of order, over budget or stuck. Needs the event store only, no server and no key; reads, and writes nothing into it (exit 10 when a promise is broken, 11 when too few runs ended to say)',
      )
      .argument('[file]', 'an NDJSON export or an evidence bundle, in place of the event store')
      .option('--event-store <url>', 'default: EVENTSTORE_URL, else the one that "npm start" runs')
      .option(
        '--postgres [url]',
        'build the read models anew beside the live ones, into schemas of their own, and compare them row for row; without a URL: DATABASE_URL, else the one that "npm start" runs',
      )
      .option('--min-ended <part>', 'with a smaller part of the runs ended the test is void', part, DEFAULT_MIN_ENDED)
      .option('--offered <count>', 'runs that were asked for; default: those that were started', wholeNumberOf)
      .option(
        '--acknowledged <file>',
        'answers that were given, a line {"stream", "revision", "commandId"?, "position"?, "logEnd"?} each',
      )
      .option(
        '--at <instant>',
        'what was due a minute before it and did not happen is stuck; default: the last event',
        instant,
      )
      .action(act(async (cli, file: string | undefined, options: OracleCommandOptions) => oracle(cli, file, options))),
    [
      'oracle',
      'oracle --postgres',
      'EVENTSTORE_URL=esdb://store:2113 missionctl oracle --min-ended 0 --json',
      'oracle november.tar.gz --min-ended 0',
      'oracle record.ndjson --acknowledged answers.ndjson',
    ],
  );
}

function part(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('Give a part from 0 to 1, for example 0.95.');
  return value;
}

function wholeNumberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

async function oracle(cli: Invocation, file: string | undefined, options: OracleCommandOptions): Promise<ExitName> {
  const { screen, around } = cli;
  const report = await judged(cli, file, options);
  if (around.stderr.isTTY === true) around.stderr.write('\r\u001b[K');
  if (screen.json) screen.data(report);
  else lines(report, screen.style).forEach((line) => screen.line(line));
  if (report.found > 0) return 'promiseBroken';
  return report.void === undefined ? 'ok' : 'void';
}

/** The program is loaded when it is asked for: no other command waits for it. */
async function judged(cli: Invocation, file: string | undefined, options: OracleCommandOptions): Promise<Report> {
  const { around } = cli;
  const { NotARecord, readAcknowledged } = await import('../../oracle/record-file.js');
  const { minEnded, offered, at } = options;
  try {
    const judging = {
      minEnded,
      now: at === undefined ? ('lastEvent' as const) : Date.parse(at),
      ...(offered === undefined ? {} : { offered }),
      ...(options.acknowledged === undefined
        ? {}
        : { acknowledged: await readAcknowledged(path.resolve(around.cwd, options.acknowledged)) }),
      onProgress: progress(cli),
      signal: around.interrupted,
    };
    if (file !== undefined) {
      if (options.postgres !== undefined || options.eventStore !== undefined)
        throw new Failure('invalid', 'A file has no read models and no event store to look at: give one or the other.');
      const { judgeFile } = await import('../../oracle/judge-file.js');
      return await judgeFile(path.resolve(around.cwd, file), judging);
    }
    const { findStores } = await import('../../oracle/find-stores.js');
    const found = findStores(around);
    const url = options.eventStore ?? found.eventStoreUrl;
    if (url === undefined)
      throw new Failure('invalid', 'No event store was found from here.', {
        hint: 'Give --event-store or EVENTSTORE_URL, run it where "npm start" keeps its data, or give a file.',
      });
    const databaseUrl = options.postgres === true ? found.databaseUrl : options.postgres;
    if (options.postgres === true && databaseUrl === undefined)
      throw new Failure('invalid', 'No PostgreSQL was found from here.', {
        hint: 'Give its URL: --postgres postgres://user:password@host/database',
      });
    const { judgeStore } = await import('../../oracle/judge-store.js');
    return await judgeStore(url, databaseUrl, judging);
  } catch (error) {
    if (error instanceof NotARecord) throw new Failure('invalid', error.message);
    if (error instanceof DomainError)
      throw new Failure(error.kind === 'unavailable' ? 'unavailable' : 'invalid', error.message, {
        code: error.code,
        hint: 'The stores must run: "npm start", or give --event-store and --postgres.',
      });
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'ENOENT' || error.code === 'EACCES' || error.code === 'EISDIR')
    )
      throw new Failure('invalid', `The file cannot be read: ${error.message}`);
    throw error;
  }
}

/** One line that is written over and over, for a person who waits. */
function progress({ around, screen }: Invocation): (what: string, events: number) => void {
  if (around.stderr.isTTY !== true || screen.json) return () => undefined;
  return (what, events) => void around.stderr.write(`\r\u001b[K${what}: ${events.toLocaleString('en')} events`);
}

function lines(report: Report, style: Style): string[] {
  const { violations, found, runs, unchecked } = report;
  const waiting = Object.entries(runs.waiting).map(([name, count]) => `${name} ${count.toLocaleString('en')}`);
  const verdict =
    found > 0
      ? style.red(`${found.toLocaleString('en')} broken ${found === 1 ? 'promise' : 'promises'}`)
      : report.void === undefined
        ? style.green('every promise is kept')
        : style.yellow(`void: ${report.void}`);
  return [
    ...facts(
      [
        ['record', verdict],
        ['looked at', `${report.events.toLocaleString('en')} events in ${report.streams.toLocaleString('en')} streams`],
        ['runs', `${runs.offered.toLocaleString('en')} offered, ${runs.ended.toLocaleString('en')} ended`],
        ['waiting for', waiting.length === 0 ? undefined : waiting.join(', ')],
        ['stuck', runs.stuck.length === 0 ? undefined : String(runs.stuck.length)],
        ['not looked at', unchecked.length === 0 ? undefined : plain(unchecked.join('; '))],
      ],
      style,
    ),
    ...violations.flatMap((violation) => ['', ...violationLines(violation, style)]),
    ...(found > violations.length ? ['', `… and ${(found - violations.length).toLocaleString('en')} more`] : []),
  ];
}

const violationLines = ({ rule, stream, revision, says }: Violation, style: Style): string[] => [
  `${style.red(rule)}  ${style.bold(plain(stream))}${revision < 0 ? '' : ` #${revision}`}`,
  `  ${plain(says)}`,
];
