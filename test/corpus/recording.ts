import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { hashOf, sha256 } from '../../src/commands/hashing.js';
import { ReplayVerifier } from '../../src/commands/replay-verifier.js';
import { Definitions } from '../../src/commands/run/definitions.js';
import { stateToJson } from '../../src/commands/state-json.js';
import { STORAGE_PREFIXES } from '../../src/domain/catalog.js';
import { EventMetadata } from '../../src/domain/kernel/envelope.js';
import { canonicalize, type Json } from '../../src/domain/kernel/json.js';
import type { StreamVerification } from '../../src/domain/kernel/redecide.js';
import { memoryStore, type MemoryStore } from '../../src/eventstore/memory.js';

/** A frozen log: what a release wrote, as it stands in the store. README.md says what the three files of each hold. */
const FOLDER = path.join(import.meta.dirname, 'recordings');
/** A state is hashed after every so many events of a stream, and after the last. */
const HASHED_EVERY = 50;

const json = z.custom<Json>((value) => value !== undefined);
const Line = z.strictObject({
  stream: z.string(),
  revision: z.int(),
  id: z.string(),
  type: z.string(),
  metadata: json,
  data: json,
});
export type Line = z.infer<typeof Line>;
const Blob = z.strictObject({ sha256: z.string(), value: json });
/** By stream, by the decider's stateVersion, by revision: SHA-256 of the canonical state. */
const States = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
export type States = z.infer<typeof States>;

const fileOf = (name: string, what: 'events' | 'blobs' | 'states'): string =>
  path.join(FOLDER, `${name}.${what}.${what === 'states' ? 'json' : 'ndjson'}`);
const linesOf = (file: string): Json[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Json => JSON.parse(line));

export const recordings = (): string[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.events.ndjson'))
    .map((file) => file.slice(0, -'.events.ndjson'.length))
    .sort();

export const eventsOf = (name: string): Line[] => linesOf(fileOf(name, 'events')).map((line) => Line.parse(line));
export const versionOf = ({ metadata }: Line): number => EventMetadata.parse(metadata).v;
export const statesOf = (name: string): States =>
  States.parse(JSON.parse(readFileSync(fileOf(name, 'states'), 'utf8')));

/** The frozen log in a store of its own: it is read as the product reads any log, upcast and with its chain verified. */
export async function opened(name: string): Promise<MemoryStore> {
  const memory = memoryStore();
  for (const line of linesOf(fileOf(name, 'blobs'))) {
    const { sha256: sha, value } = Blob.parse(line);
    const text = canonicalize(value);
    if (sha256(text) !== sha) throw new Error(`${name}: blob ${sha} is not what its hash says`);
    await memory.blobs.put(text, sha);
  }
  for (const { stream, id, type, data, metadata } of eventsOf(name))
    memory.raw.put(stream, [{ id, type, data: canonicalize(data), metadata: JSON.stringify(metadata) }]);
  return memory;
}

export const streamsOf = (name: string): string[] => [...new Set(eventsOf(name).map(({ stream }) => stream))];

/** Decides a whole recording again, and hashes the states on the way. */
export async function verified(name: string): Promise<{ verifications: StreamVerification[]; states: States }> {
  const memory = await opened(name);
  const { store, blobs } = memory;
  const verifier = new ReplayVerifier({ store, blobs, definitions: new Definitions(blobs) });
  const lines = eventsOf(name);
  const verifications: StreamVerification[] = [];
  const states: States = {};
  for (const stream of streamsOf(name)) {
    const last = lines.filter((line) => line.stream === stream).length - 1;
    const hashes: Record<string, string> = {};
    const ofStream: Record<string, Record<string, string>> = {};
    const verification = await verifier.verify(stream, ({ revision, stateVersion }, state) => {
      if ((revision + 1) % HASHED_EVERY !== 0 && revision !== last) return;
      hashes[revision] = hashOf(stateToJson(state));
      ofStream[stateVersion] = hashes;
    });
    verifications.push(verification);
    states[stream] = ofStream;
  }
  memory.dispose();
  return { verifications, states };
}

/** Writes a log down for good, with the blobs that its events refer to. */
export async function freeze(name: string, memory: MemoryStore): Promise<void> {
  const chained = memory.raw.events.filter(
    ({ stream }) => !STORAGE_PREFIXES.some((prefix) => stream.startsWith(prefix)),
  );
  const lines: Line[] = chained.map(({ stream, revision, id, type, data, metadata }) =>
    Line.parse({ stream, revision, id, type, metadata: JSON.parse(metadata), data: JSON.parse(data) }),
  );
  const blobs: Json[] = [];
  for (const [sha, ref] of references(lines)) blobs.push({ sha256: sha, value: await memory.blobs.get(ref) });
  write(fileOf(name, 'events'), lines.map((line) => canonicalize(line)).join('\n'));
  write(fileOf(name, 'blobs'), blobs.map((blob) => canonicalize(blob)).join('\n'));
  await writeStates(name);
}

/** Adds the hashes of the states of today to those that are there; what is recorded already stays as it is. */
export async function writeStates(name: string, before: States = {}): Promise<void> {
  const { states } = await verified(name);
  const merged = Object.fromEntries(
    Object.entries(states).map(([stream, versions]) => [stream, { ...versions, ...before[stream] }]),
  );
  write(fileOf(name, 'states'), JSON.stringify(merged, null, 2));
}

const write = (file: string, text: string): void => writeFileSync(file, text === '' ? '' : `${text}\n`);

const BlobShape = z.strictObject({
  $blob: z.strictObject({ sha256: z.string(), size: z.int(), mediaType: z.string() }),
});

/** Every blob that is referred to, however deep. */
function references(value: unknown, found = new Map<string, z.infer<typeof BlobShape>>()) {
  if (typeof value !== 'object' || value === null) return found;
  const ref = BlobShape.safeParse(value);
  if (ref.success) found.set(ref.data.$blob.sha256, ref.data);
  else for (const member of Object.values(value)) references(member, found);
  return found;
}
