import { beforeEach, expect, test } from 'vitest';
import { halt } from '../../test/support/halts.js';
import { CommitsElsewhere } from './commits-elsewhere.js';

let now: number;
let committed: bigint;
let told: string[];
let elsewhere: CommitsElsewhere;

beforeEach(() => {
  now = 0;
  committed = 0n;
  told = [];
  elsewhere = new CommitsElsewhere({
    committed: () => Promise.resolve(committed),
    changed: (runs, position, topics) =>
      told.push(`${position}: ${[...runs.map(({ runId, revision }) => `${runId}@${revision}`), ...topics].join(' ')}`),
    now: () => now,
  });
});

const seen = (stream: string, revision: number, position: bigint): void =>
  elsewhere.onEvent({
    id: 'e',
    type: 'T',
    stream,
    revision,
    position,
    data: {},
    metadata: { ...halt().metadata, prev: '', hash: '' },
  });

test('what another server has committed is told here when it can be read, once', async () => {
  seen('run-one', 0, 10n);
  seen('workflow-w', 3, 20n);
  await elsewhere.poll();
  committed = 10n;
  await elsewhere.poll();
  await elsewhere.poll();
  committed = 20n;
  await elsewhere.poll();
  expect(told).toEqual(['10: one@0 run', '20: workflow']);
});

test('a run that never rests is told of all the same, and again', async () => {
  seen('run-one', 0, 10n);
  seen('run-one', 1, 30n);
  committed = 20n;
  await elsewhere.poll();
  committed = 30n;
  await elsewhere.poll();
  expect(told).toEqual(['20: one@1 run', '30: one@1 run']);
});

test('who projects by itself asks nobody', async () => {
  seen('run-one', 0, 10n);
  elsewhere.committedHere(10n);
  seen('run-one', 1, 20n);
  committed = 20n;
  await elsewhere.poll();
  expect(told).toEqual([]);
  // Another one has taken over.
  now += 1_000;
  await elsewhere.poll();
  expect(told).toEqual(['20: one@1 run']);
});
