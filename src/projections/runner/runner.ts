import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import type { BlobStore, Feed, FeedBatch } from '../../domain/kernel/ports.js';
import type { Group } from '../batch/group.js';
import { Fenced, NOTHING_CHANGED, PREFIXES, Projector } from '../batch/projector.js';
import type { ProjectionLog } from '../log.js';
import type { ProjectionState } from '../rows.js';
import { isSchemaGone, projectorConnection, projectorName } from '../storage/connection.js';
import { currentSchema, migrate, raiseEpoch } from '../storage/schema.js';
import { Commits } from './commits.js';
import { Mutex } from './mutex.js';
import { ProjectorLock, type ProjectorIdentity } from './projector-lock.js';

const BACK_OFF_MS = { first: 50, most: 2_000 };
/** Whoever stands by tries so often. */
const STANDBY_POLL_MS = 100;
const SESSION_WAIT_MS = 2_000;

export interface RunnerOptions {
  readonly group: Group;
  readonly databaseUrl: string;
  readonly log: ProjectionLog;
  readonly onWipedStore: 'refuse' | 'rebuild';
  readonly onSchema: (schema: string) => void;
  readonly self: ProjectorIdentity;
  /** False: the epoch alone keeps two servers apart. They take the read models from each other with every batch. */
  readonly lock: boolean;
}

/** While this process projects: its connection, which holds the lock, and what it writes with. */
export interface Session {
  readonly feed: Feed;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly client: pg.Client;
  readonly lost: AbortSignal;
  projector: Projector;
  /** Set while the event at the checkpoint is gone; called when a rebuild has put another schema in place. */
  replaced: (() => void) | undefined;
}

/**
 * Follows the log into the current schema. A lock says who projects (free at once when its holder dies, and soon when it is frozen), the
 * epoch in the checkpoint makes sure of it (a holder that was only stopped finds itself fenced). Whatever breaks, the session ends and another begins
 * from the checkpoint in Postgres: a commit whose answer was lost is found there.
 */
export class Runner {
  readonly turn = new Mutex();
  readonly commits: Commits;
  session: Session | undefined;
  state: ProjectionState = 'stopped';
  problem: string | undefined;
  /** Rebuilds from the log that is there, if the settings want that. */
  onWiped: (() => Promise<void>) | undefined;
  /** This process begins to project: a rebuild that was cut short goes on. */
  onProjecting: (() => void) | undefined;
  /** How many were committed: a session that got that far is no sign of trouble. */
  private batches = 0;

  constructor(readonly options: RunnerOptions) {
    this.commits = new Commits(options.log);
  }

  async run(feed: Feed, blobs: Pick<BlobStore, 'get'>, signal: AbortSignal): Promise<void> {
    let delay = BACK_OFF_MS.first;
    while (!signal.aborted) {
      const before = this.batches;
      try {
        await this.project(feed, blobs, signal);
      } catch (error) {
        if (!signal.aborted) this.failed(error);
      }
      this.session = undefined;
      if (signal.aborted) break;
      if (this.batches > before) delay = BACK_OFF_MS.first;
      await sleep(delay, undefined, { signal }).catch(() => undefined);
      delay = Math.min(delay * 2, BACK_OFF_MS.most);
    }
    this.become('stopped');
  }

  /** Where this process projects, as soon as it does. Rejects with READ.NOT_PROJECTOR when it does not. */
  async projecting(): Promise<Session> {
    const until = performance.now() + SESSION_WAIT_MS;
    while (!this.session && this.state !== 'standby' && performance.now() < until) await sleep(STANDBY_POLL_MS / 4);
    if (this.session) return this.session;
    throw new DomainError(
      'READ.NOT_PROJECTOR',
      'unavailable',
      this.state === 'standby'
        ? 'Another process projects the read models: ask that one.'
        : 'This process does not project the read models now. Try again when PostgreSQL is back.',
    );
  }

  /** A connection that says whose it is: whoever takes over ends all of them. */
  connect(onLost: (error: Error) => void = () => undefined): Promise<pg.Client> {
    const { databaseUrl, group, self } = this.options;
    return projectorConnection(databaseUrl, projectorName(group.name, self.id), onLost);
  }

  private failed(error: unknown): void {
    const message = messageOf(error);
    if (error instanceof Fenced) this.options.log.warn({}, 'another projector has taken over');
    else if (!isSchemaGone(error) && this.problem !== message)
      this.options.log.warn({ err: error }, 'the read models cannot be written now; trying again');
    this.become('unavailable', message);
  }

