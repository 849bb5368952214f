import type { System } from './api/contract/system.js';
import type { SystemProbe } from './api/ports.js';
import type { Config } from './config.js';
import type { AgentGateway } from './gateway/agent-gateway.js';
import type { SlotPool } from './gateway/slot-pool.js';
import type { Checkpointer } from './processes/checkpoints.js';
import type { FeedMeter } from './processes/feed-meter.js';
import type { OpenRuns } from './processes/open-runs.js';
import type { Scheduler } from './processes/scheduler.js';

export interface SystemParts {
  readonly config: Config;
  readonly version: string;
  readonly bootId: string;
  about(): Promise<{ readonly version: string | null }>;
  readonly meter: FeedMeter;
  readonly scheduler: Scheduler;
  readonly openRuns: OpenRuns;
  readonly pool: SlotPool;
  readonly gateway: AgentGateway;
  readonly checkpointer: Pick<Checkpointer, 'last' | 'problem'>;
}

/** What the server shows of itself on the system page. */
export function systemProbe(parts: SystemParts): SystemProbe {
  const { config, version, bootId, meter } = parts;
  const embedded = config.MC_EMBEDDED.split(',');
  let ready = false;
  void parts.scheduler.ready.then(() => (ready = true));
  return {
    version,
    bootId,
    startedAt: Date.now() - process.uptime() * 1_000,
    embedded: { eventStore: embedded.includes('event-store'), postgres: embedded.includes('postgres') },
    eventStore: () => parts.about(),
    processes: () => processesOf(parts, ready),
    behind: (position, now) => meter.behind(position, now),
  };
}

function processesOf(
  { config, openRuns, pool, gateway, checkpointer, scheduler }: SystemParts,
  ready: boolean,
): System['processes'] {
  const waiting = [...pool.waiting().values()].reduce((sum, n) => sum + n, 0);
  const agents = [...gateway.keeper.connections()].length;
  return [
    {
      name: 'scheduler',
      running: ready,
      detail: scheduler.hasSeenAll ? `${openRuns.size} open runs, ${waiting} wait for an agent` : 'reads the open runs',
      figures: { openRuns: openRuns.size, waiting },
    },
    {
      name: 'timers',
      running: true,
      detail: openRuns.due.size === 1 ? '1 run has something due' : `${openRuns.due.size} runs have something due`,
      figures: { due: openRuns.due.size },
    },
    {
      name: 'gateway',
      running: true,
      detail: `${agents} agent processes connected here, ${pool.inFlight} attempts under way`,
      figures: { agents, inFlight: pool.inFlight },
    },
    {
      name: 'projections',
      running: config.MC_PROJECTIONS,
      detail: config.MC_PROJECTIONS ? 'fill the read models' : 'left to another process',
      figures: {},
    },
    {
      name: 'checkpoints',
      running: checkpointer.problem === null,
      detail:
        checkpointer.problem ??
        (checkpointer.last === null ? 'nothing is signed yet' : `newest of ${checkpointer.last.at}`),
      figures: checkpointer.last === null ? {} : { size: checkpointer.last.size },
    },
  ];
}
