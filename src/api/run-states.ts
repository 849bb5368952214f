import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { RunAt, RunHistory } from '../domain/run/history.js';
import { stateDifference } from '../domain/run/state-difference.js';
import type { Plan } from '../domain/workflow/plan.js';
import type { RunState } from './contract/run-state.js';
import { RunQuery } from './cqrs/run-queries.js';
import { HISTORY } from './ports.js';
import { disagreements } from './run-agreement.js';
import { runStateView } from './run-state-view.js';
import { runWithSteps } from './run-views.js';

/** Runs as they were: from the log, and at their last event held against the read model. */
@Injectable()
export class RunStates {
  constructor(
    @Inject(HISTORY) private readonly history: RunHistory,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  /** Rejects with RUN.NOT_FOUND and RUN.NO_SUCH_EVENT. */
  async at(runId: string, revision: number | undefined, other: number | undefined): Promise<RunState> {
    const at = await this.history.stateAt(runId, revision);
    const plan = await this.history.planOf(at.state);
    const difference = other === undefined ? null : between(at, await this.history.stateAt(runId, other));
    const shown = runStateView(at, plan, { agrees: null, difference });
    return { ...shown, agrees: await this.agreement(at, plan, shown) };
  }

  private async agreement({ state, head, last }: RunAt, plan: Plan, shown: RunState): Promise<RunState['agrees']> {
    if (head.revision !== last) return null;
    const rows = await this.queries.execute(new RunQuery(state.runId));
    if (rows?.run.revision !== last) return null;
    const differences = disagreements(shown, state, plan, runWithSteps(rows));
    return { readModel: differences.length === 0, position: rows.run.position, differences };
  }
}

function between(a: RunAt, b: RunAt): RunState['difference'] {
  const [earlier, later] = a.head.revision <= b.head.revision ? [a, b] : [b, a];
  return {
    from: earlier.head.revision,
    to: later.head.revision,
    changes: stateDifference(earlier.state, later.state),
  };
}
