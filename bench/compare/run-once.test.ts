import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { outcome, runOnce } from './run-once.js';

const fan = (out: string, code: number | null = 0, err = ''): ReturnType<typeof outcome> =>
  outcome('fan', { code, out, err });

describe('what a run has measured', () => {
  it('is its last line of JSON', () => {
    expect(fan('{"totalP50":1}\nprogress\n{"totalP50":42,"load1":null}\ngoodbye\n')).toMatchObject({
      line: { totalP50: 42 },
      bad: undefined,
    });
  });

  it.each([
    ['not as many steps ran as should have', fan('{"totalP50":42,"bad":101}'), /^101 steps ran/],
    ['it failed, though it has measured', fan('{"totalP50":42}', 1, 'Error: no\n  at x'), 'ended with 1: Error: no'],
    ['it was killed', fan('', null), /^ended with a signal/],
    ['it said nothing', fan('', 0, 'first\nlast'), 'said nothing: last'],
    ['its line is cut off', fan('{"totalP50":4'), /^said nothing/],
    ['a figure is missing', fan('{"totalP50":null}'), 'did not say fan'],
    ['a figure is no number', fan('{"totalP50":"fast"}'), /^said nothing/],
  ])('is bad when %s', (_, { bad }, why) => {
    expect(bad).toMatch(why);
  });
});

describe('a run', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mission-control-run-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('that has ended leaves nothing behind that it started', async () => {
    // The server holds its starter's output open for as long as it lives.
    writeFileSync(
      path.join(folder, 'starts.mjs'),
      `import { spawn } from 'node:child_process';
       spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       console.log(JSON.stringify({ totalP50: process.argv[2] === 'fan' ? 7 : 0 }));
       process.exit(0);`,
    );
    const command = { program: process.execPath, script: 'starts.mjs', folder, env: process.env };
    const { line } = await runOnce(command, 'fan', new AbortController().signal);
    expect(line?.totalP50).toBe(7);
  });

  it('whose program is not there is bad, and says so', async () => {
    const command = { program: path.join(folder, 'nothing'), script: 'x.mjs', folder, env: process.env };
    expect((await runOnce(command, 'fan', new AbortController().signal)).bad).toMatch('ENOENT');
  });
});
