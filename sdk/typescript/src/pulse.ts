import type { Work } from './step-context.js';

const TICK_MS = 100;

/**
 * The agent's clock: heartbeats (as often as the gateway asks, and three times within the shortest heartbeat of what is
 * at work), and deadlines. One timer for all: a timer per step would cost more than a short step itself.
 */
export class Pulse {
  private gatewayMs: number | undefined;
  private lastBeat = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly works: ReadonlyMap<string, Work>,
    private readonly on: { beat(): void; overdue(work: Work): void },
  ) {}

  start(heartbeatMs: number): void {
    this.gatewayMs = heartbeatMs;
    this.lastBeat = performance.now();
    this.changed();
  }

  /** Something came to work. */
  changed(): void {
    if (this.gatewayMs === undefined) return;
    this.timer ??= setInterval(() => this.tick(this.gatewayMs ?? TICK_MS), TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.gatewayMs = undefined;
  }

  private tick(gatewayMs: number): void {
    let interval = gatewayMs;
    const now = Date.now();
    for (const work of this.works.values()) {
      interval = Math.min(interval, work.task.heartbeatMs / 3);
      if (work.deadlineMs <= now && !work.aborted?.aborted) this.on.overdue(work);
    }
    if (performance.now() - this.lastBeat < interval - TICK_MS / 2) return;
    this.lastBeat = performance.now();
    this.on.beat();
  }
}
