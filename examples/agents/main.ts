/**
 * All example agents, each a process of its own that is started again when it ends.
 * Environment: MC_URL, MC_AGENT_TOKEN; OPENAI_BASE_URL and OPENAI_API_KEY name a model server (without: the demo one is
 * started), OPENAI_MODEL asks for another model than the workflows pin. Prints {"ready":true} when all are registered.
 */
import { fork } from 'node:child_process';
import { z } from 'zod';
import { Supervised } from './supervisor.js';

const Environment = z.object({
  MC_URL: z.url({ protocol: /^https?$/, error: 'give the address of Mission Control, such as http://127.0.0.1:7070' }),
  MC_AGENT_TOKEN: z.string({ error: 'give an agent token ("missionctl agent token NAME" makes one)' }).min(1),
  OPENAI_BASE_URL: z.string().optional(),
});
const environment = Environment.safeParse(process.env);
if (!environment.success) {
  console.error(z.prettifyError(environment.error));
  process.exit(2);
}

const agents = {
  'repository-report': '../repository-report/agent.js',
  'invoice-triage': '../invoice-triage/agent.js',
  flaky: '../flaky/agent.js',
  'flaky-dying': '../flaky/dying-agent.js',
} as const;

const modelUrl = environment.data.OPENAI_BASE_URL || (await demoModelServer());
const running = Object.entries(agents).map(
  ([name, script]) =>
    new Supervised(name, new URL(script, import.meta.url), { ...process.env, OPENAI_BASE_URL: modelUrl }),
);
let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  void Promise.all(running.map((one) => one.stop())).then(() => process.exit(0));
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
process.once('disconnect', stop);
await Promise.all(running.map((one) => one.ready));
process.stdout.write('{"ready":true}\n');

/** It lives as long as this process: its channel closes with it. */
async function demoModelServer(): Promise<string> {
  const child = fork(new URL('../model-server/main.js', import.meta.url), { silent: true });
  child.stderr?.pipe(process.stderr);
  const Ready = z.object({ ready: z.literal(true), port: z.int() });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString('utf8')));
    child.once('exit', () => reject(new Error('the demo model server ended before it was ready')));
  });
  return `http://127.0.0.1:${Ready.parse(JSON.parse(line)).port}/v1`;
}
