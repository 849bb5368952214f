import path from 'node:path';
import { type Command, Option } from 'commander';
import { ExportFormat } from '../../api/contract/exports.js';
import { Failure } from '../failure.js';
import { receiveExport, type Progress } from '../export/receive.js';
import { fileSink, outputSink } from '../export/sinks.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { collect, collectList, examples, instant, nanoUsd } from './options.js';

interface ExportOptions {
  readonly format: string;
  readonly output?: string;
  readonly gzip?: boolean;
  readonly run?: string[];
  readonly workflow?: string[];
  readonly step?: string[];
  readonly agent?: string[];
  readonly operator?: string[];
  readonly type?: string[];
  readonly stream?: string;
  readonly actor?: string;
  readonly from?: string;
  readonly to?: string;
  readonly minUsd?: string;
  readonly after?: string;
  readonly through?: string;
}

export function exportCommands(program: Command, act: Act): void {
  examples(
    program
      .command('export')
      .description('events of the log, as they are stored, for an audit; that it was done is recorded (role auditor)')
      .addOption(new Option('--format <format>', 'how').choices(ExportFormat.options).default('ndjson'))
      .option('-o, --output <file>', 'where to; default: the standard output')
      .option('--gzip', 'compress the file')
      .option('--run <run>', "a run's id, its first or last characters, or: last", collect)
      .option('--workflow <id>', 'events of its versions and runs', collectList)
      .option('--step <key>', 'a step of a run', collectList)
      .option('--agent <id>', 'what an agent did, or was about it', collectList)
      .option('--operator <id>', 'what an operator did, or had done', collectList)
      .option('--type <type>', 'only these types of event: --type RunFailed,RunHalted', collectList)
      .option('--stream <stream>', "a stream, or all of a kind: 'operator-*'")
      .option('--actor <id>', 'who carried it out: an id, or operator, agent, system')
      .addOption(new Option('--from <instant>', 'not before').argParser(instant))
      .addOption(new Option('--to <instant>', 'before').argParser(instant))
      .option('--min-usd <amount>', 'charged at least this by one event')
      .option('--after <position>', 'only events after this position, such as where another export ended')
      .option('--through <position>', 'only events up to this position')
      .action(act(async (cli, options: ExportOptions) => exportEvents(cli, options))),
    [
      'export -o record.ndjson.gz --gzip',
      'export --run last > run.ndjson',
      'export --workflow invoice-triage --from 2026-11-01 --to 2026-12-01 --format parquet -o november.parquet',
    ],
  );
}

async function exportEvents(cli: Invocation, options: ExportOptions): Promise<void> {
  const { api, screen, around } = cli;
  const format = ExportFormat.parse(options.format);
  const { output, gzip = false } = options;
  if (output === undefined && (gzip || format === 'parquet'))
    throw new Failure('invalid', `${gzip ? '--gzip' : 'Parquet'} needs a file: -o FILE.`);
  const { output: _, gzip: __, minUsd, run, ...rest } = options;
  const listed = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]);
  const query = {
    ...Object.fromEntries(listed),
    format,
    ...(run === undefined ? {} : { run: (await Promise.all(run.map((typed) => resolveRun(api, typed)))).join(',') }),
    ...(minUsd === undefined ? {} : { minNanoUsd: nanoUsd(minUsd) }),
  };
  const sink = output === undefined ? outputSink(around.stdout) : fileSink(path.resolve(around.cwd, output), gzip);
  const progress = progressOn(cli);
  const received = await receiveExport(api, query, format, sink, progress, around.interrupted);
  progress.clear();
  const { exportId, through, events, bytes, breaks } = received;
  if (output !== undefined && screen.json) return screen.data({ ...received, file: sink.file });
  screen.note(
    [
      events === undefined ? sizeOf(bytes) : `${events.toLocaleString('en-US')} events, ${sizeOf(bytes)}`,
      `up to #${through}`,
      ...(breaks === 0 ? [] : [`over ${breaks + 1} connections`]),
      ...(output === undefined ? [] : [`in ${output}`]),
    ].join(', ') + ` (export ${exportId})`,
  );
}

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** How far it is, on a terminal in one line that is written anew. */
function progressOn({ around, screen }: Invocation): Progress & { clear(): void } {
  const { stderr } = around;
  let toldAt = -Infinity;
  const clear = (): void => {
    if (stderr.isTTY === true && toldAt > 0) stderr.write('\r\u001b[K');
  };
  return {
    clear,
    received(bytes, position, through) {
      const now = screen.now();
      if (stderr.isTTY !== true || now - toldAt < 250) return;
      toldAt = now;
      const share =
        position === undefined || through === '0'
          ? ''
          : `, ${((Number(position) / Number(through)) * 100).toFixed(0)} % of the log`;
      stderr.write(`\r\u001b[K${sizeOf(bytes)}${share}`);
    },
    broke(position, why) {
      clear();
      screen.note(
        `The connection broke (${why}); it goes on ${position === undefined ? 'from the beginning' : `after #${position}`}.`,
      );
    },
  };
}
