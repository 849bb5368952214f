import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { chain, FakePool, Harness, OPERATOR } from '../../test/support/harness.js';
import { runStream } from '../domain/catalog.js';
import { DomainError } from '../domain/kernel/errors.js';
import { RunId } from '../domain/kernel/ids.js';
import type { CommandContext } from '../domain/kernel/ports.js';
import type { RunRequest } from '../domain/run/commands.js';
import { NAMESPACE, uuidV5 } from './hashing.js';
import { stateToJson } from './state-json.js';

interface Sent {
  readonly stream: string;
  readonly events: number;
  readonly bytes: number;
}

let sent: Sent[] = [];
let faults: ('lost' | 'unanswered')[] = [];
let h: Harness;
const more: Harness[] = [];
beforeEach(() => {
  sent = [];
  faults = [];
  h = new Harness({
    beforeAppend: ({ stream, events }) => {
      if (!stream.startsWith('run-')) return undefined;
      sent.push({
        stream,
        events: events.length,
        bytes: events.reduce((sum, e) => sum + Buffer.byteLength(e.data), 0),
      });
      return faults.shift();
    },
  });
});
afterEach(async () => {
  for (const one of [h, ...more.splice(0)]) await one.dispose();
});

/** Another process over the same log. */
function another(): Harness {
  const pool = new FakePool('boot-2');
  const harness = new Harness({ over: h.memory.raw, bootId: 'writer-2', pool, clock: h.clock });
  more.push(harness);
  return harness;
}
const fan = (n: number, step: Record<string, unknown> = {}): unknown => ({
  id: 'fan',
  name: 'Fan',
  steps: Array.from({ length: n }, (_, i) => ({ id: `s${i}`, agent: 'noop', output: true, ...step })),
  limits: { parallelism: 1_000 },
});
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );
const pause: RunRequest = { name: 'PauseRun', payload: { reason: 'wait' } };
const cancel: RunRequest = { name: 'CancelRun', payload: { reason: 'enough' } };

describe('an idempotency key', () => {
  test('gives the same answer for the same command, and does it once', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const first = await h.run(runId, pause, OPERATOR, 'key');
    await h.run(runId, { name: 'ResumeRun', payload: { reason: 'go' } });
    const again = await h.run(runId, pause, OPERATOR, 'key');
    expect({ ...again, events: again.events.map(({ id }) => id) }).toEqual({
      ...first,
      events: first.events.map(({ id }) => id),
    });
    expect(h.types(runId).filter((type) => type === 'RunPaused')).toHaveLength(1);
  });

  test('is known to another process, and to one that starts from the log', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const first = await h.run(runId, pause, OPERATOR, 'key');
    expect((await another().run(runId, pause, OPERATOR, 'key')).revision).toBe(first.revision);
  });

  test('starts a run once, whichever process is asked', async () => {
    await h.save(chain(1));
    const other = another();
    const [first, second] = await Promise.all([h, other].map((one) => one.start('chain-1', {}, 'key')));
    if (first === undefined) throw new Error('nothing was started');
    expect(second).toBe(first);
    expect(await other.start('chain-1', {}, 'key')).toBe(first);
    expect(h.types(first)).toEqual(['RunStarted', 'StepDispatched']);
    expect(h.pool.tasks.length + other.pool.tasks.length).toBe(1);
  });

  test('of another command is refused as invalid', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    await h.run(runId, pause, OPERATOR, 'key');
    const other: CommandContext = { ...h.context('key'), payloadHash: 'b'.repeat(64) };
    const refused = h.commands.runs.execute(runStream(runId), cancel, other);
    await expect(refused).rejects.toMatchObject({ code: 'IDEMPOTENCY.MISMATCH', kind: 'invalid' });
  });
});

describe('commands that wait for one stream', () => {
  test('leave as one append, and are answered after it', async () => {
    await h.save(fan(50));
    const runId = await h.start('fan');
    sent = [];
    const tasks = [...h.pool.tasks];
    const answers = await Promise.all(tasks.map((task) => h.complete(task, {})));
    expect(sent.map(({ events }) => events)).toEqual([51]);
    expect(answers.map(({ revision }) => revision).slice(0, 3)).toEqual([51, 52, 53]);
    expect(h.types(runId).at(-1)).toBe('RunCompleted');
  });

  test('are refused one by one: one that is wrong does no harm to the others', async () => {
    await h.save(fan(2));
    const runId = await h.start('fan');
    const [one] = h.pool.tasks;
    if (!one) throw new Error('nothing was dispatched');
    const unknown = { ...one, leaseId: '00000000-0000-5000-8000-000000000000' };
    const answers = await Promise.all([codeOf(h.complete(unknown, {})), codeOf(h.complete(one, {}))]);
    expect(answers).toEqual(['LEASE.UNKNOWN', 'answered']);
    expect(h.types(runId).at(-1)).toBe('StepCompleted');
  });

  test.each([
    ['large payloads', 'x'.repeat(60_000), 40],
    ['payloads that are larger than they seem', '\u0001'.repeat(10_000), 120],
  ])('leave as several appends when one would be too large: %s', async (_, value, n) => {
    await h.save(fan(n));
    const runId = await h.start('fan');
    sent = [];
    const answers = await Promise.all([...h.pool.tasks].map((task) => codeOf(h.complete(task, { value }))));
    expect(new Set(answers)).toEqual(new Set(['answered']));
    expect(sent.length).toBeGreaterThan(1);
    for (const { bytes } of sent) expect(bytes).toBeLessThan(1_048_576);
    expect(h.types(runId).filter((type) => type === 'StepCompleted')).toHaveLength(n);
    expect(h.types(runId).at(-1)).toBe('RunCompleted');
  });
});

