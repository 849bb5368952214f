import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderKeyStore } from './folder-key-store.js';

let base: string;
let folder: string;
let keys: FolderKeyStore;
const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'mc-keys-'));
  folder = path.join(base, 'keys');
  keys = new FolderKeyStore(folder);
});
afterEach(async () => {
  await chmod(folder, 0o700).catch(() => undefined);
  await rm(base, { recursive: true, force: true });
});

test('a key is read as it was kept, and only its owner can read the folder and the file', async () => {
  expect(await keys.read('subject-1')).toBeUndefined();
  await keys.create('subject-1', bytes('secret'));
  expect(Buffer.from((await keys.read('subject-1')) ?? []).toString()).toBe('secret');
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  const [file] = await readdir(folder);
  expect((await stat(path.join(folder, file ?? ''))).mode & 0o777).toBe(0o600);
  expect(await keys.list()).toEqual(['subject-1']);
});

test('two that create the same key get the same one: the first', async () => {
  const made = await Promise.all(['a', 'b', 'c', 'd'].map((text) => keys.create('k', bytes(text))));
  const kept = Buffer.from((await keys.read('k')) ?? []).toString();
  expect(new Set(made.map((one) => Buffer.from(one).toString()))).toEqual(new Set([kept]));
  expect(await readdir(folder)).toHaveLength(1);
});

test('a destroyed key is gone, and a second time there is nothing to destroy', async () => {
  await keys.create('k', bytes('secret'));
  expect(await keys.destroy('k')).toBe(true);
  expect(await keys.read('k')).toBeUndefined();
  expect(await keys.destroy('k')).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test('several may destroy a key at once', async () => {
  for (let round = 0; round < 20; round++) {
    await keys.create('k', bytes('secret'));
    await Promise.all([1, 2, 3, 4].map(() => keys.destroy('k')));
    expect(await readdir(folder)).toEqual([]);
  }
});

test('the zeros that stand for a moment in the place of a destroyed key are never taken for one', async () => {
  await keys.create('k', bytes('secret'));
  await writeFile(path.join(folder, 'k.key'), new Uint8Array(6));
  expect(await keys.read('k')).toBeUndefined();
  expect(Buffer.from(await keys.create('k', bytes('newer'))).toString()).toBe('newer');
  expect(Buffer.from((await keys.read('k')) ?? []).toString()).toBe('newer');
});

test('no name leads out of the folder', async () => {
  for (const name of ['../k', 'a/b', '', '.hidden', 'A', 'x'.repeat(200)])
    await expect(keys.read(name)).rejects.toThrow('is no name of a key');
});

test('a folder that cannot be used is said by name', async () => {
  await writeFile(folder, 'a file');
  await expect(keys.create('k', bytes('s'))).rejects.toMatchObject({ code: 'KEYS.UNAVAILABLE', kind: 'unavailable' });
});
