import path from 'node:path';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { endpoints } from '../../api/contract/endpoints.js';
import { layersOf } from '../../domain/kernel/layers.js';
import type { ExitName } from '../exit-codes.js';
import { readText } from '../input.js';
import type { Act, Invocation } from '../invocation.js';
import { problemLine } from '../report-failure.js';
import { plain, wrap } from '../style.js';
import { facts, table } from '../table.js';
import { formatInstant } from '../time.js';
import { examples, keyOption, wholeNumber } from './options.js';
import { workflowVersionCommands } from './workflow-versions.js';
import { counted } from '../words.js';

export function workflowCommands(program: Command, act: Act): void {
  const workflow = program
    .command('workflow')
    .description('definitions of workflows and their versions')
    .alias('workflows');

  examples(
    workflow
      .command('validate')
      .description('check a definition: every problem at once, with path, line and column; saves nothing')
      .argument('<file>', 'YAML or JSON; - reads stdin')
      .action(act(async (cli, file: string) => validate(cli, file))),
    [
      'workflow validate examples/repository-report/workflow.yaml',
      'workflow validate - < my-workflow.json',
      'workflow validate my-workflow.yaml --json',
    ],
  );

  examples(
    workflow
      .command('apply')
      .description('save a definition as the next version of its workflow; an unchanged one makes no version')
      .argument('<file>', 'YAML or JSON; - reads stdin')
      .addOption(keyOption())
      .action(act(async (cli, file: string) => apply(cli, file))),
    ['workflow apply my-workflow.yaml'],
  );

  examples(
    workflow.command('list').alias('ls').description('all workflows with their latest version').action(act(list)),
    ['workflow list', 'workflow list --json'],
  );

  examples(
    workflow
      .command('show')
      .description('one version of a workflow: its steps in dependency order')
      .argument('<workflow>', 'id of the workflow')
      .addOption(
        new Option('--version <number>', 'this version; default: the latest').argParser((text) =>
          wholeNumber(text, 1, 1e9),
        ),
      )
      .option('--definition', 'print the definition as YAML, ready to be edited and applied')
      .action(act(async (cli, id: string, options: ShowOptions) => show(cli, id, options))),
    ['workflow show repository-report', 'workflow show repository-report --version 2 --definition > report.yaml'],
  );
  workflowVersionCommands(workflow, act);
}

interface ShowOptions {
  readonly version?: number;
  readonly definition?: boolean;
}

/** The format by the file's name; what has no name decides by its content, on the server. */
async function readSource(cli: Invocation, file: string): Promise<{ source: string; format?: 'json' | 'yaml' }> {
  const source = await readText(file, cli.around.cwd);
  const extension = path.extname(file).toLowerCase();
  if (extension === '.json') return { source, format: 'json' };
  return extension === '.yaml' || extension === '.yml' ? { source, format: 'yaml' } : { source };
}

async function validate(cli: Invocation, file: string): Promise<ExitName> {
  const { screen } = cli;
  const { value, raw } = await cli.api.call(endpoints.validateWorkflow, { body: await readSource(cli, file) });
  if (screen.json) screen.data(raw);
  else {
    tellFindings(cli, file, value);
    if (value.summary !== undefined)
      screen.line(
        `${screen.style.green('valid')}  ${plain(value.summary.workflowId)}: ${plain(value.summary.name)}, ${counted(value.summary.steps, 'step')}`,
      );
  }
  return value.valid ? 'ok' : 'invalid';
}

async function apply(cli: Invocation, file: string): Promise<ExitName> {
  const { screen, api } = cli;
  const body = await readSource(cli, file);
  // Checked first: this answer knows line and column.
  const checked = await api.call(endpoints.validateWorkflow, { body });
  if (!checked.value.valid) {
    if (screen.json) screen.data(checked.raw);
    else tellFindings(cli, file, checked.value);
    return 'invalid';
  }
  const { value, raw } = await api.call(endpoints.saveWorkflow, { body, key: cli.key });
  if (screen.json) {
    screen.data(raw);
    return 'ok';
  }
  tellFindings(cli, file, checked.value);
  const id = plain(value.workflowId);
  if (value.changed) screen.line(`${screen.style.green('saved')}  ${id} v${value.version}`);
  else screen.line(`${screen.style.faint('unchanged')}  ${id} v${value.version} is this definition already`);
  screen.line(screen.style.faint(`start it: missionctl run start ${id} --watch`));
  return 'ok';
}

