import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvalHash } from './canonical-json.js';
import { GatewayDouble, task } from './gateway-double.js';
import { AgentError, agent, result, type Agent, type AgentLog, type AgentOptions, type Handler } from './index.js';

const quiet: AgentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
let gateway: GatewayDouble;
let port: number;
let connected: Agent[];

beforeEach(async () => {
  gateway = new GatewayDouble();
  port = await gateway.listen();
  connected = [];
});
afterEach(async () => {
  await Promise.all(connected.map((one) => one.close({ timeoutMs: 0 })));
  await gateway.close();
});

async function connect(work: Handler, options: Partial<AgentOptions> = {}): Promise<Agent> {
  const one = agent({
    url: `http://127.0.0.1:${port}`,
    token: gateway.token,
    capabilities: { work },
    maxConcurrent: 100,
    log: quiet,
    ...options,
  });
  connected.push(one);
  await one.started;
  return one;
}
const results = () => gateway.frames.flat();

/** A promise that the test settles. */
function gate<T = void>() {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => (open = resolve));
  return { promise, open };
}

describe('a step', () => {
  it('is answered with what its handler returns, and the summary given with it', async () => {
    await connect((t) => result({ doubled: Number(t.inputs['n']) * 2 }, { summary: 'doubled' }));
    gateway.dispatch(task({ inputs: { n: 21 } }));
    await gateway.until(() => results().length === 1);
    expect(results()[0]).toMatchObject({ output: { doubled: 42 }, summary: 'doubled', usage: [] });
  });

  it('that throws an AgentError fails with its class, code and whether to try again', async () => {
    await connect(() => {
      throw new AgentError({ class: 'input', code: 'NO_FILE', message: 'there is no file', retryable: false });
    });
    gateway.dispatch(task());
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error).toEqual({
      class: 'input',
      code: 'NO_FILE',
      message: 'there is no file',
      retryable: false,
    });
  });

  it('that throws anything else fails as internal, to be tried again', async () => {
    await connect(async () => Promise.reject(new RangeError('a \0 of \ud800')));
    gateway.dispatch(task());
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error).toMatchObject({ class: 'internal', code: 'RangeError', retryable: true });
    expect(results()[0]?.error?.message).toBe('a \ufffd of \ufffd');
  });

  it.each([
    ['undefined', undefined],
    ['a bigint', { n: 1n }],
    ['more than 1 MiB', 'x'.repeat(1024 * 1024)],
  ])('whose output is %s fails with a reason', async (_, output) => {
    await connect(() => output);
    gateway.dispatch(task());
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error).toMatchObject({ class: 'output', code: 'OUTPUT.INVALID', retryable: false });
  });

  it('of a capability that is not offered fails with a reason', async () => {
    await connect(() => 1);
    gateway.dispatch(task({ capability: 'other' }));
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error?.code).toBe('AGENT.NO_SUCH_CAPABILITY');
  });

  it('waits for its turn when the agent has as much as it can do at once', async () => {
    let running = 0;
    let most = 0;
    await connect(
      async () => {
        most = Math.max(most, ++running);
        await delay(1);
        running -= 1;
        return 1;
      },
      { maxConcurrent: 2 },
    );
    gateway.dispatch(...Array.from({ length: 9 }, () => task()));
    await gateway.until(() => results().length === 9);
    expect(most).toBe(2);
  });
});

