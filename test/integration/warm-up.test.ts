import { expect, it } from 'vitest';
import { warmUp } from '../../src/warm-up.js';

const sockets = (): number => process.getActiveResourcesInfo().filter((one) => one.startsWith('TCP')).length;

it('the warm-up runs its workflows to their ends and leaves no socket open', async () => {
  const before = sockets();
  await warmUp({ chain: 2, fan: 2 });
  await expect.poll(sockets).toBe(before);
});

it('the warm-up gives up when it is not through in time, and leaves no socket open', async () => {
  const before = sockets();
  await expect(warmUp({ chain: 2, fan: 2 }, 1)).rejects.toThrow('it was not through after 1 ms');
  await expect.poll(sockets).toBe(before);
});
