import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { snapshotStream } from '../domain/catalog.js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import { Sha256 } from '../domain/kernel/ids.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import { BlobRef } from '../domain/kernel/payload.js';
import type { BlobStore, Head, SnapshotStore } from '../domain/kernel/ports.js';
import { sha256 } from './chain.js';
import type { Contact } from './contact.js';
import { OutcomeUnknown, type Log, type RawEvent, type RawLog } from './raw-log.js';
import { writerMetadata, type Writer } from './writer-metadata.js';
import { failpoint } from '../faults/failpoint.js';

/** A state of more than this goes into a blob. */
const INLINE_BYTES = 64 * 1024;

const SnapshotData = z.strictObject({
  revision: z.int().min(0),
  headHash: Sha256,
  /** SHA-256 over everything else and the canonical state: one damaged byte, and the snapshot is passed over. */
  seal: Sha256,
  stateVersion: z.int(),
  state: z.union([z.strictObject({ inline: z.custom<Json>((value) => value !== undefined) }), BlobRef]),
});

/**
 * Snapshots as events of `snapshot-<stream>`; all are kept. They are only an optimisation: one that cannot be used is passed over,
 * one that cannot be written is left out, and a store that does not answer means that there is none.
 */
export class StreamSnapshotStore implements SnapshotStore {
  readonly #raw: RawLog;
  readonly #contact: Contact;
  readonly #blobs: BlobStore;
  readonly #writer: Writer;
  readonly #log: Log;

  constructor(raw: RawLog, contact: Contact, blobs: BlobStore, writer: Writer, log: Log) {
    this.#raw = raw;
    this.#contact = contact;
    this.#blobs = blobs;
    this.#writer = writer;
    this.#log = log;
  }

  async load(
    stream: string,
    stateVersion: number,
    atMost = Number.MAX_SAFE_INTEGER,
  ): Promise<{ readonly head: Head; readonly state: Json } | undefined> {
    try {
      if (FAILPOINTS) await failpoint('snapshotLoad.before');
      // One by one, each read to its end: reads that are given up early are resets, and too many of those close the connection.
      let from: number | 'end' = 'end';
      for (;;) {
        let newest: RawEvent | undefined;
        for await (const raw of this.#raw.readStream(snapshotStream(stream), { from, backwards: true, maxCount: 1 }))
          newest = raw;
        if (FAILPOINTS) await failpoint('snapshotLoad.after');
        if (newest === undefined) return undefined;
        const usable = await this.#usable(newest, stateVersion, atMost);
        if (usable) return usable;
        if (newest.revision === 0) return undefined;
        from = newest.revision - 1;
      }
    } catch (error) {
      this.#contact.failed(error);
      this.#passedOver(stream, undefined, error);
    }
    return undefined;
  }

  async save(stream: string, stateVersion: number, head: Head, state: Json): Promise<void> {
    try {
      if (FAILPOINTS) await failpoint('snapshotSave.before');
      const text = canonicalize(state);
      const small = text.length * 3 <= INLINE_BYTES || Buffer.byteLength(text) <= INLINE_BYTES;
      const stored = small ? `{"inline":${text}}` : JSON.stringify(await this.#blobs.put(text, sha256(text)));
      const data = `{"revision":${head.revision},"headHash":"${head.hash}","seal":"${sealOf(head, stateVersion, text)}","stateVersion":${stateVersion},"state":${stored}}`;
      await this.#append(snapshotStream(stream), data);
      if (FAILPOINTS) await failpoint('snapshotSave.after');
    } catch (error) {
      this.#log.warn({ stream, revision: head.revision, reason: messageOf(error) }, 'a snapshot was not written');
    }
  }

  /** Another instance may write one of its own at the same time: both stay. A lost answer is not worth a resend. */
  async #append(stream: string, data: string): Promise<void> {
    const event = { id: randomUUID(), type: 'Snapshot', data, metadata: writerMetadata(this.#writer) };
    for (let tries = 1; tries <= 5; tries++) {
      let last = -1;
      for await (const raw of this.#raw.readStream(stream, { from: 'end', backwards: true, maxCount: 1 }))
        last = raw.revision;
      const answer = await this.#raw.append(stream, last, [event]);
      if (answer.kind === 'appended') return;
    }
    throw new OutcomeUnknown('other writers were always first');
  }

  async #usable(
    raw: RawEvent,
    stateVersion: number,
    atMost: number,
  ): Promise<{ readonly head: Head; readonly state: Json } | undefined> {
    try {
      const data = SnapshotData.parse(JSON.parse(raw.data));
      if ((data.stateVersion !== stateVersion && !MUTANT.staleSnapshotTrusted) || data.revision > atMost)
        return undefined;
      const state = '$blob' in data.state ? await this.#blobs.get(data.state) : data.state.inline;
      const head = { revision: data.revision, hash: data.headHash };
      if (sealOf(head, data.stateVersion, canonicalize(state)) !== data.seal)
        throw new Error('it is damaged: its seal does not fit');
      return { head, state };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'STORE.UNAVAILABLE') throw error;
      this.#passedOver(raw.stream, raw.revision, error);
      return undefined;
    }
  }

  #passedOver(stream: string, revision: number | undefined, error: unknown): void {
    this.#log.warn({ stream, revision, reason: messageOf(error) }, 'a snapshot cannot be used and is passed over');
  }
}

const sealOf = (head: Head, stateVersion: number, state: string): string =>
  sha256(`${head.revision}\n${head.hash}\n${stateVersion}\n${state}`);
