// An agent of the load (workload.ts): a process of its own that can be killed. Environment: MC_URL, MC_AGENT_TOKEN, MC_AGENT_NAME,
// MC_AGENT_SDK (the built SDK). It prints {"ready":true} when it is registered.
import { setTimeout as sleep } from 'node:timers/promises';

const { MC_URL, MC_AGENT_TOKEN, MC_AGENT_NAME, MC_AGENT_SDK } = process.env;
const { agent, AgentError } = await import(MC_AGENT_SDK);
const MODEL = 'demo/rules-1';

const connected = agent({
  url: MC_URL,
  token: MC_AGENT_TOKEN,
  name: MC_AGENT_NAME,
  maxConcurrent: 50,
  capabilities: {
    quick: async ({ step }) => ({ ok: true, step: step.stepKey }),
    // Long enough for a heartbeat, and with something to tell.
    slow: async (_, context) => {
      for (let part = 1; part <= 4; part++) {
        await sleep(150);
        context.progress({ percent: part * 25, message: `part ${part}` });
        context.usage({
          callId: `${context.taskId}-${context.attempt}`,
          model: MODEL,
          input: 1_000 * part,
          output: 100 * part,
        });
      }
      return { ok: true };
    },
    flaky: async (_, { attempt }) => {
      if (attempt === 1) throw new AgentError({ class: 'provider', code: 'BUSY', message: 'not the first time' });
      return { ok: true };
    },
    effect: async (_, context) => {
      await context.sideEffect({
        effectId: context.taskId,
        kind: 'file',
        target: `/out/${context.taskId}`,
        receipt: { done: true },
      });
      return { ok: true };
    },
    // Over 64 KiB, and another one for each step: it is stored beside the log.
    large: async (_, { taskId }) => ({ ok: true, text: taskId.repeat(2_000) }),
  },
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
process.on('disconnect', () => process.exit(0));
process.once('SIGTERM', () => void connected.close().then(() => process.exit(0)));
await connected.started;
process.stdout.write('{"ready":true}\n');
