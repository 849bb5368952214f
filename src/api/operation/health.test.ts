import { expect, it } from 'vitest';
import { Health } from './health.js';

it('is not ready, and says why, while the event store answers and takes no appends', async () => {
  let refusal: string | undefined = 'The event store has no space left on its disk.';
  const health = new Health(
    { available: () => true, refusal: () => refusal },
    { status: () => Promise.reject(new Error('not asked here')) },
  );
  const { status, checks } = await health.readiness();
  expect([status, checks.eventStore]).toEqual(['notReady', { ok: false, detail: refusal }]);
  refusal = undefined;
  expect((await health.readiness()).checks.eventStore).toEqual({ ok: true });
});