describe('a lease', () => {
  it('that is dispatched twice is acknowledged twice and worked on once, also after it was finished', async () => {
    const finish = gate<number>();
    let calls = 0;
    await connect(() => (calls++, finish.promise));
    const one = task();
    gateway.dispatch(one);
    gateway.dispatch(one);
    await gateway.until(() => gateway.accepted.length === 2);
    finish.open(1);
    await gateway.until(() => results().length === 1);
    gateway.dispatch(one);
    await gateway.until(() => gateway.accepted.length === 3);
    expect(gateway.accepted).toEqual([[one.leaseId], [one.leaseId], [one.leaseId]]);
    expect(calls).toBe(1);
    expect(results()).toHaveLength(1);
  });

  it('is named at a reconnect while it is at work or its result is not acknowledged', async () => {
    gateway.answer = () => undefined;
    const finish = gate<number>();
    await connect((t) => (t.inputs['done'] === true ? 1 : finish.promise));
    const done = task({ inputs: { done: true } });
    const open = task();
    gateway.dispatch(done, open);
    await gateway.until(() => results().length === 1);
    gateway.cut();
    await gateway.until(() => gateway.registrations.length === 2);
    expect(gateway.registrations[0]?.held).toEqual([]);
    expect(new Set(gateway.registrations[1]?.held)).toEqual(new Set([done.leaseId, open.leaseId]));
    expect(gateway.registrations[1]?.agentBootId).toBe(gateway.registrations[0]?.agentBootId);
    finish.open(1);
  });

  it.each(['cancelStep', 'register', 'heartbeat'])('that is taken back (%s) aborts the signal', async (how) => {
    const aborted = gate<unknown>();
    const started = gate();
    if (how === 'heartbeat') gateway.heartbeatMs = 100;
    await connect(async (_, ctx) => {
      ctx.signal.addEventListener('abort', () => aborted.open(ctx.signal.reason));
      started.open();
      await aborted.promise;
      ctx.signal.throwIfAborted();
    });
    const one = task();
    gateway.dispatch(one);
    await started.promise;
    if (how === 'cancelStep') gateway.cancel(one.leaseId, 'the operator said so');
    if (how === 'heartbeat') gateway.abandonOnHeartbeat = [one.leaseId];
    if (how === 'register') {
      gateway.abandonOnRegister = [one.leaseId];
      gateway.cut();
    }
    expect(await aborted.promise).toMatchObject({ name: 'AbortError' });
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error).toMatchObject({ class: 'cancelled' });
  });

  it('whose deadline has passed aborts the signal', async () => {
    await connect(
      (_, ctx) =>
        new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve(String(ctx.signal.reason)))),
    );
    gateway.dispatch(task({ deadlineAt: new Date(Date.now() + 50).toISOString() }));
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.output).toMatch(/deadline/);
  });

  it('with a short heartbeat is named three times within it', async () => {
    gateway.heartbeatMs = 60_000;
    const finish = gate<number>();
    await connect(() => finish.promise);
    const one = task({ heartbeatMs: 300 });
    gateway.dispatch(one);
    await gateway.until(() => gateway.heartbeats.length >= 3);
    expect(gateway.heartbeats[0]).toEqual({ leases: [one.leaseId] });
    finish.open(1);
  });
});

describe('results', () => {
  it('that are ready at once travel in one frame', async () => {
    await connect(async (t) => t.inputs['n']);
    gateway.dispatch(...Array.from({ length: 50 }, (_, n) => task({ inputs: { n } })));
    await gateway.until(() => results().length === 50);
    expect(gateway.frames).toHaveLength(1);
  });

  it('that are large together travel in frames that are not', async () => {
    await connect(() => 'x'.repeat(200_000));
    gateway.dispatch(...Array.from({ length: 6 }, () => task()));
    await gateway.until(() => results().length === 6);
    expect(gateway.frames.map((frame) => frame.length)).toEqual([2, 2, 2]);
  });

  it('are kept and sent again with the same id after a reconnect until they are acknowledged', async () => {
    gateway.answer = () => undefined;
    await connect(() => 1);
    gateway.dispatch(task());
    await gateway.until(() => results().length === 1);
    gateway.answer = () => ({ status: 200 });
    gateway.cut();
    await gateway.until(() => results().length === 2);
    expect(results()[1]).toEqual(results()[0]);
    gateway.cut();
    await gateway.until(() => gateway.registrations.length === 3);
    expect(gateway.registrations[2]?.held).toEqual([]);
    expect(results()).toHaveLength(2);
  });

  it('are sent again after 503, and not after 404 or 409', async () => {
    const answers: (200 | 404 | 409 | 503)[] = [503, 503, 409];
    gateway.answer = () => ({ status: answers.shift() ?? 200 });
    const one = await connect(() => 1);
    gateway.dispatch(task());
    await gateway.until(() => results().length === 3);
    await one.close();
    expect(results()).toHaveLength(3);
    expect(new Set(results().map((sent) => sent.resultId)).size).toBe(1);
  });

  it('that the gateway cannot take (422) become a failure that says why', async () => {
    gateway.answer = (sent) =>
      sent.error ? { status: 200 } : { status: 422, code: 'JSON.KEY', message: '"__proto__" is not allowed' };
    await connect(() => JSON.parse('{"__proto__": 1}') as unknown);
    gateway.dispatch(task());
    await gateway.until(() => results().length === 2);
    expect(results()[1]?.error).toMatchObject({ class: 'output', code: 'JSON.KEY' });
    expect(results()[1]?.resultId).not.toBe(results()[0]?.resultId);
  });
});