  private become(state: ProjectionState, problem?: string): void {
    this.state = state;
    this.problem = problem;
  }

  private async project(feed: Feed, blobs: Pick<BlobStore, 'get'>, signal: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const stop = AbortSignal.any([signal, lost.signal]);
    const client = await this.connect((error) => lost.abort(error));
    try {
      await migrate(client, this.options.group, this.options.log);
      if (!(await this.lock(client, stop))) return;
      const schema = await currentSchema(client, this.options.group);
      if (!schema) throw new Error(`mission_control.read_models has no row ${this.options.group.title}`);
      const checkpoint = await raiseEpoch(client, schema.schema);
      const projector = await new Projector(
        this.options.group,
        client,
        schema.schema,
        checkpoint,
        blobs,
        this.options.log,
      ).open();
      const session: Session = { feed, blobs, client, lost: lost.signal, projector, replaced: undefined };
      this.session = session;
      this.options.onSchema(schema.schema);
      this.commits.reset(projector.position);
      this.commits.committed(NOTHING_CHANGED, projector.position);
      this.options.log.info(
        { schema: schema.schema, epoch: checkpoint.epoch, position: String(projector.position) },
        'projecting the read models',
      );
      this.onProjecting?.();
      while (!stop.aborted) await this.follow(session, stop, (error) => lost.abort(error));
      if (!signal.aborted) throw lost.signal.reason;
    } finally {
      await Promise.race([client.end().catch(() => undefined), sleep(500, undefined, { ref: false })]);
    }
  }

  private async lock(client: pg.Client, stop: AbortSignal): Promise<boolean> {
    const lock = new ProjectorLock(this.options.group, this.options.self);
    while (!stop.aborted) {
      if (!this.options.lock || (await lock.take(client))) return true;
      if (this.state !== 'standby') {
        this.become('standby');
        this.options.log.info({}, 'another process projects the read models; standing by');
        const schema = await currentSchema(client, this.options.group);
        if (schema) this.options.onSchema(schema.schema);
      }
      await sleep(STANDBY_POLL_MS, undefined, { signal: stop }).catch(() => undefined);
    }
    return false;
  }

  private async follow(session: Session, stop: AbortSignal, give: (error: unknown) => void): Promise<void> {
    this.become('catchingUp');
    try {
      await session.feed.follow({
        name: this.options.group.title,
        from: session.projector.committed,
        prefixes: PREFIXES,
        maxBatch: this.options.group.maxBatch,
        gatherMs: this.options.group.gatherMs,
        ...(this.options.group.urgent ? { urgent: this.options.group.urgent } : {}),
        signal: stop,
        onLive: (live) => this.become(live ? 'live' : 'catchingUp'),
        handle: (batch) => this.handle(session, batch, stop, give),
      });
      if (!stop.aborted) throw new Error('the feed has ended');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'STORE.WIPED') throw error;
      await this.wiped(session, error, stop);
    }
  }

  private async handle(
    session: Session,
    batch: FeedBatch,
    stop: AbortSignal,
    give: (error: unknown) => void,
  ): Promise<void> {
    const started = performance.now();
    await this.turn.run(async () => {
      try {
        const changes = await session.projector.apply(batch);
        this.batches++;
        this.commits.committed(changes, batch.through);
      } catch (error) {
        // The blob store is away: the feed brings the batch again. Anything else needs another session.
        if (!(error instanceof DomainError)) give(error);
        throw error;
      }
    });
    const rest = this.options.group.restMs?.(performance.now() - started, ageOf(batch)) ?? 0;
    if (rest >= 1) await sleep(rest, undefined, { signal: stop }).catch(() => undefined);
  }

  private async wiped(session: Session, error: DomainError, stop: AbortSignal): Promise<void> {
    this.become('storeWiped', `${error.message} To rebuild, run: missionctl projections rebuild`);
    this.options.log.error({ position: String(session.projector.position) }, this.problem ?? error.message);
    const replaced = new Promise<void>((resolve) => {
      session.replaced = resolve;
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    if (this.options.onWipedStore === 'rebuild') await this.onWiped?.();
    await replaced;
    session.replaced = undefined;
  }
}

/** Of the last event of a batch, in ms; 0 when it has none. */
function ageOf({ items }: FeedBatch): number {
  const last = items.findLast((item) => item.kind === 'event');
  return last === undefined ? 0 : Math.max(0, Date.now() - Date.parse(last.event.metadata.at));
}
