import type pg from 'pg';
import { DomainError } from '../../domain/kernel/errors.js';
import type { FeedBatch } from '../../domain/kernel/ports.js';
import { Fenced, NOTHING_CHANGED, PREFIXES, Projector } from '../batch/projector.js';
import type { ProjectionLog } from '../log.js';
import type { RebuildProgress } from '../rows.js';
import { projectorConnection } from '../storage/connection.js';
import { createSchema, nextSchema } from '../storage/schema.js';
import type { Runner, Session } from './runner.js';

export interface RebuildOptions {
  readonly onProgress?: (progress: RebuildProgress) => void;
  readonly signal?: AbortSignal;
}

/** Derives everything anew beside the live read models, and swaps when the new ones stand where the live ones do, or further. */
export class Rebuild {
  progress: RebuildProgress | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly databaseUrl: string,
    private readonly log: ProjectionLog,
    private readonly onSchema: (schema: string) => void,
  ) {}

  async run(options: RebuildOptions): Promise<void> {
    const session = await this.runner.projecting();
    if (this.progress)
      throw new DomainError('READ.REBUILDING', 'conflict', 'The read models are being rebuilt already.');
    const startedAt = new Date().toISOString();
    this.progress = { position: '0', target: String(session.projector.position), events: 0, startedAt };
    const failed = new AbortController();
    let client: pg.Client | undefined;
    try {
      client = await projectorConnection(this.databaseUrl, this.runner.options.group.name, (error) =>
        failed.abort(error),
      );
      const stop = AbortSignal.any([session.lost, failed.signal, ...(options.signal ? [options.signal] : [])]);
      await this.fill(session, client, stop, (error) => failed.abort(error), options);
    } finally {
      this.progress = undefined;
      await client?.end().catch(() => undefined);
    }
  }

  private async fill(
    session: Session,
    client: pg.Client,
    stop: AbortSignal,
    fail: (error: unknown) => void,
    options: RebuildOptions,
  ): Promise<void> {
    const wiped = this.runner.state === 'storeWiped';
    const { group } = this.runner.options;
    const schema = nextSchema(group, session.projector.schema);
    const { epoch } = session.projector;
    await createSchema(client, group, schema, epoch);
    const start = { position: undefined, eventId: undefined, epoch };
    const next = await new Projector(group, client, schema, start, session.blobs, this.log).open();
    this.log.info({ schema, of: String(session.projector.position) }, 'rebuilding the read models');
    const end = wiped ? await session.feed.end() : undefined;
    const finished = new AbortController();
    const following = AbortSignal.any([stop, finished.signal]);
    let release: (() => void) | undefined;
    const target = (): bigint => end ?? session.projector.position;
    const meet = async (through: bigint): Promise<void> => {
      if (finished.signal.aborted) return;
      release ??= await this.runner.turn.acquire();
      if (through < target()) return;
      await this.swap(session, client, next, stop);
      finished.abort();
    };
    const handle = async (batch: FeedBatch): Promise<void> => {
      try {
        await next.apply(batch);
        this.progress = {
          position: String(next.position),
          target: String(target()),
          events: next.events,
          startedAt: this.progress?.startedAt ?? new Date().toISOString(),
        };
        options.onProgress?.(this.progress);
        // Nearly there: from here on the live projector waits, so that the two meet.
        if (batch.through >= target() || batch.items.length < group.maxBatch) await meet(batch.through);
      } catch (error) {
        if (!(error instanceof DomainError)) fail(error);
        throw error;
      }
    };
    try {
      if (target() === 0n) await meet(0n);
      if (!finished.signal.aborted)
        await session.feed.follow({
          name: `${group.title}-rebuild`,
          from: undefined,
          prefixes: PREFIXES,
          maxBatch: group.maxBatch,
          signal: following,
          handle,
        });
    } finally {
      release?.();
    }
    if (finished.signal.aborted) return;
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).catch(() => undefined);
    throw stop.reason instanceof Error ? stop.reason : new Error('the rebuild was stopped');
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
        this.runner.options.group.title,
      ]);
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
