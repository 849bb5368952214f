import { expect, it } from 'vitest';
import { halts, START } from '../../test/support/halts.js';
import { decodeOnce } from './decode-once.js';
import { memoryStore } from './memory.js';

it('what was parsed for the first follower is what the second one gets, of the same event only', async () => {
  const memory = memoryStore();
  await memory.store.append('control', START, halts(1));
  const [raw] = memory.raw.events;
  memory.dispose();
  if (!raw) throw new Error('nothing in the log');
  const first = decodeOnce(raw);
  expect(first).toMatchObject({ kind: 'event' });
  expect(decodeOnce(raw)).toBe(first);
  expect(decodeOnce({ ...raw })).not.toBe(first);
  expect(decodeOnce({ ...raw })).toEqual(first);
});
