import { STREAMS } from '../domain/catalog.js';
import { mayApprove } from '../domain/run/may-approve.js';
import type { Role } from '../domain/operator/events.js';
import type { OverviewRows, OverviewWindow } from '../projections/queries.js';
import type { ApprovalRow } from '../projections/rows.js';
import type { NeedsYou, Overview } from './contract/overview.js';
import { recentEventView } from './run-views.js';

/** Who looks: what waits for them depends on it. */
export interface Reader {
  readonly operatorId: string;
  readonly roles: readonly Role[];
}
const SHOWN = 50;
const HOUR_MS = 3_600_000;

export function overviewView(rows: OverviewRows, window: OverviewWindow, reader: Reader): Overview {
  const now = Date.parse(window.now);
  const mine = rows.approvals.filter((approval) => mayApprove(approval, reader, now).yes);
  const needs = needsYou(rows, mine, window.now);
  const hours = hoursOf(rows, window);
  return {
    at: window.now,
    position: rows.position,
    running: {
      runs: rows.open.running,
      paused: rows.open.paused,
      halted: rows.open.halted,
      stepsInFlight: Number(rows.open.stepsInFlight),
      agentsConnected: rows.agentsConnected,
    },
    waiting: {
      approvals: mine.length,
      firstUntil: mine[0]?.expiresAt ?? null,
      othersApprovals: rows.approvals.length - mine.length,
      deadLetters: rows.deadLettersTotal,
      budget: rows.open.waitForBudget,
    },
    failed: { from: window.failedFrom, ...rows.failed },
    spent: {
      from: window.dayStart,
      nanoUsd: String(hours.reduce((sum, { nanoUsd }) => sum + BigInt(nanoUsd), 0n)),
      hours,
    },
    open: {
      limitNanoUsd: rows.open.limitNanoUsd,
      spentNanoUsd: rows.open.spentNanoUsd,
      reservedNanoUsd: rows.open.reservedNanoUsd,
      withoutLimit: rows.open.withoutLimit,
    },
    needsYou: {
      total: needs.length + rows.deadLettersTotal - rows.deadLetters.length,
      items: needs.slice(0, SHOWN),
    },
    recent: rows.recent.map(recentEventView),
    incomplete: rows.parked.length > 0,
  };
}

/** From the start of the day to the hour that runs, without gaps. */
function hoursOf(rows: OverviewRows, { dayStart, now }: OverviewWindow): Overview['spent']['hours'] {
  const start = Date.parse(dayStart);
  const byHour = new Map(rows.hours.map((one) => [one.hour, one]));
  const last = Math.floor((Date.parse(now) - start) / HOUR_MS);
  return Array.from({ length: Math.max(0, last) + 1 }, (_, hour) => ({
    at: new Date(start + hour * HOUR_MS).toISOString(),
    nanoUsd: byHour.get(hour)?.nanoUsd ?? '0',
    charges: byHour.get(hour)?.charges ?? 0,
  }));
}

const NOTHING = {
  runId: null,
  workflowId: null,
  workflowName: null,
  version: null,
  stepKey: null,
  approvalId: null,
  agentId: null,
  haltId: null,
  tier: null,
  until: null,
  revision: null,
  position: null,
} as const;

