/**
 * The benchmark's agent: a process of its own with the one capability `noop`, up to 1,000 steps at once.
 * Its step body records when it was entered and returns about 100 bytes. Environment: MC_URL, MC_AGENT_TOKEN.
 * Prints {"ready":true} when it is registered; a message `marks` is answered with the entries since the last one: run id -> milliseconds since the epoch.
 */
import { agent } from '@mission-control/agent';

const text = 'x'.repeat(64);
let marks: Record<string, number[]> = {};
const noop = agent({
  url: process.env['MC_URL'] ?? '',
  token: process.env['MC_AGENT_TOKEN'] ?? '',
  name: 'bench',
  maxConcurrent: 1_000,
  capabilities: {
    noop: async (task) => {
      (marks[task.runId] ??= []).push(performance.timeOrigin + performance.now());
      return { ok: true, step: task.step.stepKey, text };
    },
  },
});
process.on('message', (message) => {
  if (message !== 'marks') return;
  process.send?.({ marks });
  marks = {};
});
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void noop.close().then(() => process.exit(0)));
process.on('disconnect', () => process.exit(0));
await noop.started;
process.stdout.write('{"ready":true}\n');
