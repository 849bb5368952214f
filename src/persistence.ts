import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './domain/kernel/errors.js';

interface Log {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Tries until it works; says once what it waits for. */
export async function until(
  what: string,
  attempt: () => Promise<unknown>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries === 1 || tries % 20 === 0) log.warn({ reason: messageOf(error) }, `waiting for ${what}`);
      await sleep(Math.min(100 * tries, 1_000), undefined, { signal });
    }
  }
}

/** A process manager that ends with an error is started again: nothing may end silently. */
export async function keepRunning(
  what: string,
  run: () => Promise<void>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await run();
    } catch (error) {
      log.error({ reason: messageOf(error) }, `${what} stopped and is started again`);
    }
    await sleep(1_000, undefined, { signal }).catch(() => undefined);
  }
}
