import { expect, test } from 'vitest';
import { DomainError } from '../domain/kernel/errors.js';
import { POLICY_RESTS_MS, RetentionTimer } from './retention-timer.js';

const DAY = 86_400_000;
const START = Date.parse('2026-11-24T12:00:00.000Z');

function setUp(every: number | 'off' = DAY) {
  const world = {
    now: START,
    policyAt: START as number | undefined,
    applied: [] as number[],
    fails: undefined as Error | undefined,
    warned: 0,
  };
  const timer = new RetentionTimer({
    apply: ({ actor }) => {
      if (world.fails) return Promise.reject(world.fails);
      expect(actor).toMatchObject({ kind: 'system', id: 'retention' });
      world.applied.push(world.now);
      return Promise.resolve({ pruned: 1, archives: [], held: 0 });
    },
    policyAt: () => Promise.resolve(world.policyAt),
    everyMs: every === 'off' ? undefined : every,
    now: () => world.now,
    log: { info: () => undefined, warn: () => world.warned++, error: () => undefined },
  });
  const lookAt = async (ms: number) => {
    world.now = START + ms;
    await timer.look();
  };
  return { world, timer, lookAt };
}

test('a policy is applied when it has stood for a day, and then once a day', async () => {
  const { world, timer, lookAt } = setUp();
  expect(await timer.nextAt()).toBe(START + POLICY_RESTS_MS);
  for (const ms of [0, DAY - 1, DAY, DAY + 1, 2 * DAY - 1, 2 * DAY]) await lookAt(ms);
  expect(world.applied).toEqual([START + DAY, START + 2 * DAY]);
});

test('one that was set anew waits again', async () => {
  const { world, lookAt } = setUp();
  await lookAt(DAY);
  world.policyAt = START + 2 * DAY - 1;
  await lookAt(2 * DAY);
  expect(world.applied).toHaveLength(1);
  await lookAt(3 * DAY);
  expect(world.applied).toHaveLength(2);
});

test('nothing is applied without a policy, or when it is off', async () => {
  const { world, timer, lookAt } = setUp();
  world.policyAt = undefined;
  await lookAt(9 * DAY);
  expect([world.applied, await timer.nextAt()]).toEqual([[], undefined]);
  const off = setUp('off');
  await off.lookAt(9 * DAY);
  expect([off.world.applied, await off.timer.nextAt()]).toEqual([[], undefined]);
});

test('what failed is tried again at the next look, and said once; another server that is at it is no failure', async () => {
  const { world, lookAt } = setUp();
  world.fails = new DomainError('RETENTION.BUSY', 'conflict', 'busy');
  await lookAt(DAY);
  expect(world.warned).toBe(0);
  world.fails = new Error('the disk is full');
  await lookAt(DAY + 1);
  await lookAt(DAY + 2);
  expect(world.warned).toBe(1);
  world.fails = undefined;
  await lookAt(DAY + 3);
  expect(world.applied).toEqual([START + DAY + 3]);
});
