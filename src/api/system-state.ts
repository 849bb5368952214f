import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ReadModelGroup, System } from './contract/system.js';
import { Health } from './operation/health.js';
import { rebuildView } from './rebuild-view.js';
import { GROUPS, READS, SYSTEM, type GroupName, type Reads, type SystemProbe } from './ports.js';
import { messageOf } from '../domain/kernel/errors.js';

/** A store that takes longer is said not to answer. */
const PATIENCE_MS = 2_000;
const WINDOW_MS = 60_000;

/** The server as it is now. Never rejects: what cannot be asked is told. */
@Injectable()
export class SystemState implements OnModuleDestroy {
  private readonly delays: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  private since = performance.now();

  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(READS) private readonly reads: Reads,
    @Inject(SYSTEM) private readonly probe: SystemProbe,
  ) {
    this.delays.enable();
  }

  onModuleDestroy(): void {
    this.delays.disable();
  }

  async now(): Promise<System> {
    const { probe } = this;
    const [{ status }, eventStore, postgres, readModels] = await Promise.all([
      this.health.readiness(),
      storeState(probe.embedded.eventStore, () => probe.eventStore()),
      storeState(probe.embedded.postgres, () => this.reads.about()),
      Promise.all(GROUPS.map((group) => this.group(group))),
    ]);
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return {
      status,
      server: {
        version: probe.version,
        node: process.versions.node,
        bootId: probe.bootId,
        startedAt: new Date(probe.startedAt).toISOString(),
        uptimeMs: Math.round(process.uptime() * 1_000),
        memory: { rssBytes: rss, heapUsedBytes: heapUsed },
        cpuSeconds: Math.round((user + system) / 1_000) / 1_000,
        eventLoopDelayMs: this.eventLoopDelay(),
      },
      stores: { eventStore, postgres },
      readModels,
      processes: probe.processes().map((one) => ({ ...one, figures: { ...one.figures } })),
    };
  }

  /** 99th percentile since the window began; a new window begins when it is asked for after a minute. */
  private eventLoopDelay(): number {
    const nanoseconds = this.delays.percentile(99);
    if (performance.now() - this.since > WINDOW_MS) {
      this.delays.reset();
      this.since = performance.now();
    }
    return Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e4) / 100 : 0;
  }

  private async group(name: GroupName): Promise<ReadModelGroup> {
    const status = await this.reads.status(name);
    const now = Date.now();
    const behind = status.end === null ? undefined : this.probe.behind(BigInt(status.position), now);
    // The meter hears of events a moment before the read models do, and of the log's end nothing: what is level is level.
    const level = status.lag === '0';
    return {
      group: name,
      state: status.state,
      position: status.position,
      logEnd: status.end,
      lagPositions: status.lag,
      lagEvents: behind === undefined ? null : level ? 0 : (behind.events ?? null),
      lagMs: behind === undefined ? null : level ? 0 : (behind.ms ?? null),
      format: status.format,
      schema: status.schema,
      epoch: status.epoch,
      rebuild: rebuildView(status, now),
      parkedStreams: status.parkedStreams,
      parkedEvents: status.parkedEvents,
      deadLettered: status.deadLettered.length,
      skipped: status.skippedTypes.map((skipped) => ({ ...skipped })),
      problem: status.problem,
    };
  }
}

async function storeState(
  embedded: boolean,
  ask: () => Promise<{ readonly version: string | null }>,
): Promise<System['stores']['postgres']> {
  const kind = embedded ? 'embedded' : 'external';
  const patience = new AbortController();
  const start = performance.now();
  try {
    const answer = await Promise.race([
      ask(),
      sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => undefined),
    ]);
    if (answer === undefined) throw new Error(`no answer within ${PATIENCE_MS} ms`);
    const latencyMs = Math.round((performance.now() - start) * 100) / 100;
    return { reachable: true, kind, version: answer.version, latencyMs, detail: null };
  } catch (error) {
    const detail = messageOf(error);
    return { reachable: false, kind, version: null, latencyMs: null, detail };
  } finally {
    patience.abort();
  }
}
