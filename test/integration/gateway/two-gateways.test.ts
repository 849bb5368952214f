import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runStream } from '../../../src/domain/catalog.js';
import { compilePlan } from '../../../src/domain/workflow/plan.js';
import { WorkflowDefinition } from '../../../src/domain/workflow/definition.js';
import type { Task } from '../../../src/gateway/protocol.js';
import { NO_OTHERS, type OtherInstances } from '../../../src/processes/instances.js';
import { expectSoundLog } from '../../support/oracle.js';
import { RunInvariants } from '../../support/run-invariants.js';
import { GatewayWorld, type RawAgent, type Token } from './gateway-world.js';

const WORKFLOW = {
  id: 'one',
  name: 'One',
  steps: [
    { id: 's1', agent: 'noop', output: true, heartbeat: '10s', retry: { attempts: 5, initial: '1ms', factor: 1 } },
  ],
};

/** One server, as the other hears of it. */
class Other implements OtherInstances {
  goneAt: number | undefined;
  constructor(readonly now: () => number) {}
  isAlive(): boolean {
    return this.goneAt === undefined;
  }
  goneFor(): number {
    return this.goneAt === undefined ? 0 : this.now() - this.goneAt;
  }
  others = 1;
  refresh = () => Promise.resolve();
}

let a: GatewayWorld;
let b: GatewayWorld;
/** What the second hears of the first. */
let first: Other;
let token: Token;
let agent: RawAgent;

async function open(coordination: 'on' | 'off'): Promise<void> {
  a = await GatewayWorld.open({
    gatewayId: 'gateway-a',
    instances: coordination === 'on' ? new Other(now) : NO_OTHERS,
  });
  first = new Other(now);
  b = await GatewayWorld.open({
    gatewayId: 'gateway-b',
    instances: coordination === 'on' ? first : NO_OTHERS,
    beside: a,
  });
  await a.h.save(WORKFLOW);
  token = await a.agentToken('noop-agent');
  agent = await a.agent('noop-agent', {}, token);
}
const now = (): number => a.h.clock.now();
beforeEach(() => open('on'));
afterEach(async () => {
  await b.close();
  await a.close();
});

async function started(): Promise<Task> {
  await a.h.start('one');
  return received(1);
}
async function received(nth: number): Promise<Task> {
  await expect.poll(() => agent.tasks.length, { interval: 5 }).toBe(nth);
  const task = agent.tasks[nth - 1];
  if (!task) throw new Error(`there is no task ${nth}`);
  return task;
}
/** What has happened to a run, when everything that was on its way is in it. */
async function types({ runId }: Task): Promise<string[]> {
  for (const { h } of [a, b]) await h.state(runId, () => undefined);
  return a.h.types(runId);
}

