import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../domain/evidence/state.js';
import { Checkpointer } from './checkpoints.js';

const at = (minute: number): number => Date.UTC(2026, 10, 24, 12, minute);
const checkpoint = (size: number, minute: number): Checkpoint => ({
  size,
  rootHash: 'a'.repeat(64),
  peaks: ['a'.repeat(64)],
  keyId: 'b'.repeat(32),
  through: '7',
  note: 'note',
  at: new Date(at(minute)).toISOString(),
  revision: size,
});

function setUp(last: Checkpoint | null) {
  const world = { now: at(0), last, signed: 0, told: [] as number[], warned: [] as string[], fails: false };
  const checkpointer = new Checkpointer({
    checkpoints: {
      state: () =>
        world.fails
          ? Promise.reject(new Error('the store is away'))
          : Promise.resolve({ keys: [], last: world.last, checkpoints: 0, revision: -1 }),
      sign: () => {
        world.signed++;
        world.last = checkpoint((world.last?.size ?? 0) + 1, (world.now - at(0)) / 60_000);
        return Promise.resolve(world.last);
      },
    },
    witness: { tell: ({ size }) => Promise.resolve(void world.told.push(size)) },
    everyMs: 600_000,
    now: () => world.now,
    log: { info: () => undefined, warn: (_, message) => world.warned.push(message), error: () => undefined },
  });
  return { world, checkpointer };
}

describe('the process that has the log signed', () => {
  it('signs the first checkpoint at once, and the next when its time has come', async () => {
    const { world, checkpointer } = setUp(null);
    await checkpointer.look();
    world.now = at(9);
    await checkpointer.look();
    expect(world.signed).toBe(1);
    world.now = at(10);
    await checkpointer.look();
    expect(world.signed).toBe(2);
  });
  it('goes on when the clock was set back behind the last one', async () => {
    const { world, checkpointer } = setUp(checkpoint(41, 59));
    await checkpointer.look();
    expect(world.signed).toBe(1);
    await checkpointer.look();
    expect(world.signed).toBe(1);
  });
  it('leaves it to the server that was faster, and tells of what that one has signed', async () => {
    const { world, checkpointer } = setUp(checkpoint(41, -3));
    await checkpointer.look();
    expect([world.signed, world.told, checkpointer.last?.size]).toEqual([0, [41], 41]);
  });
  it('says once why it cannot, shows it, and goes on when it can again', async () => {
    const { world, checkpointer } = setUp(null);
    world.fails = true;
    await checkpointer.look();
    await checkpointer.look();
    expect([world.warned.length, checkpointer.problem]).toEqual([1, 'the store is away']);
    world.fails = false;
    await checkpointer.look();
    expect([checkpointer.problem, world.told]).toEqual([null, [1]]);
  });
});
