import { createInterface } from 'node:readline/promises';
import { runCli } from './program.js';

/** Ctrl-C ends a command in order: the terminal is left clean, the exit code is 130. A second one ends it at once. */
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
// A reader that went away (`missionctl run list | head -1`) is no error.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** Ctrl-C at a question is no answer. */
async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question, { signal: interrupt.signal });
  } finally {
    reader.close();
  }
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  now: () => Date.now(),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  interrupted: interrupt.signal,
});
