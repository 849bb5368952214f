import { expect, test } from 'vitest';
import { DomainError } from '../../domain/kernel/errors.js';
import { noSuchRun } from '../../domain/run/rejections.js';
import { prunedOrMissing } from './pruned-run.js';

const PRUNED = '6d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60';
const OTHER = '7d1f0d5e-5a0b-5c3e-9f7a-3b1c2d4e5f60';
const archive = { file: 'a.tar', sha256: 'b'.repeat(64), bytes: 1 };
const desk = {
  pruningOf: (runId: string) =>
    Promise.resolve(runId === PRUNED ? { pruneId: 'p', at: '2027-07-03T14:55:37.247Z', archive } : undefined),
};
const missing = (code = 'RUN.NOT_FOUND') => new DomainError(code, 'notFound', 'There is none.');

test('a run that was pruned is told from one that never was, with its archive', async () => {
  expect(await prunedOrMissing(missing(), PRUNED, desk)).toMatchObject({
    code: 'RUN.PRUNED',
    kind: 'notFound',
    message: expect.stringContaining('a.tar'),
    details: { runId: PRUNED, pruneId: 'p', archive },
  });
  // While it is being deleted.
  for (const code of ['BLOB.MISSING', 'EVENT.NOT_FOUND'])
    expect(await prunedOrMissing(missing(code), PRUNED, desk)).toMatchObject({ code: 'RUN.PRUNED' });
  // A comparison says which of its two runs is not there.
  expect(await prunedOrMissing(noSuchRun(PRUNED), undefined, desk)).toMatchObject({
    code: 'RUN.PRUNED',
  });
});

test('every other error stays as it is', async () => {
  for (const [error, asked] of [
    [missing(), OTHER],
    [missing(), undefined],
    [noSuchRun(OTHER), PRUNED],
    [missing('STEP.UNKNOWN'), PRUNED],
    [new Error('x'), PRUNED],
  ] as const)
    expect(await prunedOrMissing(error, asked, desk)).toBe(error);
});
