import { sql } from 'kysely';
import { listWantedCapabilities } from '../agents/queries.js';
import { listApprovals } from '../approvals/queries.js';
import { listDeadLetters } from '../dead-letters/queries.js';
import { listHalts } from '../halts/queries.js';
import { checkpointPosition } from '../health/queries.js';
import type {
  ApprovalRow,
  DeadLetteredEventRow,
  DeadLetterRow,
  HaltRow,
  Nano,
  Position,
  RunRow,
  Time,
  WantedCapability,
} from '../rows.js';
import { listRecentEvents, type RecentEventEntry } from '../run-events/queries.js';
import type { Db } from '../storage/database.js';

/** Moments by the clock of who asks: nothing here reads one. */
export interface OverviewWindow {
  /** Since when failures count. */
  readonly failedFrom: Time;
  /** The start of the day, and now. */
  readonly dayStart: Time;
  readonly now: Time;
}

export interface OverviewRows {
  readonly position: Position;
  readonly open: {
    readonly running: number;
    readonly paused: number;
    readonly halted: number;
    readonly stepsInFlight: number;
    readonly waitForBudget: number;
    readonly limitNanoUsd: Nano;
    readonly spentNanoUsd: Nano;
    readonly reservedNanoUsd: Nano;
    readonly withoutLimit: number;
  };
  readonly agentsConnected: number;
  readonly failed: { readonly failed: number; readonly ended: number; readonly causes: number };
  /** Hours of the day that have charges, counted from its start. */
  readonly hours: readonly { readonly hour: number; readonly nanoUsd: Nano; readonly charges: number }[];
  /** By deadline; at most 500. */
  readonly approvals: readonly ApprovalRow[];
  /** Open ones, oldest first; `deadLettersTotal` counts them all. */
  readonly deadLetters: readonly (DeadLetterRow & { readonly workflowVersion: number })[];
  readonly deadLettersTotal: number;
  readonly shortOfBudget: readonly RunRow[];
  readonly goneAgents: readonly GoneAgent[];
  /** What open runs wait for and nobody has offered for a while. */
  readonly unoffered: readonly WantedCapability[];
  readonly halts: readonly HaltRow[];
  readonly parked: readonly Omit<DeadLetteredEventRow, 'parked'>[];
  readonly recent: readonly RecentEventEntry[];
}
/** An agent without a connection that holds leases. */
export interface GoneAgent {
  readonly agentId: string;
  readonly name: string;
  readonly leasesHeld: number;
  readonly lastDisconnectedAt: Time | null;
  readonly lastConnectedAt: Time | null;
}

const SHOWN = 50;
const RECENT = 20;
const budgetIsShort = sql<boolean>`EXISTS (
  SELECT 1 FROM json_array_elements(runs.waits) AS w(wait) WHERE w.wait->>'kind' = 'budget')`;

/** What goes on, at one moment, whatever is committed meanwhile. */
export function overview(db: Db, schema: string, window: OverviewWindow): Promise<OverviewRows> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const at = transaction.withSchema(schema);
      const deadLetters = await listDeadLetters(at, { status: 'open', limit: SHOWN });
      return {
        position: String(await checkpointPosition(at)),
        open: await openRuns(at),
        agentsConnected: await agentsConnected(at),
        failed: await failedSince(at, window.failedFrom),
        hours: await spentByHour(at, window),
        approvals: (await listApprovals(at, { status: 'pending', limit: 500 })).items,
        deadLetters: await withVersions(at, deadLetters.items),
        deadLettersTotal: await openDeadLetters(at),
        shortOfBudget: await shortOfBudget(at),
        goneAgents: await goneAgents(at),
        unoffered: await unoffered(at, window),
        halts: (await listHalts(at)).filter(({ liftedAt }) => liftedAt === null),
        parked: await parked(at),
        recent: await listRecentEvents(at, RECENT),
      };
    });
}

const openRuns = (db: Db): Promise<OverviewRows['open']> =>
  db
    .selectFrom('runs')
    .select([
      sql<number>`count(*) filter (where status = 'running')`.as('running'),
      sql<number>`count(*) filter (where status = 'paused')`.as('paused'),
      sql<number>`count(*) filter (where status = 'halted')`.as('halted'),
      sql<number>`coalesce(sum(steps_running), 0)`.as('stepsInFlight'),
      sql<number>`count(*) filter (where waits_for_person and ${budgetIsShort})`.as('waitForBudget'),
      sql<Nano>`coalesce(sum(limit_nano_usd), 0)`.as('limitNanoUsd'),
      sql<Nano>`coalesce(sum(spent_nano_usd), 0)`.as('spentNanoUsd'),
      sql<Nano>`coalesce(sum(reserved_nano_usd), 0)`.as('reservedNanoUsd'),
      sql<number>`count(*) filter (where limit_nano_usd is null)`.as('withoutLimit'),
    ])
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow();

async function agentsConnected(db: Db): Promise<number> {
  const row = await db
    .selectFrom('agents')
    .select(sql<number>`count(*)`.as('n'))
    .where(sql<boolean>`json_array_length(connections) > 0`)
    .executeTakeFirstOrThrow();
  return row.n;
}

