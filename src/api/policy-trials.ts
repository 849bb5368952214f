import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { parseYaml } from '../commands/facts/yaml-source.js';
import { DomainError, type Problem } from '../domain/kernel/errors.js';
import { zodProblems } from '../domain/kernel/zod-problems.js';
import { DayAccounts } from '../domain/policy/day-accounts.js';
import { findingText } from '../domain/policy/finding-text.js';
import { Policies } from '../domain/policy/policies.js';
import { rulesOfPlan, rulesOfPolicies, type Rules } from '../domain/policy/rules.js';
import { NO_SUMS, withRun, type TrialSums } from '../domain/policy/trial-sums.js';
import { TriedRun } from '../domain/policy/tried-run.js';
import type { RunHistory } from '../domain/run/history.js';
import { WorkflowDefinition } from '../domain/workflow/definition.js';
import { compilePlan, type Plan } from '../domain/workflow/plan.js';
import type { RunSummary } from '../projections/rows.js';
import type { InputOf, ReplyOf } from './contract/endpoints.js';
import { RunsQuery } from './cqrs/run-queries.js';
import { WorkflowQuery } from './cqrs/work-queries.js';
import { HISTORY } from './ports.js';

type Asked = InputOf<'tryPolicies'>['body'];
type Page = ReplyOf<'tryPolicies'>;

/** One call tries so many runs, and ends earlier when it has read so many events. */
const MOST_RUNS = 50;
const MOST_EVENTS = 20_000;

/** What-if: policies over the recorded events of past runs. Reads only. */
@Injectable()
export class PolicyTrials {
  constructor(
    @Inject(HISTORY) private readonly history: RunHistory,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** The next runs. Rejects with POLICIES.INVALID, which lists every problem. */
  async page({ policies: source, since, workflow, cursor: from, soFar }: Asked): Promise<Page> {
    const policies = source === undefined ? undefined : policiesOf(source);
    const days = new DayAccounts((soFar?.days ?? []).map((day) => ({ ...day, nanoUsd: BigInt(day.nanoUsd) })));
    let sums = soFar ? sumsOf(soFar.sums) : NO_SUMS;
    const current = new Map<string, Plan | undefined>();
    const rulesFor = async (run: RunSummary, own: Plan): Promise<Rules> => {
      if (policies) return rulesOfPolicies(policies, own);
      if (!current.has(run.workflowId)) current.set(run.workflowId, await this.currentPlan(run.workflowId));
      return rulesOfPlan(current.get(run.workflowId) ?? own);
    };
    const items: Page['items'] = [];
    const skipped: Page['skipped'] = [];
    let cursor = from;
    for (let events = 0; items.length + skipped.length < MOST_RUNS && events < MOST_EVENTS;) {
      // One at a time: where a call ends follows from what it has read.
      const { items: found, next } = await this.queries.execute(
        new RunsQuery({
          startedFrom: since,
          sort: 'startedAt',
          limit: 1,
          cursor,
          ...(workflow === undefined ? {} : { workflow: [workflow] }),
        }),
      );
      const [run] = found;
      if (run) {
        try {
          const tried = await this.tried(run, rulesFor, days);
          sums = withRun(sums, tried);
          items.push(triedView(run, tried));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          skipped.push({ runId: run.runId, reason: error.message });
        }
        events += run.revision + 1;
      }
      cursor = next;
      if (cursor === undefined) break;
    }
    return {
      items,
      skipped,
      soFar: {
        sums: sumsView(sums),
        days: days.list().map((day) => ({ ...day, nanoUsd: day.nanoUsd.toString() })),
      },
      ...(cursor === undefined ? {} : { next: cursor }),
    };
  }

  private async tried(
    row: RunSummary,
    rulesFor: (run: RunSummary, own: Plan) => Promise<Rules>,
    days: DayAccounts,
  ): Promise<TriedRun> {
    const { state } = await this.history.stateAt(row.runId, 0);
    const plan = await this.history.planOf(state);
    const run = new TriedRun(plan, await rulesFor(row, plan), days);
    for await (const event of this.history.events(row.runId)) run.tell(event);
    return run;
  }

  /** Undefined: it cannot be read, or is gone; then a run keeps its own. */
  private async currentPlan(workflowId: string): Promise<Plan | undefined> {
    const row = await this.queries.execute(new WorkflowQuery(workflowId));
    const parsed = WorkflowDefinition.safeParse(row?.definition);
    return parsed.success ? compilePlan(parsed.data) : undefined;
  }
}

/** Throws POLICIES.INVALID. */
export function policiesOf(source: string): Policies {
  const read = parseYaml(source);
  if (!read.ok) throw invalid(read.problems);
  const parsed = Policies.safeParse(read.value, { reportInput: true });
  if (!parsed.success) throw invalid(zodProblems(parsed.error));
  return parsed.data;
}

const invalid = (problems: readonly Problem[]): DomainError =>
  new DomainError(
    'POLICIES.INVALID',
    'invalid',
    'The policies cannot be tried; docs/policies.md shows how they are written.',
    {
      problems: problems.map(({ path, message }) => ({ path, message })),
    },
  );

const triedView = (row: RunSummary, run: TriedRun): Page['items'][number] => ({
  runId: row.runId,
  workflowId: row.workflowId,
  workflowName: row.workflowName,
  version: row.workflowVersion,
  status: row.status,
  startedAt: row.startedAt,
  outcome: run.outcome,
  spentNanoUsd: run.spent.toString(),
  notSpentNanoUsd: run.notSpent.toString(),
  counts: Object.fromEntries(run.counts),
  findings: run.findings.map((finding) => ({
    kind: finding.kind,
    limit: finding.limit ?? null,
    stepKey: finding.stepKey ?? null,
    attempt: finding.attempt ?? null,
    revision: finding.revision,
    at: finding.at,
    notSpentNanoUsd: finding.notSpent.toString(),
    estimated: finding.estimated,
    text: findingText(finding),
  })),
});

type Sums = NonNullable<Asked['soFar']>['sums'];
const sumsOf = ({ spentNanoUsd, notSpentNanoUsd, ...counts }: Sums): TrialSums => ({
  ...counts,
  spent: BigInt(spentNanoUsd),
  notSpent: BigInt(notSpentNanoUsd),
});
const sumsView = ({ spent, notSpent, runs, outcomes, findings }: TrialSums): Sums => ({
  runs,
  outcomes: { ...outcomes },
  findings: { ...findings },
  spentNanoUsd: spent.toString(),
  notSpentNanoUsd: notSpent.toString(),
});
