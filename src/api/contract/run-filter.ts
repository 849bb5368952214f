import { z } from 'zod';
import { RunId, Slug } from '../../domain/kernel/ids.js';
import { At, Money, VersionInAddress } from './primitives.js';
import { RunStatus, WaitKind } from './run-views.js';

/** `a,b` in an address, a list in JSON: the same. */
const listOfSome = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) =>
      (typeof given === 'string' ? given.split(',') : given).map((one) => one.trim()).filter((one) => one !== ''),
    )
    .pipe(z.array(item).min(1, 'name at least one').max(50, 'at most 50'));

/** `open`: running, paused or halted. `ended`: completed, failed or cancelled. `waiting`: only a person can move it on. */
export const RunStatusFilter = z
  .enum([...RunStatus.options, 'open', 'ended', 'waiting'])
  .meta({ id: 'RunStatusFilter' });
export type RunStatusFilter = z.infer<typeof RunStatusFilter>;

/** What a run must be like, as query parameters or as JSON. All of it must hold; of a list any one. */
export const runFilterShape = {
  text: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("Start or end of the run's id, or any part of the id or name of its workflow or operator."),
  status: listOfSome(RunStatusFilter)
    .optional()
    .describe(
      'One or more, with commas. `open`: running, paused or halted; `ended`: completed, failed or cancelled; `waiting`: for a person (an approval, a budget, a dead letter).',
    ),
  workflow: listOfSome(Slug).optional().describe('One or more ids, with commas.'),
  version: VersionInAddress.optional().describe('With one workflow only.'),
  agent: z.string().min(1).max(64).optional().describe('Runs in which this agent had an attempt.'),
  operator: listOfSome(z.string().max(64)).optional().describe('Who started it: one or more ids, with commas.'),
  replayOf: RunId.optional().describe('Replays of this run.'),
  trigger: z.enum(['manual', 'schedule', 'webhook']).optional(),
  waitsFor: listOfSome(WaitKind).optional().describe('Open runs that wait for one of these.'),
  minNanoUsd: Money.optional().describe('Spent at least this.'),
  maxNanoUsd: Money.optional().describe('Spent at most this.'),
  startedFrom: At.optional().describe('Inclusive.'),
  startedTo: At.optional().describe('Exclusive.'),
  endedFrom: At.optional().describe('Inclusive; ended runs only.'),
  endedTo: At.optional().describe('Exclusive; ended runs only.'),
} as const;

interface Given {
  readonly status?: readonly RunStatusFilter[] | undefined;
  readonly workflow?: readonly string[] | undefined;
  readonly version?: number | undefined;
  readonly minNanoUsd?: string | undefined;
  readonly maxNanoUsd?: string | undefined;
  readonly startedFrom?: string | undefined;
  readonly startedTo?: string | undefined;
  readonly endedFrom?: string | undefined;
  readonly endedTo?: string | undefined;
  readonly sort?: RunSort | undefined;
}

/** What single fields cannot say; for `superRefine`. */
export function consistentFilter(filter: Given, context: z.RefinementCtx): void {
  const problem = (path: string, message: string): void =>
    context.addIssue({ code: 'custom', path: [path], message, input: undefined });
  if (filter.version !== undefined && filter.workflow?.length !== 1)
    problem('version', 'give the one workflow that it is a version of');
  if (
    filter.minNanoUsd !== undefined &&
    filter.maxNanoUsd !== undefined &&
    BigInt(filter.minNanoUsd) > BigInt(filter.maxNanoUsd)
  )
    problem('maxNanoUsd', 'must not be below minNanoUsd');
  for (const [from, to] of [
    ['startedFrom', 'startedTo'],
    ['endedFrom', 'endedTo'],
  ] as const)
    if ((filter[from] ?? '') > (filter[to] ?? '9')) problem(to, `must not be before ${from}`);
  if (needsEnd(filter.sort) && !onlyEnded(filter))
    problem(
      'sort',
      `runs that are open still change their ${filter.sort?.replace('-', '') ?? ''}: to sort by it, give status=ended (or completed, failed, cancelled)`,
    );
}

const ENDED: readonly RunStatusFilter[] = ['ended', 'completed', 'failed', 'cancelled'];
const onlyEnded = ({ status }: Given): boolean =>
  status !== undefined && status.every((one) => ENDED.some((ended) => ended === one));
const needsEnd = (sort: RunSort | undefined): boolean =>
  sort !== undefined && sort !== '-startedAt' && sort !== 'startedAt';

/** Descending with `-`. All but `startedAt` over ended runs only: what is open still changes its place. */
export const RunSort = z
  .enum(['-startedAt', 'startedAt', '-endedAt', 'endedAt', '-cost', 'cost', '-duration', 'duration'])
  .meta({ id: 'RunSort' });
export type RunSort = z.infer<typeof RunSort>;

/** As JSON: what a bulk job or a saved view keeps. Unknown fields are refused by name. */
export const RunFilter = z.strictObject(runFilterShape).superRefine(consistentFilter).meta({ id: 'RunFilter' });
export type RunFilter = z.infer<typeof RunFilter>;
