import { readFileSync, writeFileSync } from 'node:fs';

/** The places in the code that can be made to fail. This file is in no build that people run. */
export type Failpoint = keyof typeof import('./failpoints.json', { with: { type: 'json' } });
/** kill: the process is gone at once. throw: an error at that place. hang: what came there stands still for ever. */
export type Failure = 'kill' | 'throw' | 'hang';

export class FailpointError extends Error {
  override readonly name = 'FailpointError';
}

const FROM_FILE = 'file:';
const ONE = /^([\w.]+)=(kill|throw|hang)(?:@(\d+))?$/;
/** How often each armed place was reached. */
const counts = new Map<string, number>();
let armed = process.env['MC_FAILPOINTS'] ?? '';

/**
 * Arms places of this process: `append.after=kill@3,emit.before=throw` (at the third time that it is reached; without a number at the first).
 * Each fails once. `file:PATH` reads such a list from a file, anew each time; a place that fails is taken out of it first, so that the
 * next life of the process does not die there again.
 */
export function arm(list: string): void {
  armed = list;
  counts.clear();
}

export async function reached(name: Failpoint): Promise<void> {
  if (armed === '') return;
  const failure = due(name);
  if (failure === undefined) return;
  if (failure === 'throw') throw new FailpointError(`failpoint ${name}`);
  if (failure === 'kill') process.kill(process.pid, 'SIGKILL');
  await new Promise<never>(() => undefined);
}

function due(name: Failpoint): Failure | undefined {
  const entries = listed().split(',').filter(Boolean);
  for (const entry of entries) {
    const [, place, failure, times = '1'] = ONE.exec(entry) ?? [];
    if (place !== name) continue;
    const count = (counts.get(entry) ?? 0) + 1;
    counts.set(entry, count);
    if (count < Number(times)) continue;
    counts.delete(entry);
    keep(entries.filter((other) => other !== entry).join(','));
    return failure === 'kill' || failure === 'throw' ? failure : 'hang';
  }
  return undefined;
}

function listed(): string {
  if (!armed.startsWith(FROM_FILE)) return armed;
  try {
    return readFileSync(armed.slice(FROM_FILE.length), 'utf8').trim();
  } catch {
    // No file: nothing is armed.
    return '';
  }
}

function keep(list: string): void {
  if (armed.startsWith(FROM_FILE)) writeFileSync(armed.slice(FROM_FILE.length), list);
  else armed = list;
}
