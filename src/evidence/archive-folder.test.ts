import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, truncate } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ArchiveFolder } from './archive-folder.js';
import type { Bundle } from './bundles.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'mc-archive-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const PARTS = ['one', 'two', 'x'.repeat(100_000)].map((text) => Buffer.from(text));
let removed = 0;
/** Done when all of it was taken. */
let spoil: () => Promise<void>;
beforeEach(() => void (spoil = () => Promise.resolve()));
const bundle: Bundle = {
  ...{ size: 100_006, events: 1, through: '7' },
  async *bytes() {
    yield* PARTS;
    await spoil();
  },
  remove: () => Promise.resolve(void removed++),
};
const archive = () => new ArchiveFolder(folder, { make: () => Promise.resolve(bundle) });
const write = () => archive().write('a', ['run-1'], { kind: 'operator', id: 'ada', name: 'Ada' });

it('is on the disk as its proof says it', async () => {
  const { file, sha256, bytes } = await write();
  const kept = await readFile(path.join(folder, file));
  expect(kept).toEqual(Buffer.concat(PARTS));
  expect([createHash('sha256').update(kept).digest('hex'), kept.length]).toEqual([sha256, bytes]);
});

it('is refused, with nothing left, when the disk is full', async () => {
  removed = 0;
  await symlink('/dev/full', path.join(folder, '.a.tar.new'));
  await expect(write()).rejects.toMatchObject({ code: 'RETENTION.ARCHIVE', kind: 'unavailable' });
  expect([await readdir(folder), removed]).toEqual([[], 1]);
});

it('is refused when the disk does not give back what it took', async () => {
  spoil = () => truncate(path.join(folder, '.a.tar.new'), 7);
  await expect(write()).rejects.toThrow('does not read back');
  expect(await readdir(folder)).toEqual([]);
});
