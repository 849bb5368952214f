import { endpoints } from '../../api/contract/endpoints.js';
import type { Run, RunEvent } from '../../api/contract/run-views.js';
import type { ApiClient } from '../api-client.js';
import type { Picture, PictureEvent, PictureStep } from './picture.js';

export interface Progress {
  readonly percent?: number | undefined;
  readonly message?: string | undefined;
}

/** The run as the API tells it, as a picture. Progress is what came over the socket meanwhile. */
export function toPicture(
  { run, steps }: Run,
  events: readonly PictureEvent[],
  progress: ReadonlyMap<string, Progress>,
): Picture {
  return {
    run: {
      runId: run.runId,
      workflowId: run.workflowId,
      version: run.version,
      status: run.status,
      operator: run.operatorName,
      source: run.source ?? undefined,
      startedAt: run.startedAt,
      endedAt: run.endedAt ?? undefined,
      deadlineAt: run.deadlineAt ?? undefined,
      reason: run.reason ?? undefined,
      budget: {
        limitNano: run.limit.nanoUsd === null ? undefined : BigInt(run.limit.nanoUsd),
        spentNano: BigInt(run.spent.nanoUsd),
        reservedNano: BigInt(run.reserved.nanoUsd),
        limitTokens: run.limit.tokens ?? undefined,
        spentTokens: run.spent.tokens,
      },
      revision: run.revision,
    },
    steps: [...steps]
      .sort((a, b) => a.order - b.order)
      .map((step): PictureStep => ({
        stepKey: step.stepKey,
        name: step.name,
        status: step.status,
        dependsOn: step.dependsOn,
        tier: step.tier,
        attempt: step.attempt,
        capability: step.capability,
        agent: step.agentName ?? step.agentId ?? undefined,
        startedAt: step.startedAt ?? undefined,
        endedAt: step.endedAt ?? undefined,
        retryAt: step.retryAt ?? undefined,
        costNano: BigInt(step.spent.nanoUsd),
        error: step.error?.message,
        progress: step.status === 'running' ? (progress.get(step.stepKey) ?? recorded(step)) : undefined,
      })),
    waits: run.waits.map((wait) => ({
      kind: wait.kind,
      stepKey: wait.stepKey,
      approvalId: wait.approvalId,
      until: wait.until,
      detail: wait.capability ?? wait.reason,
    })),
    events,
  };
}

/** Progress as it was recorded: at most every few seconds, but it is there for those who look later. */
function recorded({ progress }: Run['steps'][number]): Progress | undefined {
  return progress === null
    ? undefined
    : { percent: progress.percent ?? undefined, message: progress.message ?? undefined };
}

export const toPictureEvent = (event: RunEvent): PictureEvent => ({
  revision: event.revision,
  type: event.type,
  stepKey: event.stepKey ?? undefined,
  attempt: event.attempt ?? undefined,
  actor: event.actor.name === '' ? event.actor.id : event.actor.name,
  at: event.at,
});

/** Index rows of a run's events from a revision on, as far as the read models have them. */
export async function readEventsFrom(api: ApiClient, runId: string, from: number): Promise<PictureEvent[]> {
  const events: PictureEvent[] = [];
  let next: number | undefined = from;
  while (next !== undefined) {
    const { value }: { value: { items: RunEvent[]; next?: number | undefined } } = await api.call(
      endpoints.listRunEvents,
      {
        params: { runId },
        query: { view: 'index', from: next, limit: 1_000 },
      },
    );
    events.push(...value.items.map(toPictureEvent));
    // A page that leads nowhere must not be read for ever.
    next = value.next !== undefined && value.next > next ? value.next : undefined;
  }
  return events;
}
