import { execFile, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chain, Harness } from '../../test/support/harness.js';
import { runStream, workflowStream } from '../domain/catalog.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { BlobStore } from '../domain/kernel/ports.js';
import { MemoryKeyStore } from '../keystore/memory-key-store.js';
import { Bundles, type BundleOrder } from './bundles.js';
import { Checkpoints } from './checkpoints.js';

const VERIFIER = fileURLToPath(new URL('../../verify/mission-control-verify.mjs', import.meta.url));
const SECOND_VERIFIER = fileURLToPath(new URL('../../verify/python/verify_evidence.py', import.meta.url));
/** A machine without it has one verifier only: nothing to compare. */
const hasPython = spawnSync('python3', ['--version']).status === 0;
/** All but which library checked the signatures. */
const Answer = z.looseObject({ verdict: z.string() });
const BY = { kind: 'operator', id: 'ada', name: 'Ada' };

let folder: string;
let harness: Harness;
let bundles: Bundles;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mc-bundles-'));
  harness = new Harness();
  bundles = bundlesOver(harness);
});
afterEach(async () => {
  await harness.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Streams that were pruned, with a proof. */
const prunedStreams = new Set<string>();
const erasedKeys = new Set<string>();
afterEach(() => {
  prunedStreams.clear();
  erasedKeys.clear();
});
function bundlesOver({ commands, memory, clock }: Harness, blobs: Pick<BlobStore, 'get'> = memory.blobs): Bundles {
  const log = memory.reader;
  const checkpoints = new Checkpoints({
    commands,
    store: memory.store,
    blobs: memory.blobs,
    log,
    keys: new MemoryKeyStore(),
    clock,
    ids: { random: () => '0f8fad5b-d9cb-469f-a165-70867728950e' },
  });
  const isPruned = (stream: string): Promise<boolean> => Promise.resolve(prunedStreams.has(stream));
  return new Bundles({
    checkpoints,
    log,
    blobs,
    clock,
    isPruned,
    erasedKeys: () => Promise.resolve(erasedKeys),
    folder,
  });
}

const INPUT: Json = { said: 'Grüße <b>all</b>', large: 'x'.repeat(100_000) };
async function aRun(n = 3, more: Record<string, unknown> = {}, input = INPUT): Promise<string> {
  await harness.save(chain(n, more));
  const runId = await harness.start(`chain-${n}`, input);
  for (let i = 1; i <= n; i++)
    await harness.complete(harness.task(`s${i}`), { value: i }, { summary: `step ${i} <i>done</i>` });
  return runId;
}
const order = (runIds: readonly string[], more: Partial<BundleOrder> = {}): BundleOrder => ({
  id: 'export-1',
  by: BY,
  filter: { run: runIds[0] ?? '' },
  streams: [...runIds.map(runStream), workflowStream('chain-3')],
  signal: new AbortController().signal,
  ...more,
});

const Manifest = z.looseObject({
  streams: z.array(
    z.looseObject({ stream: z.string(), first: z.int(), last: z.int(), count: z.int(), head: z.string() }),
  ),
  files: z.array(z.object({ name: z.string(), size: z.int(), sha256: z.string() })),
  counts: z.object({ events: z.int(), redacted: z.int(), erased: z.int(), pruned: z.int() }),
  missing: z.array(z.object({ sha256: z.string(), because: z.string() })),
});
async function filesOf(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ files: Map<string, Buffer>; size: number; tar: Buffer }> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const tar = Buffer.concat(pieces);
  const files = new Map<string, Buffer>();
  const unpack = extract();
  unpack.end(tar);
  for await (const entry of unpack) {
    const content: Buffer[] = [];
    for await (const piece of entry) if (piece instanceof Uint8Array) content.push(Buffer.from(piece));
    files.set(entry.header.name, Buffer.concat(content));
  }
  return { files, size: tar.length, tar };
}
const manifestIn = (files: ReadonlyMap<string, Buffer>) =>
  Manifest.parse(JSON.parse(files.get('manifest.json')?.toString() ?? ''));

describe('an evidence bundle', () => {
  it('is declared valid by both verifiers, and invalid when one byte of an event is another', async () => {
    const bundle = await bundles.make(order([await aRun()]));
    const { tar, size } = await filesOf(bundle.bytes());
    expect(size).toBe(bundle.size);
    const file = path.join(folder, 'bundle.tar');
    const answer = async ([program, ...args]: readonly [string, ...string[]]): Promise<unknown> => {
      const run = promisify(execFile)(program, [...args, file, '--json']);
      const { stdout } = await run.catch((error: unknown) => z.object({ stdout: z.string() }).parse(error));
      return { ...Answer.parse(JSON.parse(stdout)), ed25519: undefined };
    };
    const verdict = async (): Promise<unknown> => {
      const first = await answer([process.execPath, VERIFIER]);
      if (hasPython) expect(await answer(['python3', SECOND_VERIFIER])).toEqual(first);
      return first;
    };
    await writeFile(file, tar);
    expect(await verdict()).toMatchObject({ verdict: 'valid', events: bundle.events });
    const at = tar.lastIndexOf('"summary":"step 2');
    tar[at + 16] = (tar[at + 16] ?? 0) ^ 1;
    await writeFile(file, tar);
    expect(await verdict()).toMatchObject({ verdict: 'invalid', code: 'EVENT.CHANGED' });
  });

  it('holds whole streams as they are stored, cut at its checkpoint, with everything that they refer to', async () => {
    const runId = await aRun();
    const other = await aRun();
    const { files } = await filesOf((await bundles.make(order([runId]))).bytes());
    const { streams, counts } = manifestIn(files);
    expect(streams.map(({ stream }) => stream)).toEqual(
      ['checkpoints', runStream(runId), 'workflow-chain-3'].toSorted(),
    );
    const lines = files.get('events.ndjson')?.toString().trimEnd().split('\n') ?? [];
    const stored = harness.events(runId);
    expect(lines.filter((line) => line.includes(`"stream":"run-${runId}"`))).toEqual(
      stored.map(({ stream, revision, id, type, metadata, data }) =>
        canonicalize({ stream, revision, id, type, metadata, data }),
      ),
    );
    expect(counts.events).toBe(lines.length);
    expect(lines.some((line) => line.includes(other))).toBe(false);
    const payloads = [...files].filter(([name]) => name.startsWith('payloads/'));
    // The definition and the input.
    expect(payloads).toHaveLength(2);
    for (const [name, content] of payloads) expect(hash('sha256', content)).toBe(name.slice('payloads/'.length));
    expect([...files.keys()].filter((name) => name.startsWith('definitions/'))).toHaveLength(1);
  });

  it('is the same bytes for the same log, but for what names the request and the checkpoint', async () => {
    const runId = await aRun();
    const [first, second] = [
      await filesOf((await bundles.make(order([runId]))).bytes()),
      await filesOf((await bundles.make(order([runId], { id: 'export-2' }))).bytes()),
    ];
    const differing = [...first.files.keys()].filter(
      (name) => !first.files.get(name)?.equals(second.files.get(name) ?? Buffer.alloc(0)),
    );
    expect(differing).toEqual(['manifest.json', 'manifest.sig', 'checkpoints.ndjson', 'report.html', 'events.ndjson']);
    const own = (files: ReadonlyMap<string, Buffer>): string[] =>
      (files.get('events.ndjson')?.toString() ?? '')
        .split('\n')
        .filter((line) => !line.includes('"stream":"checkpoints"'));
    expect(own(first.files)).toEqual(own(second.files));
  });

  it('says in its report who did what, and lets nothing in the record become markup', async () => {
    const { files } = await filesOf((await bundles.make(order([await aRun()]))).bytes());
    const report = files.get('report.html')?.toString() ?? '';
    expect(report).toContain('Started by</dt>\n<dd>Ada (ada), manual');
    expect(report).toContain('step 2 &lt;i&gt;done&lt;/i&gt;');
    expect(report).not.toMatch(/<i>done|<script|https?:\/\//);
    expect(report.match(/<section/g)).toHaveLength(2);
    // The sections lie in its frame.
    expect(report.match(/<\/(main|body|html)>/g)).toEqual(['</main>', '</body>', '</html>']);
    expect(report.endsWith('</html>\n')).toBe(true);
  });

  it('names a payload that is not in the store any more, and is made nevertheless', async () => {
    const runId = await aRun();
    const lost: string[] = [];
    const forgetful = bundlesOver(harness, {
      async get(ref) {
        const value = await harness.memory.blobs.get(ref);
        if (!canonicalize(value).includes('xxxx')) return value;
        lost.push(ref.$blob.sha256);
        return { changed: true };
      },
    });
    const { files } = await filesOf((await forgetful.make(order([runId]))).bytes());
    expect(manifestIn(files).missing).toEqual(lost.map((sha256) => ({ sha256, because: 'lost' })));
    expect(files.has(`payloads/${lost[0] ?? ''}`)).toBe(false);
  });

  it('leaves out a run that was pruned since it was looked up, and counts its events as pruned', async () => {
    const [pruned, kept] = [await aRun(), await aRun()];
    await filesOf((await bundles.make(order([pruned]))).bytes());
    const events = harness.events(pruned).length;
    await harness.memory.remover.remove(runStream(pruned));
    prunedStreams.add(runStream(pruned));
    const { files } = await filesOf((await bundles.make(order([pruned, kept]))).bytes());
    expect(manifestIn(files).counts.pruned).toBe(events);
    expect(manifestIn(files).streams.map(({ stream }) => stream)).toEqual(
      ['checkpoints', runStream(kept), 'workflow-chain-3'].toSorted(),
    );
  });

  it('counts the events that hold data of a person who was erased', async () => {
    const mail = { type: 'object', properties: { mail: { type: 'string', 'x-subject': '/id' } } };
    const runId = await aRun(3, { input: mail }, { id: 'p-1', mail: 'ada@example.test' });
    const countsOf = async () =>
      manifestIn((await filesOf((await bundles.make(order([runId]))).bytes())).files).counts.erased;
    expect(await countsOf()).toBe(0);
    for (const { metadata } of harness.events(runId)) for (const key of metadata.keys ?? []) erasedKeys.add(key);
    expect([await countsOf(), erasedKeys.size]).toEqual([1, 1]);
  });

  it('is refused when a stream is not all there and no proof says why', async () => {
    const runId = await aRun();
    await filesOf((await bundles.make(order([runId]))).bytes());
    await harness.memory.remover.remove(runStream(runId));
    await expect(bundles.make(order([runId]))).rejects.toMatchObject({
      code: 'EVIDENCE.STREAM_GONE',
      details: { stream: runStream(runId), revision: 0 },
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('leaves nothing behind: not when it is read, not when the reader goes away, not when it is not wanted any more', async () => {
    const runId = await aRun();
    await filesOf((await bundles.make(order([runId]))).bytes());
    for await (const piece of (await bundles.make(order([runId]))).bytes()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    const gone = AbortSignal.abort(new Error('the client has gone'));
    await expect(bundles.make(order([runId], { signal: gone }))).rejects.toThrow('the client has gone');
    expect(await readdir(folder)).toEqual([]);
  });
});
