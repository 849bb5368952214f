import { expect, it } from 'vitest';
import { halts, START } from '../../test/support/halts.js';
import { FeedInbox } from './feed-inbox.js';
import { memoryStore } from './memory.js';
import type { RawEvent } from './raw-log.js';

async function events(count: number): Promise<RawEvent[]> {
  const memory = memoryStore();
  await memory.store.append('control', START, halts(count));
  memory.dispose();
  return memory.raw.events.map((event) => ({ ...event }));
}
const inboxOf = (maxBatch: number): FeedInbox => new FeedInbox(maxBatch, new Set(), () => true);

it('what was parsed ahead is what the batch holds', async () => {
  const inbox = inboxOf(10);
  const raws = await events(3);
  for (const raw of raws) inbox.onEvent(raw);
  expect(inbox.parseAhead(2)).toBe(true);
  // Nobody looks at these texts again; the third was not parsed yet.
  for (const raw of raws) Object.assign(raw, { data: 'no JSON' });
  expect(inbox.take().batch.items.map(({ kind }) => kind)).toEqual(['event', 'event', 'unreadable']);
});

it('parsing ahead goes on where it left off, and says when nothing is left', async () => {
  const inbox = inboxOf(2);
  const raws = await events(4);
  for (const raw of raws) inbox.onEvent(raw);
  expect(inbox.parseAhead(3)).toBe(true);
  expect(inbox.take().batch.items).toHaveLength(2);
  for (const raw of raws.slice(0, 3)) Object.assign(raw, { data: 'no JSON' });
  expect(inbox.parseAhead(1)).toBe(false);
  expect(inbox.take().batch.items.map(({ kind }) => kind)).toEqual(['event', 'event']);
});

it('the store sends on while a batch is still there to be handled', async () => {
  const inbox = inboxOf(2);
  const said: string[] = [];
  inbox.attach({ pause: () => said.push('pause'), resume: () => said.push('resume'), close: () => undefined });
  for (const raw of await events(5)) inbox.onEvent(raw);
  expect(said).toEqual(['pause']);
  inbox.take();
  expect(said).toEqual(['pause']);
  inbox.take();
  expect(said).toEqual(['pause', 'resume']);
  expect(inbox.isEmpty).toBe(false);
});
