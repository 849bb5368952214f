import pg from 'pg';
import type { Recorded } from '../../src/domain/kernel/envelope.js';
import { connect, type EventStoreConnection } from '../../src/eventstore/connect.js';
import type { GroupName } from '../../src/projections/read-models.js';
import { schemaOf } from './read-models.js';
import { isRunEvent } from './run-invariants.js';

/** An agent that comes back, or says how far it is, moves no run. */
const NO_PROGRESS: readonly string[] = ['LeaseMoved', 'StepProgressed', 'UsageCharged'];
const ENDS: readonly string[] = ['RunCompleted', 'RunFailed', 'RunCancelled'];
const CHECKPOINT_POLL_MS = 10;
/** Whatever has to be waited for, on whatever machine: a lease that nobody comes for, and its retry. */
const TAKEN_OVER_WITHIN_MS = 60_000;
const silent = { info: () => undefined, warn: () => undefined };

/** Follows the log while servers die: which runs the dead one was at, and when another one moves them on. */
export class RunWatch {
  readonly connection: EventStoreConnection;
  /** Streams. */
  readonly ended = new Set<string>();
  /** Dispatches to agents that were not with the server that appended them. */
  readonly strangeDispatches: string[] = [];
  /** By stream: who has moved the run last. */
  readonly #open = new Map<string, string>();
  readonly #waiting = new Map<string, (at: number) => void>();
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(eventStoreUrl: string) {
    this.connection = connect({ url: eventStoreUrl, log: silent, writer: { version: 'test', bootId: 'test' } });
    this.#done = this.connection.feed.follow({
      name: 'failover',
      from: undefined,
      prefixes: ['run-'],
      signal: this.#stop.signal,
      handle: ({ items }) => {
        for (const item of items) if (item.kind === 'event') this.#see(item.event);
        return Promise.resolve();
      },
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.connection.dispose();
  }

  /** For each run that a server has moved last and that has not ended: when another one moves it, in milliseconds after `since`. */
  takenOver(bootId: string, since: number): Promise<number[]> {
    const runs = [...this.#open].filter(([, writer]) => writer === bootId).map(([stream]) => stream);
    return Promise.all(runs.map(async (stream) => (await this.#movedOn(stream)) - since));
  }

  #movedOn(stream: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const stuck = setTimeout(() => reject(new Error(`nobody has taken over ${stream}`)), TAKEN_OVER_WITHIN_MS);
      this.#waiting.set(stream, (at) => {
        clearTimeout(stuck);
        resolve(at);
      });
    });
  }

  #see(event: Recorded): void {
    const { stream, type, metadata } = event;
    const { bootId } = metadata.writer;
    if (isRunEvent(event) && event.type === 'StepDispatched' && event.data.agent.gatewayId !== bootId)
      this.strangeDispatches.push(`${stream} ${event.revision}`);
    if (NO_PROGRESS.includes(type)) return;
    const isEnd = ENDS.includes(type);
    if (isEnd || this.#open.get(stream) !== bootId) {
      this.#waiting.get(stream)?.(performance.now());
      this.#waiting.delete(stream);
    }
    if (isEnd) {
      this.#open.delete(stream);
      this.ended.add(stream);
    } else this.#open.set(stream, bootId);
  }
}

/** The checkpoint of a group, looked at from outside of any server. */
export class CheckpointWatch {
  private constructor(
    readonly client: pg.Client,
    readonly schema: string,
    readonly before: { readonly epoch: bigint; readonly position: bigint },
  ) {}

  static async begin(databaseUrl: string, group: GroupName): Promise<CheckpointWatch> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const schema = await schemaOf(databaseUrl, group);
    return new CheckpointWatch(client, schema, await readCheckpoint(client, schema));
  }

  /** When somebody has committed rows under a newer epoch, in milliseconds after `since`. Ends the watch. */
  async projectedAnew(since: number): Promise<number> {
    const { client, schema, before } = this;
    try {
      for (;;) {
        if (performance.now() - since > TAKEN_OVER_WITHIN_MS) throw new Error(`nobody projects into ${schema}`);
        const now = await readCheckpoint(client, schema);
        if (now.epoch > before.epoch && now.position > before.position) return performance.now() - since;
        await new Promise((resolve) => setTimeout(resolve, CHECKPOINT_POLL_MS));
      }
    } finally {
      await client.end();
    }
  }
}

async function readCheckpoint(client: pg.Client, schema: string): Promise<CheckpointWatch['before']> {
  const found = await client.query<{ epoch: string; position: string }>(
    `SELECT epoch, coalesce(position, 0) AS position FROM ${schema}.checkpoint`,
  );
  const [row] = found.rows;
  return { epoch: BigInt(row?.epoch ?? 0), position: BigInt(row?.position ?? 0) };
}

/** `NAME: p50 12 ms, p95 40 ms, most 41 ms (n = 20)` */
export function spread(name: string, ms: readonly number[]): string {
  if (ms.length === 0) return `${name}: none`;
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(0);
  return `${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (n = ${ms.length})`;
}
