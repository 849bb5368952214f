import { spawn } from 'node:child_process';
import { z } from 'zod';
import { FIGURES, type Line, type Run, type Scenario } from './figures.js';

export interface Command {
  readonly program: string;
  readonly script: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const number = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);
const Line = z.object({
  bad: z.unknown().optional(),
  stepP50: number,
  stepP99: number,
  totalP50: number,
  stepsPerSec: number,
  steps: number,
  cpuNode: number,
  cpuStore: number,
});
type Outcome = Pick<Run, 'line' | 'bad'>;

/** What a program that ended has measured: its last line of JSON, if all of it is there and as many steps ran as should. */
export function outcome(scenario: Scenario, ended: { code: number | null; out: string; err: string }): Outcome {
  const last = ended.out.split('\n').findLast((text) => text.startsWith('{'));
  const line = last === undefined ? undefined : parsed(last);
  const end = reason(ended.err.trim() || ended.out.trim());
  if (ended.code !== 0) return { line, bad: `ended with ${ended.code ?? 'a signal'}: ${end}` };
  if (!line) return { line, bad: `said nothing: ${end}` };
  if (line.bad !== undefined) return { line, bad: `${String(line.bad)} steps ran, which is not what should have` };
  const lacking = FIGURES.filter((figure) => figure.scenario === scenario && figure.of(line) === undefined);
  return { line, bad: lacking.length ? `did not say ${lacking.map(({ name }) => name).join(', ')}` : undefined };
}

/** The line of what it said last that names an error, else the last one. */
function reason(text: string): string {
  const lines = text.split('\n');
  return (lines.findLast((line) => /^\S*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
}

function parsed(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Nothing takes as long, at the slowest. */
const LIMIT_MS = 15 * 60_000;

/** Runs a script with the scenario as its argument, to its end and that of all that it starts: nothing of it is left when the next one begins. */
export async function runOnce(command: Command, scenario: Scenario, stopped: AbortSignal): Promise<Outcome> {
  stopped.throwIfAborted();
  const child = spawn(command.program, [command.script, scenario], {
    cwd: command.folder,
    env: { ...command.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own.
    detached: true,
  });
  const all = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Nothing of it is left.
    }
  };
  const stop = (): void => {
    all('SIGTERM');
    setTimeout(() => all('SIGKILL'), 5_000).unref();
  };
  stopped.addEventListener('abort', stop);
  const limit = setTimeout(stop, LIMIT_MS);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  // A process that it left behind holds the pipes open: it goes first, then all that was said has arrived.
  child.once('exit', () => all('SIGKILL'));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      err += error.message;
      resolve(-1);
    });
    child.once('close', resolve);
  });
  clearTimeout(limit);
  stopped.removeEventListener('abort', stop);
  stopped.throwIfAborted();
  return outcome(scenario, { code, out, err });
}
