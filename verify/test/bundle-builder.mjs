// @ts-check
import {
  consistencyProof,
  hex,
  inclusionProof,
  jcs,
  leafOf,
  sha256,
  signedNote,
  signingKey,
  TAR_END,
  tarEntry,
  treeRoot,
} from './encoding.mjs';

/**
 * @typedef {import('./encoding.mjs').SigningKey} SigningKey
 * @typedef {{ stream: string, revision: number, id: string, type: string, metadata: Record<string, unknown>, data: unknown }} Event
 * @typedef {{ name: string, bytes: Buffer }} File
 * @typedef {{ note: string, size: number, key: SigningKey }} Checkpoint
 * @typedef {Record<string, unknown> & { streams: Record<string, unknown>[], files: Record<string, unknown>[] }} Manifest
 */

const GENESIS = '0'.repeat(64);

/** The hash that an event must have. @param {Event} event */
export function eventHash({ stream, revision, id, type, metadata, data }) {
  const { hash: _, ...hashed } = metadata;
  return hex(
    `mc1${String(metadata['prev'])}${jcs({ stream, revision, id, type, metadata: hashed, dataHash: hex(jcs(data)) })}`,
  );
}

/** A store that records events, makes checkpoints and bundles of them, and always gives the same bytes for the same calls. */
export class RecordingStore {
  /** @type {Map<string, Event[]>} */
  streams = new Map();
  /** @type {Buffer[]} */
  leaves = [];
  /** @type {Map<string, { index: number, revision: number }>} */
  lastLeaf = new Map();
  /** Streams that moved since the last checkpoint, in the order of their heads in the log. @type {Set<string>} */
  moved = new Set();
  /** @type {Checkpoint[]} */
  checkpoints = [];
  /** @type {SigningKey[]} */
  keys = [];
  /** @type {string[]} */
  keyNotes = [];
  /** @type {Map<string, Buffer>} */
  payloads = new Map();
  position = 0;

  constructor(storeId = 'test-store', seed = 'seed') {
    this.storeId = storeId;
    this.seed = seed;
    this.origin = `mission-control/${storeId}`;
    this.rotate();
  }

  get key() {
    return /** @type {SigningKey} */ (this.keys.at(-1));
  }

  /** A new signing key, signed by the one before, unless that one is lost. @param {{ lost?: boolean, from?: number }} [how] */
  rotate({ lost = false, from = this.checkpoints.length === 0 ? 0 : this.leaves.length + 1 } = {}) {
    const before = this.keys.at(-1);
    const key = signingKey(`${this.seed} ${this.keys.length}`, from);
    const text = `${this.origin}/key\n${key.id}\n${key.publicKey.toString('base64')}\nfrom ${from}\n${before ? `${lost ? 'lost' : 'previous'} ${before.id}\n` : ''}`;
    const note = signedNote(text, this.origin, before === undefined || lost ? [key] : [before, key]);
    this.keys.push(key);
    this.keyNotes.push(note);
    this.append('checkpoints', 'SigningKeyAdded', {
      storeId: this.storeId,
      keyId: key.id,
      publicKey: key.publicKey.toString('base64'),
      from,
      note,
    });
    return key;
  }

  /** @param {string} stream @param {string} type @param {unknown} data */
  append(stream, type, data) {
    const events = this.streams.get(stream) ?? [];
    const event = chained({ stream, revision: events.length, type, data }, events.at(-1), this.position++);
    events.push(event);
    this.streams.set(stream, events);
    this.moved.delete(stream);
    this.moved.add(stream);
    return event;
  }

  /** Stores a payload beside the log and gives what stands for it in an event. @param {unknown} value */
  blob(value) {
    const bytes = Buffer.from(jcs(value));
    const sha = hex(bytes);
    this.payloads.set(sha, bytes);
    return { $blob: { sha256: sha, size: bytes.length, mediaType: 'application/json' } };
  }

