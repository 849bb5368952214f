import { backOff } from './timing.js';
import { messageOf } from '../domain/kernel/errors.js';

/** A process that works: ready, until `exited` settles with a few words on how it ended. */
export interface Running {
  readonly pid: number;
  readonly exited: Promise<string>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it at once, without waiting. */
  kill(): void;
}

/** How to start one process. It is ready when the promise is kept; `signal` is aborted when nobody wants it any more. */
export interface Service {
  readonly name: string;
  start(signal: AbortSignal): Promise<Running>;
}

export type SupervisorEvent =
  | { readonly type: 'ended'; readonly name: string; readonly how: string; readonly restartInMs: number }
  | { readonly type: 'restarted'; readonly name: string; readonly pid: number; readonly afterMs: number };

export interface Supervised {
  readonly name: string;
  /** Ends the process for good; there is no restart after that. */
  stop(): Promise<void>;
  kill(): void;
}

/**
 * Starts a service and keeps it running: a process that ends, or does not become ready, is started again after a wait
 * that doubles from 100 ms to `longestWaitMs` (5 s) and begins anew after 30 s of work.
 *
 * @param giveUp ends the first start
 * @throws whatever the FIRST start throws: what never worked is a mistake to be told, not to be tried again
 */
export async function supervise(
  service: Service,
  report: (event: SupervisorEvent) => void,
  giveUp?: AbortSignal,
  longestWaitMs: number = backOff.lastMs,
): Promise<Supervised> {
  const unwanted = new AbortController();
  const abort = () => unwanted.abort();
  giveUp?.addEventListener('abort', abort, { once: true });
  let current: Running | undefined = await service
    .start(unwanted.signal)
    .finally(() => giveUp?.removeEventListener('abort', abort));
  const loop = keepRunning(current);

  async function keepRunning(first: Running): Promise<void> {
    let wait = backOff.firstMs;
    for (let running = first; ;) {
      const since = Date.now();
      let how = await running.exited;
      current = undefined;
      const endedAt = Date.now();
      if (endedAt - since >= backOff.healthyMs) wait = backOff.firstMs;
      for (;;) {
        if (unwanted.signal.aborted) return;
        report({ type: 'ended', name: service.name, how, restartInMs: wait });
        await waitUnless(unwanted.signal, wait);
        wait = Math.min(wait * 2, longestWaitMs);
        if (unwanted.signal.aborted) return;
        try {
          running = await service.start(unwanted.signal);
          break;
        } catch (error) {
          how = messageOf(error);
        }
      }
      current = running;
      if (unwanted.signal.aborted) await running.stop();
      else report({ type: 'restarted', name: service.name, pid: running.pid, afterMs: Date.now() - endedAt });
    }
  }

  return {
    name: service.name,
    async stop() {
      unwanted.abort();
      await current?.stop();
      await loop;
    },
    kill() {
      unwanted.abort();
      current?.kill();
    },
  };
}

function waitUnless(aborted: AbortSignal, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      aborted.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    aborted.addEventListener('abort', done, { once: true });
  });
}
