import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { GatewayDouble, task } from '../../../sdk/typescript/src/gateway-double.js';
import { agent } from '../../../sdk/typescript/src/index.js';
import { CuttingProxy } from '../../support/cutting-proxy.js';
import { seededRandom } from '../../support/seeded-random.js';

const N = 300;
const AT_ONCE = 20;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

it.each([1, 2])(
  'over a connection that is cut at random every task is done once and accepted once (seed %i)',
  async (seed) => {
    const gateway = new GatewayDouble();
    const proxy = new CuttingProxy(await gateway.listen(), { bytes: [3_000, 60_000], random: seededRandom(seed) });
    const all = Array.from({ length: N }, (_, n) => task({ inputs: { n } }));
    const todo = [...all];
    const open = new Map<string, (typeof all)[number]>();
    /** lease -> the result that was accepted; another one for the same lease is an error. */
    const accepted = new Map<string, string>();
    let stolen = 0;

    const feed = (held: readonly string[] | undefined) => {
      if (!gateway.hasAgent) return;
      // As the gateway does it at a register: what the agent should hold and does not is emitted again.
      const again = held === undefined ? [] : [...open.values()].filter((one) => !held.includes(one.leaseId));
      const fresh = todo.splice(0, AT_ONCE - open.size);
      for (const one of fresh) open.set(one.leaseId, one);
      const tasks = [...again, ...fresh];
      if (tasks.length > 0) gateway.dispatch(...tasks);
    };
    gateway.onRegistered = (message) => feed(message.held);
    gateway.answer = (result) => {
      const before = accepted.get(result.leaseId);
      if (before === undefined) accepted.set(result.leaseId, result.resultId);
      else if (before !== result.resultId) stolen += 1;
      open.delete(result.leaseId);
      queueMicrotask(() => feed(undefined));
      return { status: 200 };
    };

    const runs = new Map<string, number>();
    const connected = agent({
      url: `http://127.0.0.1:${await proxy.listen()}`,
      token: gateway.token,
      maxConcurrent: AT_ONCE,
      log: silent,
      capabilities: {
        work: async (one, ctx) => {
          runs.set(one.taskId, (runs.get(one.taskId) ?? 0) + 1);
          ctx.usage({ callId: 'c', model: 'demo/rules-1', input: 1 });
          await ctx.sideEffect({ effectId: one.taskId, kind: 'test', target: 'x', receipt: 'y'.repeat(100) });
          await turn();
          return { n: one.inputs['n'], text: 'z'.repeat(200) };
        },
      },
    });
    try {
      await gateway.until(() => accepted.size === N);
      proxy.calm();
      await connected.close();
      expect(proxy.cuts).toBeGreaterThan(10);
      expect(gateway.registrations.length).toBeGreaterThan(10);
      expect(new Set(gateway.registrations.map((one) => one.agentBootId)).size).toBe(1);
      expect([...runs.values()].every((times) => times === 1)).toBe(true);
      expect(runs.size).toBe(N);
      expect(stolen).toBe(0);
      expect(new Set(gateway.sideEffects.map((effect) => effect.effectId)).size).toBe(N);
      const outputs = new Map(gateway.frames.flat().map((result) => [result.leaseId, result.output]));
      for (const one of all)
        expect(outputs.get(one.leaseId)).toMatchObject({ n: Reflect.get(Object(one.handoff.inputs), 'n') });
    } finally {
      await connected.close({ timeoutMs: 0 });
      await proxy.close();
      await gateway.close();
    }
  },
);