interface Finding {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

function tellFindings(
  cli: Invocation,
  file: string,
  found: { problems: readonly Finding[]; warnings: readonly Finding[] },
): void {
  const { screen } = cli;
  const { style } = screen;
  if (found.problems.length > 0)
    screen.note(
      `${style.red(style.bold('invalid'))}  ${plain(file)} has ${counted(found.problems.length, 'problem')}:`,
    );
  for (const problem of [...found.problems].sort(byPlace)) screen.note(`  ${problemLine(problem, style)}`);
  for (const warning of [...found.warnings].sort(byPlace))
    screen.note(`${style.yellow('warning')}  ${problemLine(warning, style)}`);
}

const byPlace = (a: Finding, b: Finding): number => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
async function list(cli: Invocation): Promise<void> {
  const { screen } = cli;
  const { value, raw } = await cli.api.call(endpoints.listWorkflows);
  if (screen.json) return screen.data(raw);
  if (value.items.length === 0) return screen.line('No workflows yet. Save one: missionctl workflow apply FILE');
  const lines = table(
    value.items,
    [
      { title: 'WORKFLOW', value: (each) => each.workflowId, paint: (cell, _, style) => style.bold(cell) },
      { title: 'VERSION', value: (each) => `v${each.latestVersion}`, align: 'right' },
      { title: 'STEPS', value: (each) => String(each.steps), align: 'right' },
      { title: 'SAVED', value: (each) => formatInstant(each.savedAt, screen.utc) },
      { title: 'NAME', value: (each) => each.name, shrinkTo: 12 },
    ],
    screen,
  );
  lines.forEach((line) => screen.line(line));
}

/** The few parts of a definition that are shown; the rest is in --definition. */
const ShownDefinition = z.looseObject({
  steps: z.array(
    z.looseObject({
      id: z.string(),
      agent: z.union([z.string(), z.looseObject({ capability: z.string() })]),
      tier: z.string().default('read'),
      model: z.string().optional(),
      dependsOn: z.array(z.string()).default([]),
      timeout: z.string().optional(),
    }),
  ),
});

async function show(cli: Invocation, workflowId: string, options: ShowOptions): Promise<void> {
  const { screen, api } = cli;
  const { value, raw } =
    options.version === undefined
      ? await api.call(endpoints.getWorkflow, { params: { workflowId } })
      : await api.call(endpoints.getWorkflowVersion, { params: { workflowId, version: options.version } });
  if (options.definition === true) {
    // Loaded only here: most commands never see YAML.
    const { stringify } = await import('yaml');
    return screen.json ? screen.data(value.definition) : screen.line(stringify(value.definition).trimEnd());
  }
  if (screen.json) return screen.data(raw);
  const { style } = screen;
  screen.line(`${style.bold(plain(value.workflowId))} ${style.faint(`v${value.version}`)}  ${plain(value.name)}`);
  for (const line of value.description === '' ? [] : wrap(plain(value.description), screen.columns)) screen.line(line);
  const versions = 'versions' in value && Array.isArray(value.versions) ? value.versions.length : undefined;
  facts(
    [
      ['saved', `${formatInstant(value.savedAt, screen.utc)} by ${plain(value.savedBy)}`],
      ['versions', versions === undefined ? undefined : String(versions)],
      ['hash', value.hash.slice(0, 16)],
    ],
    style,
  ).forEach((line) => screen.line(line));
  for (const warning of value.warnings) screen.line(`${style.yellow('warning')}  ${problemLine(warning, style)}`);
  const definition = ShownDefinition.safeParse(value.definition);
  if (!definition.success) return;
  screen.line();
  const steps = layersOf(definition.data.steps, ({ id }) => id).flatMap((layer, depth) =>
    layer.map((step) => ({ ...step, depth })),
  );
  table(
    steps,
    [
      { title: 'LAYER', value: (step) => String(step.depth + 1), align: 'right' },
      { title: 'STEP', value: (step) => step.id, shrinkTo: 12, paint: (cell, _, s) => s.bold(cell) },
      {
        title: 'CAPABILITY',
        value: (step) => (typeof step.agent === 'string' ? step.agent : step.agent.capability),
        shrinkTo: 10,
      },
      {
        title: 'TIER',
        value: (step) => step.tier,
        paint: (cell, step, s) => (step.tier === 'read' ? cell : s.yellow(cell)),
      },
      { title: 'MODEL', value: (step) => step.model ?? '', shrinkTo: 8 },
      { title: 'AFTER', value: (step) => step.dependsOn.join(', '), shrinkTo: 10 },
    ],
    screen,
  ).forEach((line) => screen.line(line));
}
