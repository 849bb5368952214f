/**
 * Many agents in one process, each with a socket and a token of its own and the one capability `noop`. Takes `{url, tokens}` as a message and answers
 * `{ready: true}` when all are registered; `marks` is answered as the benchmark's other agent does.
 */
import { agent } from '@mission-control/agent';
import { z } from 'zod';

const Order = z.object({ url: z.string(), tokens: z.array(z.string()) });
let marks: Record<string, number[]> = {};
const silent = { debug: () => undefined, info: () => undefined, warn: console.warn, error: console.error };

async function connect({ url, tokens }: z.infer<typeof Order>): Promise<void> {
  const agents = tokens.map((token, i) =>
    agent({
      url,
      token,
      name: `Agent ${i}`,
      log: silent,
      capabilities: {
        noop: (task) => {
          (marks[task.runId] ??= []).push(performance.timeOrigin + performance.now());
          return Promise.resolve({ ok: true });
        },
      },
    }),
  );
  await Promise.all(agents.map(({ started }) => started));
  process.send?.({ ready: true });
}

process.on('message', (message) => {
  if (message !== 'marks') return void connect(Order.parse(message));
  process.send?.({ marks });
  marks = {};
});
process.on('disconnect', () => process.exit(0));
