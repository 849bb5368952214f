import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../domain/evidence/state.js';
import { Witness } from './witness.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'mc-witness-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const noteOf = (size: number): string => `mission-control/x\n${size}\nroot\n\n— signature\n`;
const newest = (size: number): Checkpoint => ({
  size,
  rootHash: 'a'.repeat(64),
  peaks: ['a'.repeat(64)],
  keyId: 'b'.repeat(32),
  through: '7',
  note: noteOf(size),
  at: '2026-11-24T12:00:00.000Z',
  revision: 1,
});
async function* notes(sizes: readonly number[], from: number) {
  for (const [revision, size] of sizes.entries()) if (revision >= from) yield { size, note: noteOf(size), revision };
}
function setUp(
  sizes: readonly number[],
  options: { readonly answers?: number[]; readonly webhook?: string; readonly hangs?: boolean } = {},
) {
  const sent: string[] = [];
  const file = path.join(folder, 'data', 'checkpoints.log');
  const said: string[] = [];
  const readFrom: number[] = [];
  const witness = new Witness({
    file,
    webhook: options.webhook,
    log: { info: (_, message) => said.push(message), warn: (_, message) => said.push(message) },
    notes: (from) => {
      readFrom.push(from);
      return notes(sizes, from);
    },
    fetch: (_, init) => {
      sent.push(String(init?.body));
      if (options.hangs) return Promise.reject(new DOMException('aborted', 'TimeoutError'));
      return Promise.resolve(new Response(null, { status: options.answers?.shift() ?? 204 }));
    },
  });
  return { witness, file, sent, said, readFrom };
}
const linesOf = async (file: string): Promise<unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

describe('witnesses of a checkpoint', () => {
  it('has each in the file once, also those of other servers and of before a restart', async () => {
    const first = setUp([3, 5]);
    await first.witness.tell(newest(5));
    await first.witness.tell(newest(5));
    await setUp([3, 5, 8, 9]).witness.tell(newest(9));
    expect(await linesOf(first.file)).toEqual([3, 5, 8, 9].map(noteOf));
    expect(first.said).toHaveLength(2);
  });
  it('reads of the log only what it has not seen yet', async () => {
    const sizes = [3, 5];
    const { witness, file, readFrom } = setUp(sizes);
    await witness.tell(newest(5));
    sizes.push(8);
    await witness.tell(newest(8));
    expect(readFrom).toEqual([0, 2]);
    expect(await linesOf(file)).toEqual([3, 5, 8].map(noteOf));
  });
  it('looks at the end of the file again after a write that failed', async () => {
    const sizes = [3];
    const { witness, file } = setUp(sizes);
    await witness.tell(newest(3));
    await rm(file);
    await mkdir(file);
    sizes.push(5);
    await witness.tell(newest(5));
    expect(witness.state().file.problem).toMatch(/EISDIR/);
    await rm(file, { recursive: true });
    await witness.tell(newest(5));
    expect(witness.state().file.problem).toBeNull();
    expect(await linesOf(file)).toEqual([3, 5].map(noteOf));
  });
  it('has each in the file once and in order, however many are told at once', async () => {
    const { witness, file, said } = setUp([3, 5, 8]);
    await Promise.all([witness.tell(newest(5)), witness.tell(newest(8)), witness.tell(newest(8))]);
    expect(await linesOf(file)).toEqual([3, 5, 8].map(noteOf));
    expect(said).toHaveLength(3);
  });
  it('writes a line anew that a crash has cut, and leaves nothing of the half: no verifier would read it', async () => {
    const sizes = [3, 5];
    const { witness, file } = setUp(sizes);
    await mkdir(path.dirname(file));
    const half = Buffer.from(JSON.stringify(noteOf(5)));
    // Within the dash of the signature, which has three bytes.
    await writeFile(
      file,
      Buffer.concat([Buffer.from(`${JSON.stringify(noteOf(3))}\n`), half.subarray(0, half.indexOf('—') + 2)]),
    );
    await witness.tell(newest(5));
    sizes.push(8);
    await witness.tell(newest(8));
    expect(await linesOf(file)).toEqual([3, 5, 8].map(noteOf));
  });
  it('takes nothing from a file that ends in something else', async () => {
    const { witness, file } = setUp([3]);
    await mkdir(path.dirname(file));
    await writeFile(file, 'not ours');
    await witness.tell(newest(3));
    expect(await readFile(file, 'utf8')).toBe(`not ours\n${JSON.stringify(noteOf(3))}\n`);
  });
  it('says what is wrong with the file, and writes what is missing when it can', async () => {
    const { witness, file } = setUp([3]);
    await writeFile(path.join(folder, 'data'), 'in the way');
    await witness.tell(newest(3));
    expect(witness.state().file.problem).not.toBeNull();
    await rm(path.join(folder, 'data'));
    await witness.tell(newest(3));
    expect(witness.state().file.problem).toBeNull();
    expect(await linesOf(file)).toEqual([noteOf(3)]);
  });
  it('sends the newest to the webhook until it is taken', async () => {
    const { witness, sent } = setUp([3], { webhook: 'https://witness.example/in?token=secret', answers: [500, 200] });
    await witness.tell(newest(3));
    expect(witness.state().webhook).toEqual({
      url: 'https://witness.example/in',
      taken: null,
      problem: 'it answered with HTTP 500',
    });
    await witness.tell(newest(3));
    await witness.tell(newest(3));
    expect(sent).toEqual([noteOf(3), noteOf(3)]);
    expect(witness.state().webhook).toMatchObject({ taken: 3, problem: null });
  });
  it('says in words why a webhook does not answer, and the file does not wait for it', async () => {
    const { witness, file } = setUp([3], { webhook: 'https://witness.example/in', hangs: true });
    await witness.toFile(newest(3));
    expect(await linesOf(file)).toEqual([noteOf(3)]);
    await witness.toWebhook(newest(3));
    expect(witness.state().webhook?.problem).toBe('it did not answer within 10 s');
  });
});
