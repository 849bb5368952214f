import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SideEffectReport } from '@mission-control/agent';
import { beforeEach, expect, it } from 'vitest';
import { fileToWrite, writeOnce } from '../../../examples/agents/write-file.js';
import { contextOf } from '../../support/run-steps.js';

let folder: string;
let effects: SideEffectReport[];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'mc-write-'));
  effects = [];
  return () => rmSync(folder, { recursive: true, force: true });
});
const context = (attempt: number) => contextOf({ taskId: 'task', attempt }, { calls: [], effects });

it('a file that a dead attempt has written is not written again, and its effect has the same id', async () => {
  const file = await fileToWrite(path.join(folder, 'deep', 'a.txt'), 'content');
  await writeOnce(file, context(1));
  const { mtimeMs, ino } = statSync(file.path);
  await writeOnce(file, context(2));
  expect(statSync(file.path)).toMatchObject({ mtimeMs, ino });
  expect(effects.map((effect) => effect.effectId)).toEqual([effects[0]?.effectId, effects[0]?.effectId]);
  expect(readdirSync(path.dirname(file.path))).toEqual(['a.txt']);
});

it('a file that was there when it was approved is replaced; one that appeared since is left as it is', async () => {
  const target = path.join(folder, 'a.txt');
  const approvedWithout = await fileToWrite(target, 'new');
  writeFileSync(target, 'of somebody else');
  await expect(writeOnce(approvedWithout, context(1))).rejects.toMatchObject({
    code: 'FILE.APPEARED',
    retryable: false,
  });
  expect(readFileSync(target, 'utf8')).toBe('of somebody else');
  await writeOnce(await fileToWrite(target, 'new'), context(1));
  expect(readFileSync(target, 'utf8')).toBe('new');
});

it('content that is not that of its size and hash is not written', async () => {
  const file = await fileToWrite(path.join(folder, 'a.txt'), 'content');
  await expect(writeOnce({ ...file, content: 'Content' }, context(1))).rejects.toMatchObject({
    code: 'FILE.OTHER_CONTENT',
  });
  expect(readdirSync(folder)).toEqual([]);
  expect(effects).toEqual([]);
});

it('a folder that cannot be written to fails for good, and says which', async () => {
  writeFileSync(path.join(folder, 'file'), '');
  const file = await fileToWrite(path.join(folder, 'file', 'a.txt'), 'content');
  await expect(writeOnce(file, context(1))).rejects.toMatchObject({ code: 'FILE.NOT_WRITTEN', retryable: false });
});
