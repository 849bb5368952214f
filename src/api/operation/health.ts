import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '../../domain/kernel/ports.js';
import type { ProjectionStatus } from '../../projections/rows.js';
import { READS, STORE, type Reads } from '../ports.js';

/** How long a store may take before health says that it is away. */
const PATIENCE_MS = 2_000;

export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'notReady';
  readonly checks: {
    readonly eventStore: { readonly ok: boolean; readonly detail?: string };
    readonly readModels: {
      readonly ok: boolean;
      readonly state: string;
      readonly position?: string;
      /** Positions behind the log. */
      readonly lag?: string | null;
      readonly parkedStreams?: number;
      readonly deadLettered?: number;
      readonly detail?: string;
    };
  };
}

/** Whether this process can do its work. `degraded`: it can, and something needs a person (an event that could not be projected). */
@Injectable()
export class Health {
  constructor(
    @Inject(STORE) private readonly store: Pick<EventStore, 'available'>,
    @Inject(READS) private readonly reads: Pick<Reads, 'status'>,
  ) {}

  async readiness(): Promise<Readiness> {
    const available = this.store.available();
    const readModels = await this.readModels();
    const ok = available && readModels.ok;
    const poisoned = (readModels.parkedStreams ?? 0) > 0 || (readModels.deadLettered ?? 0) > 0;
    return {
      status: !ok ? 'notReady' : poisoned ? 'degraded' : 'ready',
      checks: {
        eventStore: available
          ? { ok: true }
          : { ok: false, detail: 'The event store does not answer: commands are refused, work resumes by itself.' },
        readModels,
      },
    };
  }

  private async readModels(): Promise<Readiness['checks']['readModels']> {
    const away = { ok: false, state: 'unavailable' };
    const patience = new AbortController();
    try {
      const status = await Promise.race([
        this.reads.status(),
        sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => undefined),
      ]);
      return status === undefined ? { ...away, detail: `no answer within ${PATIENCE_MS} ms` } : checkOf(status);
    } catch (error) {
      return { ...away, detail: error instanceof Error ? error.message : String(error) };
    } finally {
      patience.abort();
    }
  }
}

function checkOf(status: ProjectionStatus): Readiness['checks']['readModels'] {
  return {
    ok: status.state === 'live' || status.state === 'catchingUp' || status.state === 'standby',
    state: status.state,
    position: status.position,
    lag: status.lag,
    parkedStreams: status.parkedStreams,
    deadLettered: status.deadLettered.length,
    ...(status.problem === null ? {} : { detail: status.problem }),
  };
}
