import type pg from 'pg';
import { DomainError } from '../../domain/kernel/errors.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import { Fenced, NOTHING_CHANGED, PREFIXES, Projector } from '../batch/projector.js';
import type { ProjectionLog } from '../log.js';
import type { RebuildProgress } from '../rows.js';
import { forgetRebuild, noteProgress, noteRebuild, pendingRebuild } from '../storage/rebuilds.js';
import { createSchema, nextSchema, takeOver } from '../storage/schema.js';
import { makeIndexes } from './making-indexes.js';
import type { Runner, Session } from './runner.js';

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
  /** From the log's start, though another one was stopped on the way. */
  readonly anew?: boolean;
}
/** `stopped`: by a person; what it has filled is kept, and the next rebuild goes on from there. */
export type RebuildOutcome = 'rebuilt' | 'stopped';

/** The number of events is written down at most so often, in ms. */
const NOTE_EVERY_MS = 1_000;
/** Less than so far behind, in positions, it is nearly there once a batch is not a full one. */
const NEAR = 1_000_000n;

/** What is being filled, and what of it was filled before. */
interface Filling {
  readonly next: Projector;
  readonly eventsBefore: number;
  readonly startedAt: string;
}

/**
 * Derives everything anew beside the live read models, and swaps when the new ones stand where the live ones do, or further. What it has
 * filled stays when it ends on the way: the next one goes on from there, by itself after a restart, else when it is told to.
 */