describe('of two servers on one log', () => {
  test('each leaves the leases of the agents of the other to that one, while it lives', async () => {
    const task = await started();
    await b.catchUp();
    for (let i = 0; i < 5; i++) {
      b.pass(9_000);
      await agent.heartbeat(task.leaseId);
    }
    expect(await types(task)).toEqual(['RunStarted', 'StepDispatched']);
    expect((await agent.complete(task))?.status).toBe(200);
  });

  test('the one that is left takes over the leases of one that is gone, after a fresh time for its agents to come', async () => {
    const task = await started();
    await b.catchUp();
    b.pass(60_000);
    a.agents.stop();
    first.goneAt = now();
    b.pass(10_000);
    expect(await types(task)).not.toContain('LeaseLost');
    b.pass(250);
    expect(await types(task)).toContain('LeaseLost');
  });

  test('an agent that comes from the one to the other keeps its leases, also those that the other has not heard of yet', async () => {
    const task = await started();
    const answer = await (
      await b.connectAgent(token)
    ).register({ agentBootId: 'noop-agent-boot', held: [task.leaseId] });
    expect(answer).toMatchObject({ ok: true, keep: [task.leaseId], abandon: [] });
    expect(await types(task)).toEqual(['RunStarted', 'StepDispatched', 'LeaseMoved']);
    // The first hears of it, and does not miss the agent.
    await a.catchUp();
    agent.socket.close();
    await expect.poll(() => a.pool.process('noop-agent-boot'), { interval: 5 }).toBeUndefined();
    expect(a.openRuns.lease(task.leaseId)?.gatewayId).toBe('gateway-b');
    a.agents.stop();
    b.pass(9_000);
    expect(await types(task)).toEqual(['RunStarted', 'StepDispatched', 'LeaseMoved']);
  });

  test.each([
    ['is sent it', 'before it was sent', 2],
    ['keeps it', 'with it', 1],
  ] as const)('an agent %s when it has come %s, and the other hears of the lease only later', async (_, __, tasks) => {
    const there = await b.connectAgent(token);
    await there.register({ agentBootId: 'noop-agent-boot' });
    const task = await started();
    await b.catchUp();
    await there.heartbeat(...(tasks === 1 ? [task.leaseId] : []));
    await expect.poll(() => types(task)).toEqual(['RunStarted', 'StepDispatched', 'LeaseMoved']);
    expect(agent.tasks.length + there.tasks.length).toBe(tasks);
    expect(b.pool.inFlight).toBe(1);
    expect((await there.complete(task))?.status).toBe(200);
    expect(b.pool.inFlight).toBe(0);
  });

  test('a lease may come to the same one again: each move is a command of its own', async () => {
    const task = await started();
    for (const world of [b, a, b]) {
      await world.catchUp();
      await (await world.connectAgent(token)).register({ agentBootId: 'noop-agent-boot', held: [task.leaseId] });
    }
    expect(await types(task)).toEqual(['RunStarted', 'StepDispatched', 'LeaseMoved', 'LeaseMoved', 'LeaseMoved']);
    await expectSoundLog(a.h.memory);
  });

  test('an agent is sent what the other has appended while it came, without being asked again', async () => {
    let hear: () => void = () => undefined;
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const catchUp = b.catchUp.bind(b);
    b.catchUp = () => heard.then(catchUp);
    const there = await b.connectAgent(token);
    await there.register({ agentBootId: 'noop-agent-boot' });
    const task = await started();
    hear();
    await expect.poll(() => there.tasks.map(({ leaseId }) => leaseId)).toEqual([task.leaseId]);
  });

  test('each tells its own agents what the other has ended', async () => {
    const task = await started();
    const cancelled: string[] = [];
    agent.socket.on('cancelStep', ({ leases }) => cancelled.push(...leases.map(({ leaseId }) => leaseId)));
    await b.catchUp();
    await b.h.run(task.runId, { name: 'CancelRun', payload: { reason: 'enough' } });
    await a.catchUp();
    await expect.poll(() => cancelled, { interval: 5 }).toEqual([task.leaseId]);
    expect(a.pool.inFlight).toBe(0);
  });

  test('what the other has appended is read from where one stands, not from the start', async () => {
    const task = await started();
    await b.catchUp();
    const read: (number | 'end')[] = [];
    const { raw } = b.h.memory;
    const readStream = raw.readStream.bind(raw);
    raw.readStream = (stream, options) => {
      if (stream === runStream(task.runId)) read.push(options.from);
      return readStream(stream, options);
    };
    await agent.complete(task);
    await b.catchUp();
    expect(await b.h.state(task.runId, ({ status }) => status)).toBe('completed');
    expect(read).toEqual([2]);
  });
});

test('servers that look for no others waste work, and break no rule', async () => {
  await b.close();
  await a.close();
  await open('off');
  const task = await started();
  await b.catchUp();
  // The agent is well, and its own server hears of it. The other one does not, and takes it for lost.
  for (let i = 0; i < 2; i++) {
    b.pass(6_000);
    await agent.heartbeat(task.leaseId);
  }
  expect(await types(task)).toContain('LeaseLost');
  // So the work is done twice, and counts once.
  b.pass(250);
  await a.catchUp();
  await a.h.commands.runs.nudge(runStream(task.runId));
  const again = await received(2);
  expect((await agent.complete(task))?.status).toBe(409);
  expect((await agent.complete(again))?.status).toBe(200);
  expect(await types(task)).toEqual([
    'RunStarted',
    'StepDispatched',
    'LeaseLost',
    'StepRetryScheduled',
    'StepDispatched',
    'LateResultRecorded',
    'StepCompleted',
    'RunCompleted',
  ]);
  const invariants = new RunInvariants(compilePlan(WorkflowDefinition.parse(WORKFLOW)));
  expect(invariants.check(a.h.events(task.runId))).toEqual([]);
});
