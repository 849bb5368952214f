import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentStream, runStream } from '../../../src/domain/catalog.js';
import { LeaseId } from '../../../src/domain/kernel/ids.js';
import type { Task } from '../../../src/gateway/protocol.js';
import { Harness } from '../../support/harness.js';
import { expectSoundLog } from '../../support/oracle.js';
import { closed, GatewayWorld, type RawAgent } from './gateway-world.js';

const WORKFLOW = {
  id: 'one',
  name: 'One',
  steps: [{ id: 's1', agent: 'noop', output: true, heartbeat: '10s' }],
};

let world: GatewayWorld;
beforeEach(async () => {
  world = await GatewayWorld.open();
});
afterEach(() => world.close());

/** A run is started, and its task is with the agent. */
async function taskOf(agent: RawAgent, before = agent.tasks.length): Promise<Task> {
  await world.h.save(WORKFLOW);
  await world.h.start('one');
  return received(agent, before + 1);
}
/** The agent's nth task. */
async function received(agent: RawAgent, nth = 1): Promise<Task> {
  await expect.poll(() => agent.tasks.length, { interval: 5 }).toBe(nth);
  const task = agent.tasks[nth - 1];
  if (!task) throw new Error(`there is no task ${nth}`);
  return task;
}
/** Why the leases of a run were lost so far. */
async function losses(runId: string): Promise<unknown[]> {
  // What was on its way into the run is in it then.
  await world.h.state(runId, () => undefined);
  return world.h
    .events(runId)
    .flatMap(({ type, data }) => (type === 'LeaseLost' ? [Reflect.get(Object(data), 'because')] : []));
}
const gone = (bootId: string): Promise<void> =>
  expect.poll(() => world.pool.process(bootId), { interval: 5 }).toBeUndefined();

