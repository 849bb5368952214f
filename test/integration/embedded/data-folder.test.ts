import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDataFolder } from '../../../src/embedded/data-folder.js';
import { processIdentity } from '../../../src/embedded/process-identity.js';
import { StartupError } from '../../../src/embedded/startup-error.js';

const root = process.getuid?.() === 0;

describe('the data folder', () => {
  let base: string;
  let folder: string;

  beforeEach(async () => {
    base = await mkdtemp(path.join(os.tmpdir(), 'mc-data-'));
    folder = path.join(base, 'a', 'new one');
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('is made with its parents, closed to others', async () => {
    await openDataFolder(folder);
    const { mode } = await stat(folder);
    expect((mode & 0o777).toString(8)).toBe(root ? '711' : '700');
  });

  it('is refused to a second start with the address of the first, until that has given it up', async () => {
    const first = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toThrow(/in use by pid \d+ since .* still starting/);
    await first.announce('http://127.0.0.1:4700');
    await expect(openDataFolder(folder)).rejects.toThrow(`in use by pid ${process.pid} since`);
    await expect(openDataFolder(folder)).rejects.toThrow('it serves at http://127.0.0.1:4700. Use that one, stop it');
    await first.release();
    await (await openDataFolder(folder)).release();
  });

  it('goes to exactly one of many that start at the same instant, also over the lock of a dead one', async () => {
    const dead = {
      pid: process.pid,
      identity: 'of an earlier process with the same pid',
      since: new Date().toISOString(),
    };
    for (let round = 0; round < 20; round += 1) {
      if (round % 2 === 1) await writeFile(path.join(folder, 'lock'), JSON.stringify(dead));
      const starts = await Promise.allSettled(Array.from({ length: 5 }, () => openDataFolder(folder)));
      const winners = starts.filter((start) => start.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      await winners[0]?.value.release();
    }
  });

  it('is taken over when its lock is damaged', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'lock'), '{"pid":');
    await (await openDataFolder(folder)).release();
  });

  it.each([
    ['a newer release', { format: '{"version":99}' }, /newer release.*format 99.*MC_DATA_DIR/],
    ['a damaged format', { format: 'x' }, /format is damaged/],
    ['other files', { 'thesis.txt': '' }, /holds other files \(such as thesis\.txt\).*MC_DATA_DIR/],
  ])('is refused with one clear line: %s', async (_, files, message) => {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
    const opening = openDataFolder(folder);
    await expect(opening).rejects.toBeInstanceOf(StartupError);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow('\n');
  });

  it('is refused where a file is in the way', async () => {
    await writeFile(path.join(base, 'a'), '');
    await expect(openDataFolder(folder)).rejects.toThrow(/a file of that name is in the way/);
    await expect(openDataFolder(path.join(base, 'a'))).rejects.toThrow(/a file of that name is in the way/);
  });

  it.skipIf(root)('is refused where this user may not write', async () => {
    await mkdir(path.join(base, 'a'), { mode: 0o500 });
    await expect(openDataFolder(folder)).rejects.toThrow(/cannot be read and written by this user/);
  });

  it('keeps JSON files for its owner only, and reads what fits', async () => {
    const data = await openDataFolder(folder);
    await data.write('agents.json', { one: 'token' });
    expect((await stat(path.join(folder, 'agents.json'))).mode & 0o777).toBe(0o600);
    expect(await data.read('agents.json', z.record(z.string(), z.string()))).toEqual({ one: 'token' });
    expect(await data.read('agents.json', z.array(z.string()))).toBeUndefined();
    expect(await data.read('missing.json', z.unknown())).toBeUndefined();
    expect(JSON.parse(await readFile(path.join(folder, 'format'), 'utf8'))).toEqual({ version: 1 });
  });
});

describe('the identity of a process', () => {
  it('stays the same while it runs, and is absent for one that does not', async () => {
    expect(await processIdentity(process.pid)).toBe(await processIdentity(process.pid));
    expect(await processIdentity(2 ** 22 + 1)).toBeUndefined();
  });
});