describe('what the scheduler wants', () => {
  test('goes out in appends of at most 200 dispatches', async () => {
    await h.save(fan(450));
    const runId = await h.start('fan');
    await vi.waitFor(() => expect(h.types(runId)).toHaveLength(451));
    expect(sent.map(({ events }) => events)).toEqual([201, 200, 50]);
    expect(h.pool.taken.size).toBe(450);
  });

  test('ends with the run: a budget that fails it leaves the other ready steps alone', async () => {
    await h.save({
      ...Object(fan(3, { estimate: { usd: '0.01' } })),
      budget: { usd: '0.015' },
      policies: { onBudget: 'fail' },
    });
    const runId = await h.start('fan');
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'BudgetExceeded', 'RunFailed']);
    expect(h.pool.taken.size).toBe(0);
  });

  test('is not lost when what a dependency gave is not there: the step is a dead letter', async () => {
    await h.save(chain(2, { policies: { onDeadLetter: 'wait' } }));
    const runId = await h.start('chain-2');
    await h.fail(h.task('s1'), { retryable: false });
    const { steps } = await h.state(runId, (state) => ({
      steps: state.status === 'none' ? [] : [...state.steps.keys()],
    }));
    const [stepKey] = steps;
    if (stepKey === undefined) throw new Error('there is no step');
    await h.run(runId, { name: 'SkipStep', payload: { stepKey, reason: 'not needed' } });
    expect(h.types(runId).slice(-2)).toEqual(['StepSkipped', 'StepDeadLettered']);
  });
});

describe('a stream that is looked at', () => {
  const unreadable = new DomainError('BLOB.MISSING', 'unavailable', 'it is gone');

  test('in vain says whether to try again, and what trying again will not mend is logged once', async () => {
    await h.save(chain(1));
    const stream = runStream(await h.start('chain-1'));
    const said = vi.spyOn(h.commands.runs.deps.log, 'error');
    const read = vi.spyOn(h.memory.store, 'read');
    const nudge = (): Promise<unknown> => {
      h.commands.runs.forget(stream);
      return h.commands.runs.nudge(stream);
    };
    read.mockImplementation(() => {
      throw unreadable;
    });
    expect([await nudge(), await nudge()]).toEqual(['refused', 'refused']);
    expect(said).toHaveBeenCalledTimes(1);
    read.mockImplementation(() => {
      throw new DomainError('STORE.UNAVAILABLE', 'unavailable', 'it does not answer');
    });
    expect(await nudge()).toBe('away');
    read.mockRestore();
    expect(await nudge()).toBe('done');
  });

  test('reacts in the end, though the payload could not be stored when it should have', async () => {
    await h.save({
      id: 'two',
      name: 'Two',
      steps: [
        { id: 'a', agent: 'noop', output: true },
        { id: 'b', agent: 'noop', output: true, dependsOn: ['a'], inputs: { x: 'input.big' } },
      ],
    });
    const runId = await h.start('two', { big: 'y'.repeat(100_000) });
    const away = new DomainError('STORE.UNAVAILABLE', 'unavailable', 'it does not answer');
    const put = vi.spyOn(h.memory.blobs, 'put').mockRejectedValueOnce(away).mockRejectedValueOnce(away);
    await h.complete(h.task('a'), {});
    expect(h.types(runId).at(-1)).toBe('StepCompleted');
    await vi.waitFor(() => expect(h.types(runId).at(-1)).toBe('StepDispatched'), 5_000);
    expect(put).toHaveBeenCalledTimes(3);
  });

  test('does not keep trying what will not mend by it', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const task = h.task('s1');
    vi.useFakeTimers();
    try {
      vi.spyOn(h.pool, 'take').mockImplementation(() => {
        throw unreadable;
      });
      const before = vi.getTimerCount();
      await h.complete(task, { value: 1 });
      expect(h.types(runId).at(-1)).toBe('StepCompleted');
      expect(vi.getTimerCount()).toBe(before);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a run with more ready steps than slots', () => {
  test('asks once per look for what it cannot get, not once per step', async () => {
    h.pool.slots = 10;
    const take = vi.spyOn(h.pool, 'take');
    await h.save(fan(450));
    const runId = await h.start('fan');
    expect(take).toHaveBeenCalledTimes(11);
    const [task] = h.pool.tasks;
    if (!task) throw new Error('nothing was dispatched');
    await h.complete(task, {});
    expect(take).toHaveBeenCalledTimes(12);
    await h.commands.runs.nudge(runStream(runId));
    expect(take).toHaveBeenCalledTimes(14);
    expect(h.types(runId).filter((type) => type === 'StepDispatched')).toHaveLength(11);
  });

  test('asks people all the same, and says that a budget is short', async () => {
    h.pool.slots = 1;
    await h.save({
      id: 'mixed',
      name: 'Mixed',
      steps: [
        { id: 'first', agent: 'noop', output: true },
        { id: 'waits', agent: 'noop', output: true },
        { id: 'asks', agent: 'noop', output: true, tier: 'irreversible' },
        { id: 'costs', agent: 'noop', output: true, estimate: { usd: '2' } },
      ],
      budget: { usd: '1' },
    });
    const runId = await h.start('mixed');
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'ApprovalRequested', 'BudgetExceeded']);
  });
});

