// @ts-check
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { chained, RecordingStore } from './bundle-builder.mjs';
import { jcs, TAR_END, tarEntry, tarHeader } from './encoding.mjs';

/**
 * Writes a bundle with one long stream, without holding it in memory: what the benchmark verifies.
 * node verify/test/large-bundle.mjs FILE EVENTS
 */
const [file = 'large.tar', count = '1000000'] = process.argv.slice(2);
const STREAM = 'run-large';
const events = Number(count);
const store = new RecordingStore();
for (let i = 0; i < 5; i++) {
  store.append('control', 'HaltLifted', { i });
  store.checkpoint();
}

const part = `${file}.events`;
const long = openSync(part, 'w');
const digest = createHash('sha256');
let size = 0;
/** @type {string[]} */
let lines = [];
function flush() {
  const bytes = Buffer.from(lines.join(''));
  lines = [];
  size += bytes.length;
  writeSync(long, bytes);
}
/** @type {import('./bundle-builder.mjs').Event | undefined} */
let last;
for (let revision = 0; revision < events; revision++) {
  const step = { stepKey: `parse[${revision % 100}]`, stepId: 'parse', iteration: revision % 100 };
  const data = {
    step,
    attempt: 1,
    leaseId: `lease-${revision}`,
    output: { pages: revision, text: 'as it was read' },
    charges: [{ nanoUsd: `${revision}`, tokens: { input: 812, output: 95 } }],
    settles: [],
  };
  last = chained({ stream: STREAM, revision, type: 'StepCompleted', data }, last, revision);
  lines.push(`${jcs(last)}\n`);
  if (lines.length === 1_000) flush();
}
flush();
closeSync(long);
if (last === undefined) throw new Error('A bundle needs an event');

store.streams.set(STREAM, [last]);
store.moved.add(STREAM);
store.checkpoint();
const bundle = store.bundle();
const promise = bundle.manifest.streams.find(({ stream }) => stream === STREAM);
Object.assign(promise ?? {}, { first: 0, count: events, prev: '0'.repeat(64) });
// The long stream is the last one in the file: its one line gives way to all of them.
const before = bundle
  .file('events.ndjson')
  .bytes.toString()
  .replace(`${jcs(last)}\n`, '');
digest.update(before);
forEachPart((bytes) => digest.update(bytes));
const total = Buffer.byteLength(before) + size;
const listed = bundle.manifest.files.find(({ name }) => name === 'events.ndjson');
Object.assign(listed ?? {}, { size: total, sha256: digest.digest('hex') });
bundle.signAsListed(store.key);

const tar = openSync(file, 'w');
for (const { name, bytes } of bundle.entries) if (name !== 'events.ndjson') writeSync(tar, tarEntry(name, bytes));
writeSync(tar, tarHeader('events.ndjson', total));
writeSync(tar, before);
forEachPart((bytes) => writeSync(tar, bytes));
writeSync(tar, Buffer.concat([Buffer.alloc((512 - (total % 512)) % 512), TAR_END]));
closeSync(tar);
rmSync(part);

/** @param {(bytes: Buffer) => unknown} take */
function forEachPart(take) {
  const source = openSync(part, 'r');
  const buffer = Buffer.alloc(1024 * 1024);
  for (let read = readSync(source, buffer); read > 0; read = readSync(source, buffer)) take(buffer.subarray(0, read));
  closeSync(source);
}
