import type { Command } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { Verification } from '../../api/contract/verification.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { plain, type Style } from '../style.js';
import { canvas } from '../watch/draw.js';
import { examples } from './options.js';
import { counted } from '../words.js';

const PAGE = 500;
/** A run of 100,000 events takes about a minute on a slow machine. */
const TIMEOUT_MS = 600_000;

export function runVerifyCommand(run: Command, act: Act, argument: string): void {
  examples(
    run
      .command('verify-replay')
      .description(
        "decide every recorded command again with today's code, and name the first event that would differ (exit 1); nothing is written",
      )
      .argument('[run]', argument)
      .option('--all', 'every run, workflow, agent and operator, every bulk action, and the emergency stops')
      .action(
        act(async (cli, typed: string | undefined, options: { all?: boolean }) => {
          if (options.all === true) return verifyAll(cli);
          if (typed === undefined)
            throw new Failure('invalid', 'Which run?', { hint: 'Give a run, or --all for all of them.' });
          return verifyOne(cli, typed);
        }),
      ),
    ['run verify-replay last', 'run verify-replay 7c9e6679 --json', 'run verify-replay --all'],
  );
}

async function verifyOne(cli: Invocation, typed: string): Promise<ExitName> {
  const { screen, api } = cli;
  const runId = await resolveRun(api, typed);
  const { value, raw } = await api.call(endpoints.verifyRunReplay, { params: { runId }, timeoutMs: TIMEOUT_MS });
  if (screen.json) screen.data(raw);
  else report(value, screen.style).forEach((line) => screen.line(line));
  return value.difference === null ? 'ok' : 'unexpected';
}

/** What came of all streams so far. */
interface Sum {
  streams: number;
  commands: number;
  events: number;
  differ: number;
  readonly notDecided: Map<string, number>;
}

/** One after the other; what was found until Ctrl-C is told all the same. With --json one line for each stream. */
async function verifyAll(cli: Invocation): Promise<ExitName> {
  const { screen, api, around } = cli;
  const sum: Sum = { streams: 0, commands: 0, events: 0, differ: 0, notDecided: new Map() };
  const live = !screen.json && around.stdout.isTTY === true ? canvas(around.stdout) : undefined;
  const { value: runs } = await api.call(endpoints.countRuns, {});
  const told = (): string =>
    `${progress(sum)}, of ${runs.more ? 'more than ' : ''}${runs.count} runs and what is beside`;
  try {
    for await (const { value, raw } of verifications(cli)) {
      add(sum, value);
      if (screen.json) screen.data(raw, 'line');
      else if (value.difference !== null) {
        live?.end();
        report(value, screen.style).forEach((line) => screen.line(line));
      }
      live?.draw([told()]);
    }
  } finally {
    live?.end();
    if (!screen.json) conclude(sum, around.interrupted.aborted).forEach((line) => screen.line(line));
  }
  return sum.differ === 0 ? 'ok' : 'unexpected';
}

async function* verifications(cli: Invocation) {
  const { api } = cli;
  for (let cursor: string | undefined; ;) {
    const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { value } = await api.call(endpoints.listRuns, { query });
    for (const { runId } of value.items)
      yield await api.call(endpoints.verifyRunReplay, { params: { runId }, timeoutMs: TIMEOUT_MS });
    if (value.next === undefined) break;
    cursor = value.next;
  }
  for await (const stream of otherStreams(cli)) {
    const verified = await verifyStream(cli, stream);
    if (verified) yield verified;
  }
}

async function* otherStreams({ api }: Invocation): AsyncGenerator<string> {
  const workflows = await api.call(endpoints.listWorkflows, {});
  for (const { workflowId } of workflows.value.items) yield `workflow-${workflowId}`;
  const agents = await api.call(endpoints.listAgents, {});
  for (const { agentId } of agents.value.items) yield `agent-${agentId}`;
  const operators = await api.call(endpoints.listOperators, {});
  for (const { operatorId } of operators.value.items) yield `operator-${operatorId}`;
  yield 'control';
  for (let cursor: string | undefined; ;) {
    const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { value } = await api.call(endpoints.listBulks, { query });
    for (const { bulkId } of value.items) yield `bulk-${bulkId}`;
    if (value.next === undefined) return;
    cursor = value.next;
  }
}

/** Undefined when nothing was ever written there. */
async function verifyStream({ api }: Invocation, stream: string) {
  try {
    return await api.call(endpoints.verifyStreamReplay, { params: { stream }, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof Failure && error.more.code === 'STREAM.NOT_FOUND') return undefined;
    throw error;
  }
}

function add(sum: Sum, { commands, events, notDecided, difference }: Verification): void {
  sum.streams++;
  sum.commands += commands;
  sum.events += events;
  if (difference !== null) sum.differ++;
  for (const each of notDecided) {
    const what = `${each.name}: ${each.because}`;
    sum.notDecided.set(what, (sum.notDecided.get(what) ?? 0) + each.commands);
  }
}

const progress = ({ streams, commands, events, differ }: Sum): string =>
  `${counted(streams, 'stream')}: ${counted(commands, 'command')} decided again, ${counted(events, 'event')} as recorded, ${differ} ${differ === 1 ? 'differs' : 'differ'}`;

function conclude(sum: Sum, interrupted: boolean): string[] {
  const lines = [`${interrupted ? 'stopped after ' : ''}${progress(sum)}`];
  for (const [what, commands] of sum.notDecided)
    lines.push(`not decided again: ${counted(commands, 'command')} (${plain(what)})`);
  return lines;
}

function report({ stream, commands, events, notDecided, difference }: Verification, style: Style): string[] {
  const left = notDecided.map(
    ({ name, because, commands: n }) =>
      `not decided again: ${counted(n, 'command')} (${plain(name)}: ${plain(because)})`,
  );
  const sum = `${counted(commands, 'command')} decided again, ${counted(events, 'event')} as recorded`;
  if (difference === null) return [`${style.green('the same')}  ${plain(stream)}: ${sum}`, ...left];
  const { revision, command, recorded, decided, refused, fields } = difference;
  return [
    `${style.red('differs')}   ${plain(stream)} at event #${revision}, by ${plain(command.name)}; before it ${sum}`,
    `  recorded  ${recorded === null ? 'nothing' : recorded.type}`,
    refused === null
      ? `  today     ${decided === null ? 'nothing' : decided.type}`
      : `  today     refused, ${refused.code}: ${plain(refused.message)}`,
    ...fields.map(
      ({ path, recorded: before, decided: after }) =>
        `    ${plain(path)}  ${before === undefined ? 'absent' : plain(JSON.stringify(before))} -> ${after === undefined ? 'absent' : plain(JSON.stringify(after))}`,
    ),
    ...left,
  ];
}
