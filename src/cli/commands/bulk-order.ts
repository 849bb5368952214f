import type { z } from 'zod';
import { ACTIONS_ON_DEAD_LETTERS, type BulkAction, type BulkTarget } from '../../api/contract/bulk.js';
import { endpoints } from '../../api/contract/endpoints.js';
import { RunFilter } from '../../api/contract/run-filter.js';
import { RunId } from '../../domain/kernel/ids.js';
import type { ExitName } from '../exit-codes.js';
import { Failure } from '../failure.js';
import { parseJson } from '../input.js';
import type { Invocation } from '../invocation.js';
import { resolveRun, shortId } from '../references.js';
import { plain } from '../style.js';
import { follow } from './bulk-follow.js';
import { counted } from '../words.js';

export interface OrderOptions {
  readonly status?: string[];
  readonly workflow?: string[];
  readonly agent?: string;
  readonly operator?: string[];
  readonly waitsFor?: string[];
  readonly text?: string;
  readonly all?: boolean;
  readonly fingerprint?: string;
  readonly output?: string;
  readonly atMost?: number;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly reason: string;
}

/** Without --yes it only says what it would touch: there is no way back. */
export async function order(
  cli: Invocation,
  action: BulkAction,
  runs: readonly string[],
  options: OrderOptions,
): Promise<ExitName | void> {
  const { screen, api } = cli;
  const output = options.output === undefined ? undefined : parseJson('--output', options.output);
  const target = await targetOf(cli, runs, options);
  if (options.yes !== true) return preview(cli, action, target);
  const { value, raw } = await api.call(endpoints.startBulk, {
    body: {
      action,
      target,
      reason: options.reason,
      ...(output === undefined ? {} : { output }),
      ...(options.atMost === undefined ? {} : { atMost: options.atMost }),
    },
    key: cli.key,
  });
  if (options.wait === true) return follow(cli, value.bulkId);
  if (screen.json) return screen.data(raw);
  screen.line(`${screen.style.bold(action)}  ${things(action, value.total)}  ${shortId(value.bulkId)}`);
  screen.line(screen.style.faint(`watch it: missionctl bulk watch ${shortId(value.bulkId)}`));
}

async function preview({ screen, api }: Invocation, action: BulkAction, target: BulkTarget): Promise<never> {
  const { value, raw } = await api.call(endpoints.previewBulk, { body: { action, target } });
  if (value.total === 0) throw new Failure('notFound', 'Nothing matches that now. Ended runs are left out.');
  throw new Failure('invalid', `This would ${action} ${things(action, value.total)}. Nothing was done.`, {
    problems: value.workflows.slice(0, 10).map(({ workflowId, items }) => ({
      path: plain(workflowId),
      message: String(items),
    })),
    hint: 'To do it, give --yes (and --at-most, if more must not be touched than you see here).',
    ...(screen.json ? { answer: raw } : {}),
  });
}

const things = (action: BulkAction, count: number): string =>
  counted(count, ACTIONS_ON_DEAD_LETTERS.includes(action) ? 'dead letter' : 'run');

async function targetOf(cli: Invocation, runs: readonly string[], options: OrderOptions): Promise<BulkTarget> {
  const { status, workflow, agent, operator, waitsFor, text, fingerprint } = options;
  const given = Object.fromEntries(
    Object.entries({ status, workflow, agent, operator, waitsFor, text }).filter(([, value]) => value !== undefined),
  );
  const ways = [runs.length > 0, fingerprint !== undefined, Object.keys(given).length > 0, options.all === true];
  if (ways.filter(Boolean).length !== 1)
    throw new Failure(
      'invalid',
      ways.some(Boolean)
        ? 'Say which in one way only: run ids, filter options, --fingerprint, or --all.'
        : 'Say which: run ids, filter options such as --workflow and --status, or --all.',
    );
  if (fingerprint !== undefined) return { fingerprint };
  if (runs.length === 0) return { filter: parseFilter(given) };
  const ids: RunId[] = [];
  for (const typed of runs) ids.push(RunId.parse(await resolveRun(cli.api, typed)));
  return { runs: ids };
}

/** @throws Failure (invalid) that names each option that is wrong */
function parseFilter(given: Readonly<Record<string, unknown>>): z.output<typeof RunFilter> {
  const parsed = RunFilter.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Failure('invalid', 'The filter is not valid.', {
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: `--${String(path[0] ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      message,
    })),
  });
}