  /** @param {{ key?: SigningKey }} [by] */
  checkpoint({ key = this.key } = {}) {
    const before = this.checkpoints.at(-1);
    const added = [];
    for (const stream of this.moved) {
      const { revision, metadata } = /** @type {Event} */ (this.streams.get(stream)?.at(-1));
      const hash = String(metadata['hash']);
      this.lastLeaf.set(stream, { index: this.leaves.length, revision });
      this.leaves.push(leafOf(stream, revision, hash));
      added.push({ stream, revision, hash });
    }
    this.moved.clear();
    const size = this.leaves.length;
    const proof = before
      ? consistencyProof(before.size, this.leaves)
          .map((hash) => ` ${hash.toString('base64')}`)
          .join('')
      : '';
    const lines = [
      this.origin,
      `${size}`,
      treeRoot(this.leaves).toString('base64'),
      `at ${instant(this.position)}`,
      `through ${this.position * 100}`,
      ...(before ? [`previous ${before.size} ${treeRoot(this.leaves.slice(0, before.size)).toString('base64')}`] : []),
      ...(proof === '' ? [] : [`consistency${proof}`]),
      `key ${key.id}`,
    ];
    const checkpoint = { note: signedNote(`${lines.join('\n')}\n`, this.origin, [key]), size, key };
    this.checkpoints.push(checkpoint);
    const leaves = { $blob: { sha256: hex(jcs(added)), size: 1, mediaType: 'application/json' } };
    this.append('checkpoints', 'CheckpointSigned', {
      size,
      rootHash: treeRoot(this.leaves).toString('hex'),
      note: checkpoint.note,
      keyId: key.id,
      leaves,
    });
    return checkpoint;
  }

  /**
   * The bundle of these streams (and of `checkpoints`) as of the last checkpoint.
   * @param {{ streams?: readonly string[], from?: Readonly<Record<string, number>>, missing?: readonly { sha256: string, because: string }[], extra?: readonly File[] }} [what]
   */
  bundle({ streams = [...this.lastLeaf.keys()], from = {}, missing = [], extra = [] } = {}) {
    const checkpoint = /** @type {Checkpoint} */ (this.checkpoints.at(-1));
    const tree = this.leaves.slice(0, checkpoint.size);
    /** @type {Event[]} */
    const events = [];
    const promises = [...new Set([...streams, 'checkpoints'])].sort().map((stream) => {
      const { index, revision } = /** @type {{ index: number, revision: number }} */ (this.lastLeaf.get(stream));
      const first = from[stream] ?? 0;
      const recorded = (this.streams.get(stream) ?? []).slice(first, revision + 1);
      events.push(...recorded);
      const head = recorded.at(-1)?.metadata['hash'];
      return {
        stream,
        first,
        last: revision,
        count: recorded.length,
        prev: recorded[0]?.metadata['prev'] ?? GENESIS,
        head,
        leaf: { index, revision, hash: head },
        proof: inclusionProof(index, tree).map((hash) => hash.toString('base64')),
      };
    });
    const gone = new Set(missing.map(({ sha256: sha }) => sha));
    const files = [
      { name: 'keys.json', bytes: Buffer.from(jcs(this.keyNotes)) },
      {
        name: 'checkpoints.ndjson',
        bytes: Buffer.from(this.checkpoints.map(({ note }) => `${JSON.stringify(note)}\n`).join('')),
      },
      { name: 'report.html', bytes: Buffer.from('<!doctype html><title>Evidence</title>\n') },
      ...extra,
      ...[...this.payloads]
        .filter(([sha]) => !gone.has(sha))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([sha, bytes]) => ({ name: `payloads/${sha}`, bytes })),
      { name: 'events.ndjson', bytes: linesOf(events) },
    ];
    const manifest = {
      format: 'mission-control/evidence/1',
      storeId: this.storeId,
      filter: { streams: promises.length },
      request: { at: instant(this.position), by: { id: 'ada', kind: 'operator', name: 'Ada' }, id: 'request-1' },
      streams: promises,
      files: [],
      counts: { events: events.length, redacted: 0, erased: 0, pruned: 0 },
      checkpoint: checkpoint.note,
      keyId: checkpoint.key.id,
      missing,
    };
    return new Bundle(this.origin, manifest, files).sign(checkpoint.key);
  }
}

