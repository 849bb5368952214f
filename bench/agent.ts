/**
 * The benchmark's agent: a process of its own with the one capability `noop`, up to 1,000 steps at once. It records nothing.
 * Environment: MC_URL, MC_AGENT_TOKEN. Prints {"ready":true} when it is registered; SIGTERM or SIGINT ends it.
 */
import { agent } from '@mission-control/agent';

const text = 'x'.repeat(64);
const noop = agent({
  url: process.env['MC_URL'] ?? '',
  token: process.env['MC_AGENT_TOKEN'] ?? '',
  name: 'bench',
  maxConcurrent: 1_000,
  capabilities: { noop: async (task) => ({ ok: true, step: task.step.stepKey, text }) },
});
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void noop.close().then(() => process.exit(0)));
await noop.started;
process.stdout.write('{"ready":true}\n');
