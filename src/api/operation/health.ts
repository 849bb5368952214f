import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '../../domain/kernel/ports.js';
import type { GroupName } from '../../projections/read-models.js';
import type { ProjectionStatus } from '../../projections/rows.js';
import { READS, STORE, type Reads } from '../ports.js';
import { messageOf } from '../../domain/kernel/errors.js';

/** How long a store may take before health says that it is away. */
const PATIENCE_MS = 2_000;

interface GroupCheck {
  readonly ok: boolean;
  readonly state: string;
  readonly position?: string;
  /** Positions behind the log. */
  readonly lag?: string | null;
  readonly parkedStreams?: number;
  readonly deadLettered?: number;
  readonly detail?: string;
}
export interface Readiness {
  readonly status: 'ready' | 'degraded' | 'notReady';
  readonly checks: {
    readonly eventStore: { readonly ok: boolean; readonly detail?: string };
    readonly readModels: GroupCheck;
    /** The text of every event, and the record: nothing else waits for it. */
    readonly audit: GroupCheck;
  };
}

/** Whether this process can do its work. `degraded`: it can, and something needs a person (an event that could not be projected, an audit that stands still). */
@Injectable()
export class Health {
  constructor(
    @Inject(STORE) private readonly store: Pick<EventStore, 'available' | 'refusal'>,
    @Inject(READS) private readonly reads: Pick<Reads, 'status'>,
  ) {}

  async readiness(): Promise<Readiness> {
    const problem = this.store.available()
      ? this.store.refusal()
      : 'The event store does not answer: commands are refused, work resumes by itself.';
    const [readModels, audit] = await Promise.all([this.group('main'), this.group('audit')]);
    const ok = problem === undefined && readModels.ok;
    const poisoned = [readModels, audit].some(
      ({ parkedStreams = 0, deadLettered = 0 }) => parkedStreams > 0 || deadLettered > 0,
    );
    return {
      status: !ok ? 'notReady' : poisoned || !audit.ok ? 'degraded' : 'ready',
      checks: {
        eventStore: problem === undefined ? { ok: true } : { ok: false, detail: problem },
        readModels,
        audit,
      },
    };
  }

  private async group(name: GroupName): Promise<GroupCheck> {
    const away = { ok: false, state: 'unavailable' };
    const patience = new AbortController();
    try {
      const status = await Promise.race([
        this.reads.status(name),
        sleep(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => undefined),
      ]);
      return status === undefined ? { ...away, detail: `no answer within ${PATIENCE_MS} ms` } : checkOf(status);
    } catch (error) {
      return { ...away, detail: messageOf(error) };
    } finally {
      patience.abort();
    }
  }
}

function checkOf(status: ProjectionStatus): GroupCheck {
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
