import { type Command, Option } from 'commander';
import { endpoints } from '../../api/contract/endpoints.js';
import type { ReplayOrder } from '../../api/contract/replay.js';
import type { Json } from '../../domain/kernel/json.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { parseJson, parseUsd, readInput, readText } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { resolveRun } from '../references.js';
import { collect, examples, keyOption, wholeNumber } from './options.js';
import { planLines } from './replay-plan.js';
import { follow } from './run-watch.js';

interface ReplayOptions {
  readonly from: number;
  readonly input?: string;
  readonly version?: number;
  readonly agent?: readonly string[];
  readonly model?: readonly string[];
  readonly output?: readonly string[];
  readonly budget?: string;
  readonly tokens?: number;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly watch?: boolean;
  readonly wait?: boolean;
  readonly plain?: boolean;
}

export function runReplayCommand(run: Command, act: Act, argument: string): void {
  examples(
    run
      .command('replay')
      .description(
        'a new run that takes over everything up to an event of another and goes on from there; the plan is shown before it starts',
      )
      .argument('<run>', argument)
      .addOption(
        new Option('--from <event>', 'the last event that is taken over; its number, from 0')
          .argParser((text) => wholeNumber(text, 0, 1e9))
          .makeOptionMandatory(),
      )
      .option('-f, --input <file>', 'another input: a file with a JSON object; - reads stdin')
      .addOption(
        new Option('--version <number>', 'another version of the workflow').argParser((text) =>
          wholeNumber(text, 1, 1e9),
        ),
      )
      .option('--agent <step=agent>', 'this agent for a step; may be given more than once', collect)
      .option('--model <step=model>', 'this model for a step; may be given more than once', collect)
      .option('--output <step=file>', 'the result of a step: a file with JSON; may be given more than once', collect)
      .option('-b, --budget <usd>', "limit in dollars, in place of the workflow's own")
      .addOption(new Option('--tokens <count>', 'limit in tokens').argParser((text) => wholeNumber(text, 1, 1e15)))
      .option('--plan', 'show the plan and start nothing')
      .option('-y, --yes', 'start it without asking')
      .option('-w, --watch', 'watch it until it ends')
      .option('--wait', 'wait in silence until it ends (exit 4 when only a person can move it)')
      .option('--no-wait', 'with --watch: leave with exit 4 as soon as only a person can move it')
      .option('--plain', 'with --watch: one line for each change, no redrawing')
      .addOption(keyOption())
      .action(act(async (cli, typed: string, options: ReplayOptions) => replay(cli, typed, options))),
    [
      'run replay 7c9e6679 --from 142 --plan',
      'run replay last --from 142 --input corrected.json --watch',
      'run replay 7c9e6679 --from 142 --output parse=parsed.json --agent summary=careful-writer --budget 2 --yes',
    ],
  );
}

async function replay(cli: Invocation, typed: string, options: ReplayOptions): Promise<ExitName> {
  const { screen, api } = cli;
  const runId = await resolveRun(api, typed);
  const body = await orderOf(cli, options);
  const { value: plan, raw } = await api.call(endpoints.planReplay, { params: { runId }, body });
  const fits = plan.problems.length === 0;
  const isResult = options.plan === true || !fits;
  // Before a start the plan is shown whatever the form; the start's own answer is the result then.
  if (screen.json && isResult) screen.data(raw);
  else for (const line of planLines(plan, screen)) (screen.json ? screen.note : screen.line)(line);
  if (!fits) return 'invalid';
  if (options.plan === true) return 'ok';
  if (options.yes !== true && !(await agreed(cli))) return 'ok';
  const { value, raw: started } = await api.call(endpoints.replayRun, { params: { runId }, body, key: cli.key });
  if (screen.json) screen.data(started);
  else screen.line(`started run ${screen.style.bold(value.runId)}, a replay from #${options.from}`);
  if (options.watch === true) {
    const as = options.plain === true ? 'plain' : 'live';
    return follow(cli, value.runId, { as, wait: options.wait !== false, from: 0 });
  }
  if (options.wait === true) return follow(cli, value.runId, { as: 'quiet', wait: false });
  if (!screen.json) screen.line(screen.style.faint(`watch it: missionctl run watch ${value.runId}`));
  return 'ok';
}

/** Whoever sits there is asked; a script says beforehand. */
async function agreed({ around, screen }: Invocation): Promise<boolean> {
  if (around.ask === undefined || screen.json)
    throw new Failure('invalid', 'Nothing was started: there is nobody to ask.', {
      hint: 'To start what the plan shows, give --yes; to see the plan only, --plan.',
    });
  const said = await around.ask('Start it? [y/N] ');
  if (/^y(es)?$/i.test(said.trim())) return true;
  screen.line('Nothing was started.');
  return false;
}

async function orderOf({ around }: Invocation, options: ReplayOptions): Promise<ReplayOrder> {
  const input = await readInput({ inputFile: options.input }, around.cwd);
  const outputs: Record<string, Json> = {};
  for (const [step, file] of pairs('--output', options.output))
    outputs[step] = parseJson(`--output ${step}`, await readText(file, around.cwd));
  const agents = Object.fromEntries(pairs('--agent', options.agent));
  const models = Object.fromEntries(pairs('--model', options.model));
  const budget = {
    ...(options.budget === undefined ? {} : { usd: parseUsd('--budget', options.budget) }),
    ...(options.tokens === undefined ? {} : { tokens: options.tokens }),
  };
  const some = (given: object): boolean => Object.keys(given).length > 0;
  return {
    from: options.from,
    ...(input === undefined ? {} : { input }),
    ...(options.version === undefined ? {} : { version: options.version }),
    ...(some(agents) ? { agents } : {}),
    ...(some(models) ? { models } : {}),
    ...(some(outputs) ? { outputs } : {}),
    ...(some(budget) ? { budget } : {}),
  };
}

/** `step=value`, each step once. */
function pairs(option: string, given: readonly string[] | undefined): [string, string][] {
  const problems: { path: string; message: string }[] = [];
  const found = new Map<string, string>();
  for (const text of given ?? []) {
    const equals = text.indexOf('=');
    const step = text.slice(0, Math.max(0, equals)).trim();
    const value = text.slice(equals + 1).trim();
    if (step === '' || value === '') problems.push({ path: option, message: `"${text}" is not step=value` });
    else if (found.has(step)) problems.push({ path: option, message: `step "${step}" is given twice` });
    else found.set(step, value);
  }
  if (problems.length > 0)
    throw new Failure('invalid', `${option} cannot be read.`, { problems, hint: `Give ${option} step=value.` });
  return [...found];
}