export class Rebuild {
  progress: RebuildProgress | undefined;
  /** The last one of this process ended by an error: what it has filled is kept, and nobody fills it. */
  failed = false;
  private active: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly log: ProjectionLog,
    private readonly onSchema: (schema: string) => void,
  ) {}

  async run(options: RebuildOptions = {}): Promise<RebuildOutcome> {
    const session = await this.runner.projecting();
    if (this.active) throw new DomainError('READ.REBUILDING', 'conflict', 'The read models are being rebuilt already.');
    const stop = new AbortController();
    const work = this.work(session, stop.signal, options);
    this.active = { stop, ended: work.catch(() => undefined) };
    this.failed = false;
    try {
      return await work;
    } catch (error) {
      // Without its session another process goes on with it.
      this.failed = !session.lost.aborted;
      throw error;
    } finally {
      this.active = undefined;
      this.progress = undefined;
    }
  }

  /** Settles when there is no rebuild any more: the one that is under way, or one of its own. */
  async ensure(): Promise<void> {
    await (this.active ? this.active.ended : this.run());
  }

  /** One that ended because its process did goes on; one that a person has stopped does not. */
  async goOn(): Promise<void> {
    const pending = await this.connected((client) => pendingRebuild(client, this.group));
    if (pending && !pending.stopped && !this.active) await this.run();
  }

  /** Ends it and keeps what it has filled, or drops that too. False when there is none. Rejects with READ.NOT_PROJECTOR (unavailable). */
  async stop({ discard = false } = {}): Promise<boolean> {
    await this.runner.projecting();
    this.active?.stop.abort(new Error('the rebuild was stopped'));
    await this.active?.ended;
    return this.connected(async (client) => {
      const pending = await pendingRebuild(client, this.group);
      if (!pending) return false;
      if (!discard) await noteProgress(client, this.group, { stopped: true });
      else {
        await forgetRebuild(client, this.group);
        await client.query(`DROP SCHEMA IF EXISTS ${pending.schema} CASCADE`);
      }
      this.log.info({ schema: pending.schema, discard }, 'the rebuild was stopped');
      return true;
    });
  }

  private get group() {
    return this.runner.options.group;
  }

  private async connected<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = await this.runner.connect();
    try {
      return await use(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async work(session: Session, stopped: AbortSignal, options: RebuildOptions): Promise<RebuildOutcome> {
    const failed = new AbortController();
    const client = await this.runner.connect((error) => failed.abort(error));
    const stop = AbortSignal.any([session.lost, failed.signal, stopped, ...(options.signal ? [options.signal] : [])]);
    try {
      for (let anew = options.anew === true; ; anew = true) {
        const filling = await this.open(session, client, anew);
        try {
          await this.fill(session, client, filling, stop, (error) => failed.abort(error), options);
          return 'rebuilt';
        } catch (error) {
          if (stopped.aborted) return 'stopped';
          // What was filled is of another log.
          if (anew || !(error instanceof DomainError) || error.code !== 'STORE.WIPED') throw error;
        }
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Where the one before has come to, if there was one in this format; else empty tables. */
  private async open(session: Session, client: pg.Client, anew: boolean): Promise<Filling> {
    const { group } = this;
    const { epoch, schema: current } = session.projector;
    const pending = anew ? undefined : await pendingRebuild(client, group);
    if (pending && pending.format === group.format && pending.schema !== current) {
      const checkpoint = await takeOver(client, pending.schema, epoch);
      await noteProgress(client, group, { stopped: false });
      const next = await new Projector(group, client, pending.schema, checkpoint, session.blobs, this.log).open();
      this.log.info({ schema: pending.schema, from: pending.position }, 'going on with the rebuild of the read models');
      return { next, eventsBefore: pending.events, startedAt: pending.startedAt };
    }
    const schema = nextSchema(group, current);
    await forgetRebuild(client, group);
    await createSchema(client, group, schema, epoch);
    await noteRebuild(client, group, schema);
    const start = { position: undefined, eventId: undefined, epoch };
    const next = await new Projector(group, client, schema, start, session.blobs, this.log).open();
    this.log.info({ schema, of: String(session.projector.position) }, 'rebuilding the read models');
    return { next, eventsBefore: 0, startedAt: new Date().toISOString() };
  }

  private async fill(
    session: Session,
    client: pg.Client,
    { next, eventsBefore, startedAt }: Filling,
    stop: AbortSignal,
    fail: (error: unknown) => void,
    options: RebuildOptions,
  ): Promise<void> {
    const { group } = this;
    const end = this.runner.state === 'storeWiped' ? await session.feed.end() : undefined;
    const target = (): bigint => end ?? session.projector.position;
    const stretch = { since: new Date().toISOString(), events: eventsBefore, position: String(next.position) };
    const tell = (indexes: RebuildProgress['indexes'] = null): void => {
      const events = eventsBefore + next.events;
      const progress = { position: String(next.position), target: String(target()), events, startedAt, stretch };
      this.progress = { ...progress, state: 'running', indexes };
      options.onProgress?.(this.progress);
    };
    const note = (): Promise<void> => noteProgress(client, group, { events: eventsBefore + next.events });
    let notedAt = performance.now();
    /** Reads on until it is nearly where the live ones are and `arrived` says that this will do. */
    const read = async (arrived: (through: bigint) => boolean | Promise<boolean>): Promise<void> => {
      // There is nothing to read; or the one before was stopped at the last moment.
      if (next.position >= target() && (await arrived(next.position))) return;
      const finished = new AbortController();
      const handle = async (batch: FeedBatch): Promise<void> => {
        try {
          await next.apply(batch);
          tell();
          if (performance.now() - notedAt > NOTE_EVERY_MS) {
            await note();
            notedAt = performance.now();
          }
          const left = target() - batch.through;
          const isNear = left <= 0n || (left < NEAR && batch.items.length < group.maxBatch);
          if (isNear && (await arrived(batch.through))) finished.abort();
        } catch (error) {
          if (!(error instanceof DomainError)) fail(error);
          throw error;
        }
      };
      await session.feed.follow({
        name: `${group.title}-rebuild`,
        from: next.committed,
        prefixes: PREFIXES,
        maxBatch: group.maxBatch,
        together: true,
        signal: AbortSignal.any([stop, finished.signal]),
        handle,
      });
      if (finished.signal.aborted) return;
      await note().catch(() => undefined);
      throw stop.reason instanceof Error ? stop.reason : new Error('the rebuild was stopped');
    };
    let release: (() => void) | undefined;
    try {
      tell();
      await read(() => true);
      await note();
      const cancel = (pid: number): Promise<void> =>
        this.connected(async (other) => void (await other.query('SELECT pg_cancel_backend($1)', [pid])));
      await makeIndexes(client, group, next, stop, cancel, tell);
      tell();
      await read(async (through) => {
        // From here on the live projector waits, so that the two meet.
        release ??= await this.runner.turn.acquire();
        if (through < target()) return false;
        await this.swap(session, client, next, stop);
        return true;
      });
    } finally {
      release?.();
    }
  }

  /** With the live projector waiting: one transaction makes the new schema the current one, if we are still who projects. */
  private async swap(session: Session, client: pg.Client, next: Projector, stop: AbortSignal): Promise<void> {
    const old = session.projector;
    await client.query('BEGIN');
    try {
      const mine = await client.query(`SELECT 1 FROM ${old.schema}.checkpoint WHERE epoch = $1 FOR UPDATE`, [
        old.epoch,
      ]);
      if (mine.rowCount !== 1 || stop.aborted) throw new Fenced(`epoch ${old.epoch} was superseded`);
      await client.query('UPDATE mission_control.read_models SET schema = $1 WHERE name = $2', [
        next.schema,
        this.group.title,
      ]);
      await forgetRebuild(client, this.group);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    session.projector = await next.on(session.client);
    this.onSchema(next.schema);
    if (this.runner.state === 'storeWiped') this.runner.commits.reset(next.position);
    this.runner.commits.committed(NOTHING_CHANGED, next.position);
    session.replaced?.();
    await client.query(`DROP SCHEMA IF EXISTS ${old.schema} CASCADE`);
    this.log.info({ schema: next.schema, events: next.events, position: String(next.position) }, 'read models rebuilt');
  }
}