describe('two processes that write to one run', () => {
  test('dispatch a step once, and the one that was late gives its slot back', async () => {
    h.pool.slots = 0;
    await h.save(chain(1));
    const runId = await h.start('chain-1');
    const other = another();
    await other.state(runId, () => undefined);
    h.pool.slots = 1;
    await Promise.all([h, other].map(({ commands }) => commands.runs.nudge(runStream(runId))));
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched']);
    expect(h.pool.tasks.length + other.pool.tasks.length).toBe(1);
    expect(h.pool.taken.size + other.pool.taken.size).toBe(1);
    const [task] = [...h.pool.tasks, ...other.pool.tasks];
    if (!task) throw new Error('nothing was dispatched');
    // Whoever goes on from here stands on the head that is in the log.
    for (const one of [h, other]) await one.complete(task, {});
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted', 'RunCompleted']);
  });

  test('never take each other’s append for their own, though they carry out the same command', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const other = another();
    await other.state(runId, () => undefined);
    const answers = await Promise.all([h, other].map((one) => one.run(runId, pause, OPERATOR, 'key')));
    expect(new Set(answers.map(({ events }) => events[0]?.id)).size).toBe(1);
    await other.run(runId, cancel);
    expect(h.types(runId).slice(-2)).toEqual(['RunPaused', 'RunCancelled']);
  });

  test('say no upon the newest state only', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const other = another();
    await other.state(runId, () => undefined);
    await h.complete(h.task('s1'), { value: 1 });
    expect(await codeOf(other.complete(h.task('s2'), {}))).toBe('answered');
    await h.state(runId, () => undefined);
    expect(await codeOf(h.run(runId, cancel))).toBe('RUN.ENDED');
  });

  test('see what the other wrote while they were busy', async () => {
    h.pool.slots = 0;
    await h.save(chain(1));
    const runId = await h.start('chain-1');
    const other = another();
    const stream = runStream(runId);
    await other.run(runId, pause);
    await h.state(runId, () => undefined);
    await other.run(runId, { name: 'ResumeRun', payload: { reason: 'go' } });
    h.commands.runs.forget(stream);
    const looking = h.state(runId, (state) => state.status);
    h.commands.runs.forget(stream);
    expect(await looking).toBe('running');
  });
});