/** A cause is a fingerprint, or the words of the end where no step was given up. */
async function failedSince(db: Db, from: Time): Promise<OverviewRows['failed']> {
  const ended = await db
    .selectFrom('runs')
    .select([sql<number>`count(*)`.as('ended'), sql<number>`count(*) filter (where status = 'failed')`.as('failed')])
    .where('endedAt', '>=', from)
    .executeTakeFirstOrThrow();
  const causes = await db
    .selectFrom('runs')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('deadLetters')
          .select('fingerprint')
          .whereRef('deadLetters.runId', '=', 'runs.runId')
          .orderBy('revision')
          .limit(1)
          .as('letter'),
      (join) => join.onTrue(),
    )
    .select(sql<number>`count(distinct coalesce(letter.fingerprint, runs.reason, ''))`.as('n'))
    .where('runs.endedAt', '>=', from)
    .where('runs.status', '=', 'failed')
    .executeTakeFirstOrThrow();
  return { ...ended, causes: causes.n };
}

const HOUR_MS = 3_600_000;
const HOUR_KEY = 'yyyy-mm-ddThh'.length;

/** From the rollup by hour, unless the day starts within an hour (India, Nepal): then from the charges. */
async function spentByHour(db: Db, { dayStart, now }: OverviewWindow): Promise<OverviewRows['hours']> {
  if (Date.parse(dayStart) % HOUR_MS === 0) {
    const sums = await db
      .selectFrom('costRollups')
      .select(['key', 'nanoUsd', 'charges'])
      .where('kind', '=', 'hour')
      .where('key', '>=', dayStart.slice(0, HOUR_KEY))
      .where('key', '<=', now.slice(0, HOUR_KEY))
      .orderBy('key')
      .execute();
    return sums.map(({ key, nanoUsd, charges }) => ({
      hour: (Date.parse(`${key}:00:00.000Z`) - Date.parse(dayStart)) / HOUR_MS,
      nanoUsd,
      charges,
    }));
  }
  const hour = sql<number>`floor(extract(epoch from at - ${dayStart}::timestamptz) / 3600)::int`;
  return (
    db
      .selectFrom('charges')
      .select([hour.as('hour'), sql<Nano>`sum(nano_usd)`.as('nanoUsd'), sql<number>`count(*)`.as('charges')])
      .where('at', '>=', dayStart)
      .where('at', '<=', now)
      // By its place: as a parameter the expression would be another one each time.
      .groupBy(sql`1`)
      .orderBy(sql`1`)
      .execute()
  );
}

async function withVersions(db: Db, letters: readonly DeadLetterRow[]): Promise<OverviewRows['deadLetters']> {
  if (letters.length === 0) return [];
  const runs = await db
    .selectFrom('runs')
    .select(['runId', 'workflowVersion'])
    .where('runId', 'in', [...new Set(letters.map(({ runId }) => runId))])
    .execute();
  const versions = new Map(runs.map(({ runId, workflowVersion }) => [runId, workflowVersion]));
  return letters.map((letter) => ({ ...letter, workflowVersion: versions.get(letter.runId) ?? 0 }));
}

async function openDeadLetters(db: Db): Promise<number> {
  const row = await db
    .selectFrom('deadLetters')
    .select(sql<number>`count(*)`.as('n'))
    .where('status', '=', 'open')
    .executeTakeFirstOrThrow();
  return row.n;
}

const shortOfBudget = (db: Db): Promise<RunRow[]> =>
  db
    .selectFrom('runs')
    .selectAll()
    .where(sql<boolean>`waits_for_person`)
    .where(budgetIsShort)
    .orderBy('startedAt')
    .orderBy('runId')
    .limit(SHOWN)
    .execute();

const goneAgents = (db: Db): Promise<GoneAgent[]> =>
  db
    .selectFrom('agents')
    .innerJoin('agentWork', 'agentWork.agentId', 'agents.agentId')
    .select(['agents.agentId', 'agents.name', 'leasesHeld', 'lastDisconnectedAt', 'lastConnectedAt'])
    .where('leasesHeld', '>', 0)
    .where(sql<boolean>`json_array_length(connections) = 0`)
    .orderBy('agents.agentId')
    .limit(SHOWN)
    .execute();

/** An agent that reconnects is not missed at once. */
const MISSED_AFTER_MS = 15_000;

async function unoffered(db: Db, { now }: OverviewWindow): Promise<readonly WantedCapability[]> {
  const wanted = await listWantedCapabilities(db);
  if (wanted.length === 0) return [];
  const missed = new Date(Date.parse(now) - MISSED_AFTER_MS).toISOString();
  const agents = await db
    .selectFrom('agents')
    .select(['connections', 'capabilities'])
    .where(sql<boolean>`(json_array_length(connections) > 0 or last_disconnected_at > ${missed}::timestamptz)`)
    .execute();
  const offered = new Set(
    agents.flatMap(({ connections, capabilities }) => [
      ...capabilities,
      ...connections.flatMap((connection) => connection.capabilities),
    ]),
  );
  return wanted.filter(({ capability }) => !offered.has(capability)).slice(0, SHOWN);
}

const parked = (db: Db): Promise<OverviewRows['parked'][number][]> =>
  db
    .selectFrom('deadLetteredEvents')
    .select(['position', 'stream', 'revision', 'id', 'type', 'reason'])
    .orderBy('position')
    .limit(SHOWN)
    .execute();