describe('an approval', () => {
  const inputs = { amount: '12.50', to: 'Łódź', nested: { b: [1, 2.5e21], a: null } };

  it('lets the step go when its hash is that of the inputs', async () => {
    await connect(() => 'paid');
    const approval = { id: 'a', nonce: 'n', paramsHash: approvalHash('n', inputs) };
    gateway.dispatch(task({ tier: 'financial', inputs, approval }));
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.output).toBe('paid');
  });

  it.each([
    ['of other inputs', { id: 'a', nonce: 'n', paramsHash: approvalHash('n', { ...inputs, amount: '99' }) }],
    ['with another nonce', { id: 'a', nonce: 'm', paramsHash: approvalHash('n', inputs) }],
    ['that is missing on a financial step', undefined],
  ])('%s fails the step before any work, for good', async (_, approval) => {
    let calls = 0;
    await connect(() => (calls++, 'paid'));
    gateway.dispatch(task({ tier: 'financial', inputs, ...(approval && { approval }) }));
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.error).toMatchObject({ class: 'approval', retryable: false });
    expect(calls).toBe(0);
  });
});

describe('while it works a handler', () => {
  it('reports usage cumulatively per call, merged, and all of it once more with the result', async () => {
    const finish = gate<number>();
    await connect((_, ctx) => {
      ctx.usage({ callId: 'c', model: 'demo/rules-1', input: 10 });
      ctx.usage({ callId: 'c', model: 'demo/rules-1', input: 10, output: 5 });
      return finish.promise;
    });
    gateway.dispatch(task());
    await gateway.until(() => gateway.usages.length === 1);
    const call = { callId: 'c', model: 'demo/rules-1', input: 10, output: 5, source: 'measured' };
    expect(gateway.usages[0]?.calls).toMatchObject([call]);
    finish.open(1);
    await gateway.until(() => results().length === 1);
    expect(results()[0]?.usage).toMatchObject([call]);
  });

  it('reports progress, merged when it is faster than the wire', async () => {
    const finish = gate<number>();
    await connect((_, ctx) => {
      for (let percent = 0; percent <= 50; percent++) ctx.progress({ percent });
      ctx.progress({ message: 'half' });
      return finish.promise;
    });
    gateway.dispatch(task());
    await gateway.until(() => gateway.progresses.length === 1);
    expect(gateway.progresses[0]).toMatchObject({ percent: 50, message: 'half' });
    finish.open(1);
  });

  it('knows of a side effect that it is recorded, also over a reconnect', async () => {
    gateway.sideEffectIsAnswered = () => gateway.sideEffects.length > 1;
    await connect(async (_, ctx) => {
      await ctx.sideEffect({ effectId: 'e', kind: 'file', target: '/tmp/x', receipt: { size: 1 } });
      return 'recorded';
    });
    gateway.dispatch(task());
    await gateway.until(() => gateway.sideEffects.length === 1);
    expect(results()).toHaveLength(0);
    gateway.cut();
    await gateway.until(() => results().length === 1);
    expect(gateway.sideEffects.map((effect) => effect.effectId)).toEqual(['e', 'e']);
  });
});

describe('an agent', () => {
  it('says every problem of its options at once', () => {
    expect(() => agent({ url: 'nowhere', token: '', capabilities: {}, maxConcurrent: 0 })).toThrow(
      /url: .*token: .*capabilities: .*maxConcurrent: /,
    );
  });

  it('with a wrong token is refused, and says so', async () => {
    const one = agent({
      url: `http://127.0.0.1:${port}`,
      token: 'wrong',
      capabilities: { work: () => 1 },
      log: quiet,
    });
    await expect(one.started).rejects.toThrow('no such token');
    expect(one.state).toBe('refused');
    await one.close();
  });

  it('connects when the gateway comes later than it', async () => {
    await gateway.close();
    const one = agent({
      url: `http://127.0.0.1:${port}`,
      token: gateway.token,
      capabilities: { work: () => 1 },
      log: quiet,
    });
    connected.push(one);
    gateway = new GatewayDouble();
    await gateway.listen(port);
    await one.started;
    expect(one.state).toBe('online');
  });

  it('that closes takes nothing new, finishes what it has, and sends the results', async () => {
    const finish = gate<string>();
    const one = await connect(() => finish.promise);
    const [first, second] = [task(), task()];
    gateway.dispatch(first);
    await gateway.until(() => gateway.accepted.length === 1);
    const closed = one.close();
    gateway.dispatch(second);
    await gateway.until(() => gateway.accepted.length === 2);
    expect(gateway.accepted[1]).toEqual([]);
    finish.open('finished');
    await closed;
    expect(results().map((sent) => sent.output)).toEqual(['finished']);
    expect(one.state).toBe('closed');
  });
});