/** A bundle in pieces, to be made and to be tampered with. */
export class Bundle {
  signature = '';
  manifestBytes = Buffer.alloc(0);

  /** @param {string} origin @param {Manifest} manifest @param {File[]} files in their order */
  constructor(origin, manifest, files) {
    this.origin = origin;
    this.manifest = manifest;
    this.files = files;
  }

  /** Lists the files as they are now, and signs. @param {SigningKey} key */
  sign(key) {
    return this.list().signAsListed(key);
  }

  /** @param {SigningKey} key */
  signAsListed(key) {
    this.manifestBytes = Buffer.from(jcs(this.manifest));
    this.signature = signedNote(`${this.origin}/evidence\n${hex(this.manifestBytes)}\n`, this.origin, [key]);
    return this;
  }

  /** Lists the files as they are now, without a new signature: what somebody without the key can do. */
  list() {
    this.manifest.files = this.files
      .map(({ name, bytes }) => ({ name, size: bytes.length, sha256: hex(bytes) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.manifestBytes = Buffer.from(jcs(this.manifest));
    return this;
  }

  /** @param {string} name */
  file(name) {
    const file = this.files.find((candidate) => candidate.name === name);
    if (file === undefined) throw new Error(`The bundle has no ${name}`);
    return file;
  }

  /** @param {string} name @param {(bytes: Buffer) => Buffer | string} change */
  change(name, change) {
    const file = this.file(name);
    file.bytes = Buffer.from(change(file.bytes));
    return this;
  }

  /** @returns {Event[]} */
  get events() {
    return this.file('events.ndjson')
      .bytes.toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  }

  set events(events) {
    this.file('events.ndjson').bytes = linesOf(events);
  }

  get entries() {
    return [
      { name: 'manifest.json', bytes: this.manifestBytes },
      { name: 'manifest.sig', bytes: Buffer.from(this.signature) },
      ...this.files,
    ];
  }

  tar() {
    return Buffer.concat([...this.entries.map(({ name, bytes }) => tarEntry(name, bytes)), TAR_END]);
  }

  copy() {
    const copy = new Bundle(
      this.origin,
      structuredClone(this.manifest),
      this.files.map((file) => ({ ...file })),
    );
    copy.signature = this.signature;
    copy.manifestBytes = this.manifestBytes;
    return copy;
  }
}

/** @param {readonly Event[]} events */
export const linesOf = (events) => Buffer.from(events.map((event) => `${jcs(event)}\n`).join(''));

/** Makes an event's hash anew, as somebody who changed it would. @param {Event} event @param {unknown} [prev] @returns {Event} */
export function rehash(event, prev = event.metadata['prev']) {
  const metadata = { ...event.metadata, prev };
  return { ...event, metadata: { ...metadata, hash: eventHash({ ...event, metadata }) } };
}

/**
 * An event behind another one, with the members that the product's events have.
 * @param {{ stream: string, revision: number, type: string, data: unknown }} what
 * @param {Event | undefined} before
 * @param {number} position
 */
export function chained({ stream, revision, type, data }, before, position) {
  const id = uuid(`${stream} ${revision}`);
  const metadata = {
    v: 1,
    commandId: uuid(`command ${position}`),
    index: 0,
    command: { name: 'Test', facts: { now: position } },
    correlationId: stream,
    causationId: id,
    actor: { kind: 'operator', id: 'ada', name: 'Ada' },
    at: instant(position),
    writer: { version: '0.0.0-test', bootId: uuid('boot') },
    prev: before?.metadata['hash'] ?? GENESIS,
  };
  return rehash({ stream, revision, id, type, metadata, data });
}

/** @param {number} position */
const instant = (position) => new Date(Date.UTC(2026, 10, 24) + position * 1000).toISOString();
/** @param {string} text */
const uuid = (text) =>
  sha256(text)
    .toString('hex', 0, 16)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
