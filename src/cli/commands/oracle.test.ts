import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GoodRecord, type Entry } from '../../../test/support/broken-record.js';
import { canonicalize } from '../../domain/kernel/json.js';
import { runCli } from '../program.js';

let folder: string;
let good: GoodRecord;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mission-control-oracle-'));
  good = await GoodRecord.make();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lineOf = ({ position, ...entry }: Entry) => `${JSON.stringify({ position: String(position), ...entry })}\n`;
const ndjson = (entries: readonly Entry[]) => `${entries.map(lineOf).join('')}{"complete":{"through":"99"}}\n`;

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(path.join(folder, name), content);
  return name;
}

async function oracle(...args: string[]) {
  const texts = { stdout: '', stderr: '' };
  const output = (name: keyof typeof texts) => ({ write: (text: string) => void (texts[name] += text) });
  const exit = await runCli(['oracle', ...args], {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { NO_COLOR: '1', MC_DATA_DIR: path.join(folder, 'none') },
    cwd: folder,
    now: () => 0,
    interrupted: new AbortController().signal,
  });
  return { exit, ...texts };
}

it('exits with 0 when every promise of an export is kept, and says what could not be looked at', async () => {
  const { exit, stdout } = await oracle(await file('good.ndjson', ndjson(good.entries)));
  expect(stdout).toContain('every promise is kept');
  expect(stdout).toContain('the definition of a workflow: no payloads were given');
  expect(exit).toBe(0);
});

it('exits with 10 when a promise is broken, and names rule, stream, revision, what was expected and what was found', async () => {
  const record = good.broken().change('RunCompleted', () => ({ spentNanoUsd: '259' }));
  const name = await file('broken.ndjson.gz', gzipSync(ndjson(record.entries)));
  const { exit, stdout } = await oracle(name);
  expect(stdout).toContain(`charges  ${good.stream} #18\n`);
  expect(stdout).toContain('expected a cost of 260 nano-dollars and 260 tokens by all charges, found 259');
  expect(exit).toBe(10);
  expect(JSON.parse((await oracle(name, '--json')).stdout)).toMatchObject({ found: 1, runs: { offered: 1, ended: 1 } });
});

it('exits with 11 when too few runs ended, unless fewer are wanted', async () => {
  const name = await file('short.ndjson', ndjson(good.entries.slice(0, 3)));
  expect(await oracle(name)).toMatchObject({
    exit: 11,
    stdout: expect.stringContaining('void: 0 of 1 offered runs ended'),
  });
  expect(await oracle(name, '--min-ended', '0')).toMatchObject({ exit: 0 });
});

it('reads an evidence bundle with its payloads', async () => {
  const tar = pack();
  const sha256 = good.definition;
  tar.entry({ name: 'manifest.json' }, '{}');
  tar.entry({ name: `payloads/${sha256}` }, canonicalize(await good.blobs(sha256)));
  tar.entry({ name: 'events.ndjson' }, good.entries.map(lineOf).join(''));
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) if (part instanceof Uint8Array) parts.push(Buffer.from(part));
  const { exit, stdout } = await oracle(await file('bundle.tar.gz', gzipSync(Buffer.concat(parts))));
  expect(stdout).not.toContain('not looked at');
  expect(exit).toBe(0);
});

it('holds the record against answers that were given', async () => {
  const answers = await file('answers.ndjson', `{"stream":"${good.stream}","revision":19}\n`);
  const { exit, stdout } = await oracle(await file('all.ndjson', ndjson(good.entries)), '--acknowledged', answers);
  expect(stdout).toContain('expected event 19, which was acknowledged, found the stream to end at 18');
  expect(exit).toBe(10);
});

it.each([
  ['no file', ['nothing.ndjson'], 'The file cannot be read'],
  ['what is no JSON', ['text.txt'], 'Line 1 is no JSON'],
  ['what is no event', ['other.ndjson'], 'Line 1 is no event'],
  ['a file and a database', ['text.txt', '--postgres'], 'give one or the other'],
  ['no store', [], 'No event store was found from here'],
  ['a part above 1', ['text.txt', '--min-ended', '95'], 'Give a part from 0 to 1'],
])('exits with 2 and says what is wrong with %s', async (_, args, says) => {
  await file('text.txt', 'text\n');
  await file('other.ndjson', '{"stream":"run-x"}\n');
  const { exit, stderr } = await oracle(...args);
  expect(stderr).toContain(says);
  expect(exit).toBe(2);
});