/** Stops that hold first: nothing else moves before they are lifted. Then what has a deadline, by deadline; then the rest, oldest first. */
function needsYou(rows: OverviewRows, mine: readonly ApprovalRow[], now: string): NeedsYou[] {
  const items: NeedsYou[] = [
    ...mine.map(approvalItem),
    ...rows.deadLetters.map(deadLetterItem),
    ...rows.shortOfBudget.flatMap(budgetItem),
    ...rows.goneAgents.map((agent) => agentItem(agent, now)),
    ...rows.unoffered.map(unofferedItem),
    ...rows.halts.map(haltItem),
    ...parkedItems(rows, now),
  ];
  const rank = ({ kind, at, until }: NeedsYou): string =>
    kind === 'halt' ? `0 ${at}` : until === null ? `2 ${at}` : `1 ${until}`;
  return items.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

const approvalItem = (approval: ApprovalRow): NeedsYou => ({
  ...NOTHING,
  kind: 'approval',
  title: approval.kind === 'overrun' ? `More money for ${approval.stepName}` : approval.stepName,
  detail: approval.reason,
  runId: approval.runId,
  workflowId: approval.workflowId,
  workflowName: approval.workflowName,
  version: approval.workflowVersion,
  stepKey: approval.stepKey,
  approvalId: approval.approvalId,
  tier: approval.tier,
  at: approval.requestedAt,
  until: approval.expiresAt,
  revision: approval.stateRevision,
  position: approval.statePosition,
  link: `/approvals/${approval.approvalId}`,
});

const deadLetterItem = (letter: OverviewRows['deadLetters'][number]): NeedsYou => ({
  ...NOTHING,
  kind: 'deadLetter',
  title: `${letter.stepKey} gave up after ${letter.attempts === 1 ? 'one attempt' : `${letter.attempts} attempts`}`,
  detail: letter.message,
  runId: letter.runId,
  workflowId: letter.workflowId,
  workflowName: letter.workflowName,
  version: letter.workflowVersion,
  stepKey: letter.stepKey,
  at: letter.at,
  revision: letter.revision,
  position: letter.statePosition,
  link: `/runs/${letter.runId}?tab=failure`,
});

/** One per run, however many of its steps wait for the same money. */
function budgetItem(run: OverviewRows['shortOfBudget'][number]): NeedsYou[] {
  const wait = run.waits.find(({ kind }) => kind === 'budget');
  if (!wait) return [];
  return [
    {
      ...NOTHING,
      kind: 'budget',
      title: `${wait.stepKey ?? run.workflowName} waits for a budget`,
      detail: wait.reason ?? '',
      runId: run.runId,
      workflowId: run.workflowId,
      workflowName: run.workflowName,
      version: run.workflowVersion,
      stepKey: wait.stepKey ?? null,
      at: run.startedAt,
      until: wait.until ?? null,
      revision: wait.revision ?? run.stateRevision,
      position: run.statePosition,
      link: `/runs/${run.runId}?tab=cost`,
    },
  ];
}

const agentItem = (agent: OverviewRows['goneAgents'][number], now: string): NeedsYou => ({
  ...NOTHING,
  kind: 'agent',
  title: `${agent.name} is away`,
  detail: agent.leasesHeld === 1 ? 'holds 1 lease' : `holds ${agent.leasesHeld} leases`,
  agentId: agent.agentId,
  at: agent.lastDisconnectedAt ?? agent.lastConnectedAt ?? now,
  link: `/agents/${encodeURIComponent(agent.agentId)}`,
});

const unofferedItem = ({ capability, runs, since }: OverviewRows['unoffered'][number]): NeedsYou => ({
  ...NOTHING,
  kind: 'agent',
  title: `No agent offers ${capability}`,
  detail: runs === 1 ? '1 run waits for it' : `${runs} runs wait for it`,
  at: since,
  link: `/agents?connect=${encodeURIComponent(capability)}`,
});

const haltItem = (halt: OverviewRows['halts'][number]): NeedsYou => ({
  ...NOTHING,
  kind: 'halt',
  title: halt.workflowId === null ? 'Everything is halted' : `Workflow ${halt.workflowId} is halted`,
  detail: halt.reason,
  workflowId: halt.workflowId,
  haltId: halt.haltId,
  at: halt.orderedAt,
  link: `/?halt=${halt.haltId}`,
});

/** A stream that is parked: what happens in it is in the log, and not in what the console shows. */
function parkedItems({ parked }: OverviewRows, now: string): NeedsYou[] {
  return parked.map(({ stream, type, reason, position, revision }) => {
    const runId = stream.startsWith(STREAMS.run) ? stream.slice(STREAMS.run.length) : null;
    return {
      ...NOTHING,
      kind: 'parked',
      title: `${stream} cannot be shown from event ${revision} on`,
      detail: `${type}: ${reason}`,
      runId,
      // When it was parked is not known: it is so now.
      at: now,
      revision,
      position,
      link: '/system?tab=health',
    };
  });
}
