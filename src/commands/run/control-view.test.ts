import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONTROL_STREAM, runStream } from '../../domain/catalog.js';
import type { Offer } from '../../domain/run/commands.js';
import type { Want } from '../agent-pool.js';
import { haltCommand } from './halt-command.js';
import { chain, FakePool, Harness, OPERATOR } from '../../../test/support/harness.js';

/** Agents between whose choice and whose dispatch something happens. */
class InterruptedPool extends FakePool {
  meanwhile: () => void = () => undefined;
  override take(want: Want): Offer | undefined {
    const offer = super.take(want);
    this.meanwhile();
    return offer;
  }
}

const everything = { haltId: 'halt', scope: { kind: 'everything' }, reason: 'a fire' } as const;

let pool: InterruptedPool;
let h: Harness;
beforeEach(async () => {
  pool = new InterruptedPool();
  h = new Harness({ pool });
  await h.save(chain(2));
});
afterEach(() => h.dispose());

describe('emergency stops that are not confirmed', () => {
  beforeEach(() => (h.commands.control.isConfirmed = () => false));

  test('let nothing start: it is refused for now, and not as halted', async () => {
    await expect(h.start('chain-2')).rejects.toMatchObject({ code: 'CONTROL.UNCONFIRMED', kind: 'unavailable' });
  });

  test('are looked for before a start is refused', async () => {
    h.commands.control.look = () => {
      h.commands.control.isConfirmed = () => true;
      return Promise.resolve();
    };
    expect(h.types(await h.start('chain-2'))).toEqual(['RunStarted', 'StepDispatched']);
  });

  test('let nothing be dispatched, while results are taken; what was held up is looked at afterwards', async () => {
    h.commands.control.isConfirmed = () => true;
    const runId = await h.start('chain-2');
    h.commands.control.isConfirmed = () => false;
    await h.complete(h.task('s1'), { value: 1 });
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted']);
    expect(h.commands.control.hasHeldUp).toBe(true);
    h.commands.control.isConfirmed = () => true;
    await h.commands.runs.nudge(runStream(runId));
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted', 'StepDispatched']);
  });
});

describe('a dispatch that was decided and not yet sent', () => {
  test('does not go out when an emergency stop has become known meanwhile', async () => {
    pool.meanwhile = () => h.commands.control.update(0, [everything]);
    await expect(h.start('chain-2')).rejects.toMatchObject({ code: 'RUN.HALTED' });
    expect(h.memory.log.filter(({ stream }) => stream.startsWith('run-'))).toEqual([]);
    expect(pool.taken.size).toBe(0);
  });

  test('does not go out when the process was stopped meanwhile', async () => {
    const runId = await h.start('chain-2');
    pool.meanwhile = () => (h.commands.control.isConfirmed = () => false);
    await h.complete(h.task('s1'), { value: 1 });
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted']);
  });

  test('goes out when what has become known does not concern it, and says so', async () => {
    pool.meanwhile = () => {
      pool.meanwhile = () => undefined;
      h.commands.control.update(0, [{ ...everything, scope: { kind: 'workflow', id: 'another' } }]);
    };
    const runId = await h.start('chain-2');
    expect(h.events(runId).map(({ data }) => Reflect.get(Object(data), 'controlRevision'))).toEqual([0, 0]);
  });
});

test('is settled when every append that was on its way is answered', async () => {
  let arrive: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  let sent: () => void = () => undefined;
  const isSent = new Promise<void>((resolve) => (sent = resolve));
  h.memory.raw.faults = {
    beforeAppend: async ({ stream }) => {
      if (!stream.startsWith('run-')) return undefined;
      sent();
      await arrived;
      return undefined;
    },
  };
  const starting = h.start('chain-2');
  await isSent;
  let isSettled = false;
  const settled = h.commands.runs.settled().then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isSettled).toBe(false);
  arrive();
  await settled;
  await starting;
});

test('an emergency stop that is known to be lifted halts nothing any more, whoever still carries it out', async () => {
  const runId = await h.start('chain-2');
  const { control } = h.commands;
  control.update(0, [everything]);
  control.update(1, []);
  const scope = { kind: 'everything', haltId: everything.haltId } as const;
  const late = h.run(runId, { name: 'HaltRun', payload: { reason: 'a fire', scope } });
  await expect(late).rejects.toMatchObject({ code: 'HALT.LIFTED' });
  expect(h.types(runId)).not.toContain('RunHalted');
});

describe('two servers and an emergency stop', () => {
  const order = {
    haltId: 'b7a3c0de-5a0b-4c3e-9f7a-3b1c2d4e5f60',
    scope: { kind: 'everything' },
    reason: 'a fire',
  } as const;
  const orderHalt = () =>
    h.commands.controls.execute(CONTROL_STREAM, { name: 'OrderHalt', payload: order }, h.context());
  const haltOn = (server: Harness, runId: string) => {
    const { request, context } = haltCommand(runStream(runId), order);
    return server.commands.runs.execute(runStream(runId), request, { ...context, actor: OPERATOR });
  };
  const resume = { name: 'ResumeRun', payload: { reason: 'out' } } as const;
  let other: Harness;
  beforeEach(() => (other = new Harness({ bootId: 'writer-2', over: h.memory.raw })));
  afterEach(() => other.dispose());

  test('one that has not heard that it is over does not halt again what was resumed since', async () => {
    const runId = await h.start('chain-2');
    await orderHalt();
    await other.commands.start();
    await haltOn(h, runId);
    await h.commands.controls.execute(
      CONTROL_STREAM,
      { name: 'LiftHalt', payload: { haltId: order.haltId, reason: 'out' } },
      h.context(),
    );
    await h.run(runId, resume);
    await haltOn(other, runId);
    expect(h.types(runId).filter((type) => type.startsWith('Run'))).toEqual(['RunStarted', 'RunHalted', 'RunResumed']);
  });

  test('one that has not heard of it does not resume what was halted upon it', async () => {
    const runId = await h.start('chain-2');
    await other.commands.start();
    await orderHalt();
    await haltOn(h, runId);
    await expect(other.run(runId, resume)).rejects.toMatchObject({ code: 'RUN.HALTED' });
    expect(h.types(runId)).not.toContain('RunResumed');
  });
});
