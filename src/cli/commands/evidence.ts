import path from 'node:path';
import { type Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { Checkpoint, EvidenceState, SigningKey } from '../../api/contract/evidence.js';
import { RunStatusFilter } from '../../api/contract/run-filter.js';
import { fileSink } from '../export/sinks.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { parseMoment } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { plain } from '../style.js';
import { facts, table } from '../table.js';
import { formatDistance, formatInstant } from '../time.js';
import { collectList, examples, keyOption, reasonOption, MOMENT } from './options.js';

interface BundleOptions {
  readonly output?: string;
  readonly gzip?: boolean;
  readonly workflow?: string[];
  readonly operator?: string[];
  readonly status?: string[];
  readonly agent?: string;
  readonly since?: string;
  readonly until?: string;
}
/** A bundle is sent when it is whole: the manifest comes first. */
const MAKING_MS = 300_000;

export function evidenceCommands(program: Command, act: Act): void {
  const evidence = program
    .command('evidence')
    .description('proof of what happened, for somebody who trusts nobody here (role auditor)');
  examples(
    evidence
      .command('bundle', { isDefault: true })
      .description(
        'a file that proves what happened in a run, or in all runs that are like this; `bundle` may be left out',
      )
      .argument('[run]', "a run's id, its first or last characters, or: last")
      .option('-o, --output <file>', 'where to; default: a name made of the run')
      .option('--gzip', 'a .tar.gz')
      .option('--workflow <id>', 'runs of these workflows', collectList)
      .option('--operator <id>', 'runs that these operators started', collectList)
      .option('-s, --status <status>', `runs that are so: ${RunStatusFilter.options.join(', ')}`, collectList)
      .option('--agent <id>', 'runs in which this agent had an attempt')
      .option('--since <moment>', `runs that were started from then on: ${MOMENT}`)
      .option('--until <moment>', 'runs that were started before then')
      .action(act(async (cli, run: string | undefined, options: BundleOptions) => bundle(cli, run, options))),
    [
      'evidence last',
      'evidence 7c9e6679 -o run.tar',
      'evidence --workflow invoice-triage --since 30d -o november.tar.gz --gzip',
    ],
  );
  examples(
    evidence
      .command('status')
      .description('the newest signed checkpoint, who signs, and who outside is told (exit 9 when something is wrong)')
      .action(act(status)),
    ['evidence status', 'evidence status --json'],
  );
  examples(
    evidence.command('checkpoint').description('sign what the log holds now').addOption(keyOption()).action(act(sign)),
    ['evidence checkpoint'],
  );
  const keys = evidence.command('keys').description('what checkpoints are signed with');
  examples(keys.command('list').description('all signing keys there ever were').action(act(listKeys)), [
    'evidence keys list',
  ]);
  examples(
    keys
      .command('rotate')
      .description('sign with a new key from the next checkpoint on (role admin)')
      .option(
        '--lost',
        'the private half of the present key is gone everywhere: leaves a break that every verifier names',
      )
      .addOption(reasonOption())
      .addOption(keyOption())
      .action(act(async (cli, options: { lost?: boolean; reason: string }) => rotate(cli, options))),
    ['evidence keys rotate --reason "yearly"'],
  );
}

async function bundle(cli: Invocation, typed: string | undefined, options: BundleOptions): Promise<void> {
  const { api, screen, around } = cli;
  const { output, gzip = false, since, until, ...lists } = options;
  const filter = {
    ...Object.fromEntries(
      Object.entries(lists).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
    ),
    ...(since === undefined ? {} : { startedFrom: parseMoment('--since', since, screen.now()) }),
    ...(until === undefined ? {} : { startedTo: parseMoment('--until', until, screen.now()) }),
  };
  const filtered = Object.keys(filter).length > 0;
  if ((typed === undefined) !== filtered)
    throw new Failure(
      'invalid',
      typed === undefined ? 'Evidence of which run?' : 'Give a run, or what runs must be like, not both.',
      {
        hint: 'missionctl evidence last, or: missionctl evidence --workflow W --since 7d',
      },
    );
  const compress = gzip ? ({ compress: 'gzip' } as const) : {};
  const runId = typed === undefined ? undefined : await resolveRun(api, typed);
  if (around.stderr.isTTY === true) screen.note('Making the bundle …');
  const response =
    runId === undefined
      ? await api.stream(endpoints.getEvidence, { ...filter, ...compress }, {}, MAKING_MS)
      : await api.stream(endpoints.getRunEvidence, compress, { runId }, MAKING_MS);
  const name = output ?? `evidence-${runId?.slice(0, 8) ?? 'runs'}.tar${gzip ? '.gz' : ''}`;
  const bytes = await save(response, path.resolve(around.cwd, name));
  const exportId = response.headers.get('x-export-id') ?? '';
  if (screen.json) return screen.data({ file: name, bytes, exportId });
  screen.line(`${name}, ${Math.ceil(bytes / 1_000).toLocaleString('en')} kB (export ${exportId})`);
  screen.note(
    screen.style.faint(`Check it anywhere: node mission-control-verify.mjs ${name} --key ${await keyInForce(cli)}`),
  );
}

/** Gives the file its name when it is whole. Throws a Failure when the connection breaks: nothing of it can be used then. */
async function save(response: Response, file: string): Promise<number> {
  const sink = fileSink(file, false);
  const expected = response.headers.get('content-length');
  let bytes = 0;
  try {
    for await (const piece of response.body ?? []) {
      const part: Uint8Array = piece;
      bytes += part.length;
      await sink.write(part);
    }
  } catch (error) {
    // The file's, not the connection's.
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new Failure('unavailable', `The connection broke after ${bytes} bytes: ${String(error)}`, {
      code: 'CONNECTION.BROKEN',
      hint: 'Ask again: a bundle cannot be gone on with.',
    });
  }
  if (expected !== null && Number(expected) !== bytes)
    throw new Failure('unavailable', `The bundle ended after ${bytes} of ${expected} bytes.`, {
      code: 'CONNECTION.BROKEN',
      hint: 'Ask again: a bundle cannot be gone on with.',
    });
  await sink.finish();
  return bytes;
}

async function keyInForce({ api }: Invocation): Promise<string> {
  const { value } = await api.call(endpoints.getEvidenceState);
  return value.keys.find((key) => key.inForce)?.keyId ?? '';
}

async function status({ api, screen }: Invocation): Promise<ExitName> {
  const { value, raw } = await api.call(endpoints.getEvidenceState);
  const problems = problemsOf(value);
  const exit = problems.length > 0 ? 'unavailable' : 'ok';
  if (screen.json) {
    screen.data(raw);
    return exit;
  }
  const { style } = screen;
  const { file, webhook } = value.witness;
  facts(
    [
      ['state', problems.length === 0 ? style.green('signed') : style.red(plain(problems.join('; ')))],
      [
        'checkpoints',
        `${value.checkpoints}, every ${Math.round(value.everyMs / 6_000) / 10} min when something was recorded`,
      ],
      ...(value.last === null ? ([['newest', 'none yet']] as const) : checkpointFacts(value.last, screen)),
      ['key', value.keys.find((key) => key.inForce)?.keyId ?? 'none yet'],
      ['log', value.storeId ?? undefined],
      ['file', plain(file.path)],
      [
        'webhook',
        webhook === null
          ? 'none'
          : `${plain(webhook.url)}, ${webhook.taken === null ? 'has taken none from this server' : `has taken size ${webhook.taken}`}`,
      ],
    ],
    style,
  ).forEach((line) => screen.line(line));
  return exit;
}

const problemsOf = ({ problem, witness: { file, webhook } }: EvidenceState): string[] =>
  [problem, named('file', file.problem), named('webhook', webhook?.problem ?? null)].filter((one) => one !== null);
const named = (witness: string, problem: string | null): string | null => problem && `${witness}: ${problem}`;

const checkpointFacts = (
  { at, size, rootHash, through }: Checkpoint,
  { utc, now }: Invocation['screen'],
): readonly (readonly [string, string])[] => [
  ['newest', `${formatInstant(at, utc)} (${formatDistance(at, now())}), up to #${through}`],
  ['tree', `${size.toLocaleString('en')} leaves, root ${rootHash}`],
];

async function sign({ api, screen, key }: Invocation): Promise<void> {
  const { value, raw } = await api.call(endpoints.signCheckpoint, { key });
  if (screen.json) return screen.data(raw);
  facts(checkpointFacts(value.checkpoint, screen), screen.style).forEach((line) => screen.line(line));
  screen.line();
  for (const line of value.checkpoint.note.trimEnd().split('\n')) screen.line(plain(line));
}

async function listKeys({ api, screen }: Invocation): Promise<void> {
  const { value } = await api.call(endpoints.getEvidenceState);
  if (screen.json) return screen.data({ items: value.keys });
  if (value.keys.length === 0) return screen.line('None yet: the first is made with the first checkpoint.');
  table<SigningKey>(
    value.keys,
    [
      { title: 'KEY', value: (each) => each.keyId, paint: (cell, _, style) => style.bold(cell) },
      { title: 'SINCE', value: (each) => formatInstant(each.at, screen.utc) },
      { title: 'FROM SIZE', value: (each) => String(each.from), align: 'right' },
      { title: 'SIGNS', value: (each) => (each.inForce ? 'now' : 'no more') },
      { title: 'PRIVATE HALF', value: (each) => (each.here ? 'on this server' : 'not here') },
      {
        title: 'SIGNED BY',
        value: (each) => (each.lost ? 'itself alone: the one before was lost' : (each.previousKeyId ?? 'itself')),
        shrinkTo: 12,
      },
    ],
    screen,
  ).forEach((line) => screen.line(line));
}

async function rotate(
  { api, screen, key }: Invocation,
  { lost = false, reason }: { readonly lost?: boolean; readonly reason: string },
): Promise<void> {
  const { value, raw } = await api.call(endpoints.rotateSigningKey, { body: { reason, lost }, key });
  if (screen.json) return screen.data(raw);
  screen.line(`Signing key ${value.key.keyId}, from the next checkpoint on.`);
  screen.note(
    lost
      ? 'The history of keys has a break now. Tell everybody who checks bundles the id of the new key.'
      : 'It is signed by the key before it: whoever trusts that one can trust it. Back up the folder of keys.',
  );
}
