import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './domain/kernel/errors.js';

interface Log {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Tries until it works, four times a second; says what it waits for after two seconds. */
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
      // The stores may be started beside this process: a short wait is nothing to speak of.
      if (tries === 10 || tries % 100 === 0) log.warn({ reason: messageOf(error) }, `waiting for ${what}`);
      await sleep(Math.min(50 * tries, 250), undefined, { signal });
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
