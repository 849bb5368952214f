import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { ControlScope } from '../domain/control/events.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { Halt, HaltPreview, LiftPreview } from './contract/halts.js';
import { HaltsQuery, HeldWorkQuery, OpenWorkQuery } from './cqrs/work-queries.js';
import { OPEN_RUNS, type OpenRuns } from './ports.js';
import { haltView } from './views.js';

/** What a stop, or lifting it, would touch; asked before it is done. */
@Injectable()
export class HaltPreviews {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(OPEN_RUNS) private readonly openRuns: OpenRuns,
  ) {}

  async halt(scope: ControlScope): Promise<HaltPreview> {
    const [{ workflows, agents }, halts] = await Promise.all([
      this.queries.execute(new OpenWorkQuery(scope.kind === 'workflow' ? scope.id : undefined)),
      this.halts(),
    ]);
    const touched = workflows
      .filter(({ runs }) => runs > 0)
      .map(({ workflowId, workflowName, runs, leases, approvals }) => ({
        workflowId,
        workflowName,
        runs,
        leases,
        approvals: approvals ?? 0,
      }));
    const sum = (of: (one: (typeof touched)[number]) => number): number =>
      touched.reduce((all, one) => all + of(one), 0);
    return {
      scope,
      runs: sum(({ runs }) => runs),
      leases: sum(({ leases }) => leases),
      approvals: sum(({ approvals }) => approvals),
      workflows: touched,
      agents: [...agents],
      alreadyHalted: workflows.reduce((all, { halted }) => all + halted, 0),
      openHalts: halts.filter((halt) => halt.liftedAt === null && overlap(halt.scope, scope)),
    };
  }

  /** Rejects with HALT.NOT_FOUND. */
  async lift(haltId: string): Promise<LiftPreview> {
    const halts = await this.halts();
    const halt = halts.find((one) => one.haltId === haltId);
    if (!halt)
      throw new DomainError(
        'HALT.NOT_FOUND',
        'notFound',
        `There is no emergency stop ${haltId}. \`missionctl halt list\` shows them.`,
      );
    const others = halts.filter((one) => one.liftedAt === null && one.haltId !== haltId);
    const held =
      halt.liftedAt === null ? (await this.openRuns({ all: true })).filter((run) => run.haltId === haltId) : [];
    const stillHeld = held.filter(({ workflowId }) => others.some((one) => covers(one.scope, workflowId)));
    const free = held.filter((run) => !stillHeld.includes(run));
    const { workflows, readySteps } = await this.queries.execute(new HeldWorkQuery(free.map(({ runId }) => runId)));
    return {
      halt,
      runs: held.length,
      workflows: workflows.map((one) => ({ ...one })),
      stillHeld: stillHeld.length,
      startable: startable(halt, others),
      readySteps,
    };
  }

  private async halts(): Promise<Halt[]> {
    return (await this.queries.execute(new HaltsQuery())).map(haltView);
  }
}

const covers = (scope: ControlScope, workflowId: string): boolean =>
  scope.kind === 'everything' || scope.id === workflowId;
const overlap = (a: ControlScope, b: ControlScope): boolean =>
  a.kind === 'everything' || b.kind === 'everything' || a.id === b.id;

/** What can be started again once this one is lifted; others may still stand in the way. */
function startable({ scope, liftedAt }: Halt, others: readonly Halt[]): LiftPreview['startable'] {
  if (liftedAt !== null || others.some((one) => one.scope.kind === 'everything')) return [];
  if (scope.kind === 'workflow') return others.some((one) => covers(one.scope, scope.id)) ? [] : [scope.id];
  return 'everything';
}
