import { type Environment } from './environment.js';
import { type ChildrenRecord } from './leftovers.js';
import { type Screen } from './screen.js';
import { type Service, type Supervised, supervise } from './supervisor.js';

export interface Stage {
  readonly service: Service;
  /** What is said when it is ready. */
  readonly outcome: () => string;
}

/** Starts services at once, and keeps each running. */
export type StartTogether = (...stages: readonly Stage[]) => Promise<void>;

/**
 * What runs is added to `running` in the order of the stages, whichever was ready first: they are stopped in the reverse one.
 *
 * @returns a function that throws what the first that fails throws; the others are given up, or are in `running`
 */
export function starter({ environment, screen, signal, running }: Wanted, children: ChildrenRecord): StartTogether {
  return async (...stages) => {
    signal.throwIfAborted();
    const failed = new AbortController();
    const giveUp = AbortSignal.any([signal, failed.signal]);
    const start = async ({ service, outcome }: Stage): Promise<Supervised> => {
      const noted: Service = {
        name: service.name,
        async start(unwanted) {
          const process = await service.start(unwanted);
          await children.note(service.name, process.pid);
          return process;
        },
      };
      const started = () => supervise(noted, (event) => screen.report(event), giveUp, environment.MC_RESTART_MAX_MS);
      try {
        return await screen.stage(service.name, started, outcome);
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    };
    const outcomes = await Promise.allSettled(stages.map(start));
    for (const one of outcomes) if (one.status === 'fulfilled') running.push(one.value);
    failed.signal.throwIfAborted();
  };
}

interface Wanted {
  readonly environment: Environment;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  readonly running: Supervised[];
}
