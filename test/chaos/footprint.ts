import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const Line = z.object({ pid: z.number(), bytes: z.number() });
const ANSWERED_WITHIN_MS = 20_000;

/** What a process holds at one moment. */
export interface Footprint {
  /** What is alive in its heap after a full collection and what that keeps outside of it; of PostgreSQL what its processes hold without the cache that they share. */
  readonly megabytes: number;
  /** Open files; of PostgreSQL its processes. */
  readonly files: number;
}

/** Of a process that has loaded memory-probe.mjs, which writes to `file`. */
export async function footprintOf(pid: number, file: string): Promise<Footprint> {
  writeFileSync(file, '');
  process.kill(pid, 'SIGUSR2');
  const until = performance.now() + ANSWERED_WITHIN_MS;
  for (;;) {
    const [line] = readFileSync(file, 'utf8').split('\n').filter(Boolean);
    if (line !== undefined) {
      const { bytes } = Line.parse(JSON.parse(line));
      return { megabytes: bytes / 1_048_576, files: openFiles(pid) };
    }
    if (performance.now() > until) throw new Error(`process ${pid} did not say what it holds`);
    await sleep(20);
  }
}

/**
 * Of PostgreSQL: a process with those below it, one for each connection. The cache that they share fills up to its size, and stays; each of them
 * keeps the files of the tables that it has seen open, up to a limit of its own. So its processes are counted in place of its files.
 */
export function footprintOfTree(pids: readonly number[]): Footprint {
  let kilobytes = 0;
  let processes = 0;
  for (const pid of pids) {
    const rollup = `/proc/${pid}/smaps_rollup`;
    if (!existsSync(rollup)) continue;
    kilobytes += Number(/^Pss_Anon:\s+(\d+)/m.exec(readFileSync(rollup, 'utf8'))?.[1] ?? 0);
    processes++;
  }
  return { megabytes: kilobytes / 1024, files: processes };
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