describe('a frame', () => {
  test('with a lease or run that cannot exist is answered, and the connection lives', async () => {
    const agent = await world.agent('a');
    const attempts = [
      { runId: 'no-uuid', leaseId: 'no-uuid' },
      { runId: '00000000-0000-5000-8000-000000000000', leaseId: 'no-uuid' },
    ];
    for (const attempt of attempts) {
      const call = { callId: 'c', model: 'm', input: 1, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
      const answers = await Promise.all([
        agent.socket.emitWithAck('usage', { ...attempt, calls: [{ ...call, source: 'measured' }] }),
        agent.socket.emitWithAck('sideEffect', { ...attempt, effectId: 'e', kind: 'http', target: 't', receipt: 1 }),
        agent.socket.emitWithAck('stepProgress', { ...attempt, percent: 1 }),
      ]);
      expect(answers).toMatchObject(Array(3).fill({ ok: false, code: 'LEASE.UNKNOWN' }));
    }
    expect(await agent.heartbeat()).toMatchObject({ ok: true });
  });

  test('of a name that there is not is refused, and so is one with no acknowledgement to answer in', async () => {
    const agent = await world.agent('a');
    const told: unknown[] = [];
    agent.socket.on('protocolError', (error) => told.push(error));
    const say = agent.socket.io.engine;
    say.write('2/agents,["stepResults",{}]');
    say.write('2/agents,["heartbeat",{"lease":1}]');
    say.write('2/agents,');
    expect(await agent.heartbeat()).toMatchObject({ ok: true });
    expect(told).toMatchObject([
      { code: 'FRAME.UNKNOWN', message: expect.stringContaining('Send register, stepResult') },
      { code: 'FRAME.UNKNOWN' },
      {
        code: 'FRAME.INVALID',
        problems: [
          { path: 'leases', message: 'is required' },
          { path: 'lease', message: 'there is no field "lease" here' },
        ],
      },
    ]);
  });

  test('that is not of the protocol is answered with what is wrong, and the connection lives', async () => {
    const agent = await world.agent('a');
    const { runId, leaseId } = await taskOf(agent);
    const binary = await agent.socket.emitWithAck('stepProgress', { runId, leaseId, data: Buffer.from('x') });
    expect(binary).toMatchObject({ ok: false, code: 'FRAME.INVALID', problems: [{ path: 'data' }] });
    const empty = await agent.socket.emitWithAck('stepProgress', { runId: '', leaseId: '', percent: 101 });
    expect(empty).toMatchObject({ problems: ['runId', 'leaseId', 'percent'].map((path) => ({ path })) });
    expect(await agent.heartbeat(leaseId)).toEqual({ ok: true, abandon: [] });
  });
});

describe('a connection', () => {
  test('that left before the server was ready gets no slots', async () => {
    await world.close();
    let becomeReady = (): void => undefined;
    world = await GatewayWorld.open({ ready: new Promise((resolve) => (becomeReady = resolve)) });
    const ghost = await world.connectAgent(await world.agentToken('ghost'));
    void ghost.register({ agentBootId: 'ghost' }).catch(() => undefined);
    await ghost.heartbeat();
    ghost.socket.close();
    await expect.poll(() => world.io.of('/agents').sockets.size, { interval: 5 }).toBe(0);
    const registering = world.agent('a');
    becomeReady();
    await registering;
    expect(world.pool.process('a-boot')).toBeDefined();
    expect(world.pool.process('ghost')).toBeUndefined();
  });

  test('that registers again is what it said last', async () => {
    const agent = await world.agent('a', { agentBootId: 'first' });
    await agent.register({ agentBootId: 'second' });
    expect(world.pool.process('first')).toBeUndefined();
    expect(world.pool.process('second')).toBeDefined();
    agent.socket.close();
    await gone('second');
  });

  test('is closed when its token is revoked, also before it registered, and opens no more', async () => {
    const token = await world.agentToken('a');
    const [agent, silent, other] = [
      await world.agent('a', {}, token),
      await world.connectAgent(token),
      await world.agent('b'),
    ];
    const { events } = await world.h.commands.agents.execute(
      agentStream('a'),
      { name: 'RevokeAgentToken', payload: { tokenId: token.tokenId, reason: 'lost' } },
      world.h.context(),
    );
    world.tell(events);
    await Promise.all([closed(agent.socket), closed(silent.socket)]);
    await gone('a-boot');
    await expect(world.connectAgent(token)).rejects.toMatchObject({ data: { code: 'ACCESS.UNAUTHENTICATED' } });
    expect(await other.heartbeat()).toMatchObject({ ok: true });
  });
});

describe('a stranger', () => {
  test('cannot end the work of another agent: its result is for no lease, and frees no slot', async () => {
    const agent = await world.agent('a');
    const task = await taskOf(agent);
    const stranger = await world.agent('stranger', { capabilities: ['other'] });
    expect(await stranger.complete(task)).toMatchObject({ status: 404 });
    expect(world.pool.inFlight).toBe(1);
    expect(await agent.complete(task)).toMatchObject({ status: 200 });
    expect(world.pool.inFlight).toBe(0);
  });

  test('cannot take the boot id of another agent', async () => {
    await world.agent('a', { agentBootId: 'taken' });
    const stranger = await world.connectAgent(await world.agentToken('stranger'));
    expect(await stranger.register({ agentBootId: 'taken' })).toMatchObject({ code: 'AGENT.BOOT_ID_TAKEN' });
    expect(world.pool.process('taken')?.agentId).toBe('a');
  });

  test('cannot show progress of what another agent does', async () => {
    const agent = await world.agent('a');
    const { runId, leaseId } = await taskOf(agent);
    const stranger = await world.agent('stranger', { capabilities: ['other'] });
    const progress = { runId, leaseId, percent: 10 };
    expect(await stranger.socket.emitWithAck('stepProgress', progress)).toMatchObject({ code: 'LEASE.UNKNOWN' });
    expect(world.shown).toEqual([]);
    expect(await agent.socket.emitWithAck('stepProgress', progress)).toEqual({ ok: true });
    expect(world.shown).toEqual([{ runId, stepKey: 's1', percent: 10 }]);
  });
});

test('each report of progress is a command of its own, also when the clock has gone back', async () => {
  const agent = await world.agent('a');
  const { runId, leaseId } = await taskOf(agent);
  const { clock } = world.h;
  const report = (percent: number) => agent.socket.emitWithAck('stepProgress', { runId, leaseId, percent });
  await report(10);
  clock.advance(10_000);
  await agent.socket.emitWithAck('sideEffect', { runId, leaseId, effectId: 'e', kind: 'k', target: 't', receipt: 1 });
  clock.advance(-10_000);
  await report(20);
  expect(world.h.types(runId).filter((type) => type === 'StepProgressed')).toHaveLength(2);
  await expectSoundLog(world.h.memory);
});

describe('a process that comes back', () => {
  test('keeps the leases that the log knows, and abandons the others', async () => {
    const token = await world.agentToken('a');
    const before = await world.agent('a', { agentBootId: 'boot' }, token);
    const { leaseId } = await taskOf(before);
    before.socket.close();
    await gone('boot');
    const agent = await world.connectAgent(token);
    const answer = await agent.register({ agentBootId: 'boot', held: [leaseId, 'unknown'] });
    expect(answer).toMatchObject({ ok: true, keep: [leaseId], abandon: ['unknown'] });
    expect(await agent.heartbeat(leaseId, 'unknown')).toEqual({ ok: true, abandon: ['unknown'] });
    expect(agent.tasks).toEqual([]);
    expect(world.pool.inFlight).toBe(1);
  });

  test('is sent again what it should hold and does not', async () => {
    const token = await world.agentToken('a');
    const before = await world.agent('a', { agentBootId: 'boot' }, token);
    const task = await taskOf(before);
    before.socket.close();
    await gone('boot');
    const agent = await world.agent('a', { agentBootId: 'boot' }, token);
    expect(await received(agent)).toEqual(task);
    expect(await agent.complete(task)).toMatchObject({ status: 200 });
  });

  test('under another boot id has lost its leases when its agent is a single process', async () => {
    const token = await world.agentToken('a');
    const { runId } = await taskOf(await world.agent('a', { agentBootId: 'first', single: true }, token));
    await world.agent('a', { agentBootId: 'second', single: true }, token);
    expect(await losses(runId)).toEqual(['agentRestarted']);
  });

  test('under another boot id has lost nothing when its agent may be many', async () => {
    const token = await world.agentToken('a');
    const { runId } = await taskOf(await world.agent('a', { agentBootId: 'first' }, token));
    await world.agent('a', { agentBootId: 'second' }, token);
    expect(await losses(runId)).toEqual([]);
  });
});

describe('a lease', () => {
  test('is lost when nothing was heard of its process for the heartbeat of the step', async () => {
    const agent = await world.agent('a');
    const { runId, leaseId } = await taskOf(agent);
    world.pass(9_000);
    await agent.heartbeat(leaseId);
    world.pass(10_000);
    expect(await losses(runId)).toEqual([]);
    world.pass(250);
    expect(await losses(runId)).toEqual(['heartbeat']);
    expect(await agent.heartbeat(leaseId)).toEqual({ ok: true, abandon: [leaseId] });
  });

  test('outlives its connection for the heartbeat of the step', async () => {
    const agent = await world.agent('a');
    const { runId } = await taskOf(agent);
    agent.socket.close();
    await gone('a-boot');
    world.pass(10_000);
    expect(await losses(runId)).toEqual([]);
    world.pass(250);
    expect(await losses(runId)).toEqual(['disconnected']);
  });

  test('has a fresh grace after the server slept: agents may have spoken meanwhile', async () => {
    const { runId } = await taskOf(await world.agent('a'));
    world.pass(5_000);
    world.sleep(60_000);
    world.pass(10_000);
    expect(await losses(runId)).toEqual([]);
    world.pass(250);
    expect(await losses(runId)).toEqual(['heartbeat']);
  });

  test('that another instance ended takes up no slot here', async () => {
    const { runId, leaseId } = await taskOf(await world.agent('a'));
    const other = new Harness({ over: world.h.memory.raw, bootId: 'writer-2' });
    const lost = { name: 'LoseLease', payload: { leaseId: LeaseId.parse(leaseId), because: 'heartbeat' } } as const;
    await other.run(runId, lost, { kind: 'system', id: 'gateway', name: 'gateway' });
    await other.dispose();
    world.h.commands.runs.forget(runStream(runId));
    await world.h.commands.runs.nudge(runStream(runId));
    expect(world.openRuns.lease(leaseId)).toBeUndefined();
    expect(world.pool.inFlight).toBe(0);
  });

  test('is not lost before agents can be heard', async () => {
    await world.close();
    let becomeReady = (): void => undefined;
    const ready = new Promise<void>((resolve) => (becomeReady = resolve));
    world = await GatewayWorld.open({ ready });
    await world.h.save(WORKFLOW);
    world.pool.join({
      agentId: 'a',
      name: 'a',
      bootId: 'boot',
      single: false,
      capabilities: ['noop'],
      maxConcurrent: 1,
      leases: new Set(),
      send: () => undefined,
      cancel: () => undefined,
    });
    const runId = await world.h.start('one');
    world.pass(60_000);
    becomeReady();
    await ready;
    world.pass(10_000);
    expect(await losses(runId)).toEqual([]);
    world.pass(250);
    expect(await losses(runId)).toEqual(['disconnected']);
  });
});

describe('a dispatch', () => {
  test('that is not acknowledged is emitted again after 2 seconds, until it is', async () => {
    const agent = await world.agent('a');
    agent.acknowledges = false;
    const task = await taskOf(agent);
    world.pass(1_750);
    await agent.heartbeat();
    expect(agent.tasks).toHaveLength(1);
    agent.acknowledges = true;
    world.pass(250);
    expect(await received(agent, 2)).toEqual(task);
    await agent.heartbeat();
    world.pass(4_000);
    await agent.heartbeat();
    expect(agent.tasks).toHaveLength(2);
  });
});
