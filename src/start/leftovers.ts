import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { type DataFolder } from '../embedded/data-folder.js';
import { processIdentity } from '../embedded/process-identity.js';
import { orphanGraceMs } from './timing.js';

const Children = z.record(z.string(), z.object({ pid: z.number().int(), identity: z.string() }));

/** The children of this launcher, written down, so that the next start can find those that a killed launcher left. */
export interface ChildrenRecord {
  note(name: string, pid: number): Promise<void>;
}

export function childrenRecord(folder: DataFolder): ChildrenRecord {
  const children: z.infer<typeof Children> = {};
  let written = Promise.resolve();
  return {
    async note(name, pid) {
      const identity = await processIdentity(pid);
      if (identity === undefined) return;
      children[name] = { pid, identity };
      written = written.then(() => folder.write('children.json', children));
      await written;
    },
  };
}

/**
 * Waits until the children of an earlier launcher have ended, which they do by themselves when it is gone; after a while
 * they are killed. (PostgreSQL is not among them: its next start shuts it down cleanly.)
 *
 * @returns the names of those that were still there
 */
export async function endLeftovers(folder: DataFolder): Promise<string[]> {
  const children = Object.entries((await folder.read('children.json', Children)) ?? {});
  const still = async () => {
    const found = [];
    for (const [name, { pid, identity }] of children)
      if ((await processIdentity(pid)) === identity) found.push({ name, pid });
    return found;
  };
  const found = await still();
  const until = Date.now() + orphanGraceMs + 1_000;
  for (let left = found; left.length > 0; left = await still()) {
    if (Date.now() > until) {
      for (const { pid } of left) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended in the meantime.
        }
      }
    }
    await delay(50);
  }
  return found.map(({ name }) => name);
}