describe('a store that is away', () => {
  test('makes an append that nobody heard of be written once', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    faults.push('unanswered', 'lost', 'unanswered');
    await h.complete(h.task('s1'), { value: 1 });
    expect(h.types(runId)).toEqual(['RunStarted', 'StepDispatched', 'StepCompleted', 'StepDispatched']);
  });

  test('is said within two seconds, nothing is acknowledged, and the same key does it once when it is back', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const before = h.types(runId).length;
    h.memory.raw.down = true;
    const inFlight = codeOf(h.run(runId, pause, OPERATOR, 'key'));
    await vi.waitFor(() => expect(h.memory.store.available()).toBe(false));
    const queued = await codeOf(h.run(runId, cancel));
    h.clock.advance(1_700);
    expect([await inFlight, queued]).toEqual(['STORE.OUTCOME_UNKNOWN', 'STORE.UNAVAILABLE']);
    expect(h.types(runId)).toHaveLength(before);
    h.memory.raw.down = false;
    await vi.waitFor(() => expect(h.memory.store.available()).toBe(true));
    const answer = await h.run(runId, pause, OPERATOR, 'key');
    expect(answer.events.map(({ type }) => type)).toEqual(['RunPaused']);
    expect(h.types(runId).slice(before)).toEqual(['RunPaused']);
  });

  test('without room on its disk refuses a command at once, and the same key does it once when there is room', async () => {
    await h.save(chain(2));
    const runId = await h.start('chain-2');
    const before = h.types(runId).length;
    const { faults: usual } = h.memory.raw;
    h.memory.raw.faults = {
      beforeAppend() {
        throw new DomainError('STORE.FULL', 'unavailable', 'no space left');
      },
    };
    expect(await codeOf(h.run(runId, pause, OPERATOR, 'key'))).toBe('STORE.FULL');
    expect(h.types(runId)).toHaveLength(before);
    h.memory.raw.faults = usual;
    await h.run(runId, pause, OPERATOR, 'key');
    expect(h.types(runId).slice(before)).toEqual(['RunPaused']);
  });

  test('makes a run be started once, by the same key', async () => {
    await h.save(chain(1));
    faults.push('unanswered');
    const first = await h.start('chain-1', {}, 'key');
    expect(await h.start('chain-1', {}, 'key')).toBe(first);
    expect(h.types(first)).toEqual(['RunStarted', 'StepDispatched']);
  });
});

describe('a snapshot', () => {
  test('changes nothing but time: a state loaded from it is the one that all events give', async () => {
    await h.save(chain(60));
    const runId = await h.start('chain-60');
    for (let i = 1; i <= 60; i++) await h.complete(h.task(`s${i}`), { value: i });
    const stream = `snapshot-${runStream(runId)}`;
    await vi.waitFor(() => expect(h.memory.raw.events.some((event) => event.stream === stream)).toBe(true), 5_000);
    const reads: number[] = [];
    const fromSnapshot = another();
    const { raw } = fromSnapshot.memory;
    const readStream = raw.readStream.bind(raw);
    raw.readStream = (name, options) => {
      if (name === runStream(runId) && typeof options.from === 'number') reads.push(options.from);
      return readStream(name, options);
    };
    const loaded = await fromSnapshot.state(runId, stateToJson);
    raw.readStream = readStream;
    expect(reads.every((from) => from > 50)).toBe(true);
    expect(loaded).toEqual(await h.state(runId, stateToJson));
  });

  test('is not looked for where the caller knows that the run is too short for one, and is where it is not', async () => {
    const looks: string[] = [];
    for (const [of, revision] of [
      ['short', 48],
      ['long', 49],
      ['unknown', undefined],
    ] as const) {
      const writer = another();
      const { snapshots } = writer.memory;
      const load = snapshots.load.bind(snapshots);
      snapshots.load = (...asked) => {
        looks.push(of);
        return load(...asked);
      };
      await h.save(chain(1));
      const runId = await h.start('chain-1');
      await writer.commands.runs.nudge(runStream(runId), revision);
      expect(await writer.state(runId, stateToJson)).toEqual(await h.state(runId, stateToJson));
    }
    expect(looks).toEqual(['long', 'unknown']);
  });
});

test('a run that was not started is not found, and nothing is written', async () => {
  const runId = RunId.parse(uuidV5(NAMESPACE, 'nobody'));
  expect(await codeOf(h.run(runId, cancel))).toBe('RUN.NOT_FOUND');
  expect(sent).toEqual([]);
});

test('every event is dated by the server that writes it, whoever sent the command', async () => {
  await h.save(chain(2));
  const runId = await h.start('chain-2');
  h.clock.advance(1_000);
  await h.complete(h.task('s1'), { value: 1 });
  h.clock.advance(1_000);
  await h.complete(h.task('s2'), { value: 2 });
  const seconds = h.events(runId).map(({ type, metadata }) => `${type} ${metadata.at.slice(17, 19)}`);
  expect(seconds).toEqual([
    'RunStarted 00',
    'StepDispatched 00',
    'StepCompleted 01',
    'StepDispatched 01',
    'StepCompleted 02',
    'RunCompleted 02',
  ]);
});

test('of runs that have ended the newest are at hand, and an older one is read again when it is asked for', async () => {
  await h.save(chain(1));
  const ended: string[] = [];
  for (let i = 0; i < 510; i++) {
    const runId = await h.start('chain-1');
    await h.run(runId, cancel);
    ended.push(runId);
  }
  const isAtHand = (runId: string | undefined) =>
    h.commands.runs.knownRevision(runStream(RunId.parse(runId))) !== undefined;
  expect([isAtHand(ended[0]), isAtHand(ended.at(-1))]).toEqual([false, true]);
  expect(await codeOf(h.run(ended[0] ?? '', cancel))).toBe('RUN.ENDED');
});
