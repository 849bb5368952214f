import { runStream } from '../domain/catalog.js';
import type { EventStore } from '../domain/kernel/ports.js';
import { HaltScope } from '../domain/run/events.js';
import type { ReadModels } from '../projections/read-models.js';
import type { OpenRun, OpenRuns } from './ports.js';

const PAGE = 500;

/** Open runs by the read models; which stop halted a run is looked up in its log. A process that keeps an index of its own gives that instead. */
export function openRunsOf(
  reads: Pick<ReadModels, 'listOpenWork' | 'listRunEvents'>,
  store: Pick<EventStore, 'readOne'>,
): OpenRuns {
  const haltIdOf = async (runId: string, revision: number): Promise<string | undefined> => {
    for (let to = revision; to >= 0; to -= PAGE) {
      const from = Math.max(0, to - PAGE + 1);
      const events = await reads.listRunEvents({ runId, from, limit: to - from + 1 });
      const halt = events.findLast((event) => event.type === 'RunHalted');
      if (!halt) continue;
      const recorded = await store.readOne(runStream(runId), halt.revision);
      const data = recorded?.data;
      const scope = HaltScope.safeParse(
        typeof data === 'object' && data !== null && 'scope' in data ? data.scope : undefined,
      ).data;
      return scope === undefined || scope.kind === 'run' ? undefined : scope.haltId;
    }
    return undefined;
  };
  return async () =>
    Promise.all(
      (await reads.listOpenWork()).map(async ({ runId, workflowId, status, revision }): Promise<OpenRun> => ({
        runId,
        workflowId,
        status,
        haltId: status === 'halted' ? await haltIdOf(runId, revision) : undefined,
      })),
    );
}
