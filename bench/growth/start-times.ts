import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { round } from './cost.js';

const main = fileURLToPath(new URL('../../src/start/main.js', import.meta.url));

/** `npm start` over the data of a folder, and stopped again: seconds of each part, as it says them, until it says that it is ready, and until the examples are there. */
export async function startTimes(folder: string): Promise<Record<string, number>> {
  const from = performance.now();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, MC_DATA_DIR: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const times: Record<string, number> = {};
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    const stage = /^ {2}(\S.{17}).*\((\d+\.\d) s\)$/.exec(line);
    if (stage?.[1] !== undefined && !child.killed) times[stage[1].trim()] = Number(stage[2]);
    if (line.includes('Mission Control is ready')) times['ready'] = round((performance.now() - from) / 1_000);
    if (!line.endsWith('approval list')) continue;
    times['withExamples'] = round((performance.now() - from) / 1_000);
    child.kill('SIGTERM');
  }
  if (child.exitCode === null) await once(child, 'exit');
  if (times['withExamples'] === undefined) throw new Error(`npm start did not get ready:\n${said.join('\n')}`);
  return times;
}
