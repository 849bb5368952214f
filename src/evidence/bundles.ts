import { CHECKPOINTS_STREAM, CONTROL_STREAM } from '../domain/catalog.js';
import type { Checkpoint } from '../domain/evidence/state.js';
import { sha256 } from '../commands/hashing.js';
import { DomainError } from '../domain/kernel/errors.js';
import { canonicalize, type Json } from '../domain/kernel/json.js';
import type { BlobStore, Clock, LogReader } from '../domain/kernel/ports.js';
import { Content } from './bundle-content.js';
import type { Checkpoints } from './checkpoints.js';
import { origin, signedNote } from './note.js';
import { reportEnd, reportStart, type ReportFrame } from './report.js';
import { Spool, type SpoolFile } from './spool.js';
import { entryOf, tar, tarSize } from './tar.js';
import { manifestText } from './texts.js';
import { TreeIndex, type ProvenLeaf } from './tree-index.js';

const FORMAT = 'mission-control/evidence/1';
/** Heads that the report shows. */
const MAX_HEADS = 1_000;
/** The tree is forgotten when nobody wanted a proof for so long. */
const FORGET_AFTER_MS = 600_000;

export interface BundleOrder {
  readonly id: string;
  readonly by: { readonly kind: string; readonly id: string; readonly name: string };
  /** What was asked for, as the manifest says it. */
  readonly filter: Json;
  /** Streams of runs and their workflows; those that no checkpoint covers are left out. `control` and `checkpoints` are always in it. */
  readonly streams: readonly string[];
  readonly signal: AbortSignal;
}

/** A bundle that lies ready in temporary files. */
export interface Bundle {
  /** Bytes of the archive. */
  readonly size: number;
  readonly events: number;
  /** Position of the log that its checkpoint covers. */
  readonly through: string;
  /** The archive, from the start; once. */
  bytes(): AsyncGenerator<Uint8Array>;
  /** Nothing of it is left. Safe to repeat. */
  remove(): Promise<void>;
}

export interface BundlesDeps {
  readonly checkpoints: Checkpoints;
  readonly log: LogReader;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly clock: Clock;
  /** Whether a stream was pruned, as the proofs in the log say now. */
  isPruned(stream: string): Promise<boolean>;
  /** Ids of the keys of persons that were destroyed, as the log says now. */
  erasedKeys(): Promise<ReadonlySet<string>>;
  /** Where temporary files go; default: the machine's own place. */
  readonly folder?: string;
}

/**
 * Makes evidence bundles (docs/evidence-format.md): whole streams as they are stored, cut at a checkpoint that is made for the purpose, with
 * its proofs. Memory grows with the streams and payloads in it, not with the events: those go through a temporary file.
 */
export class Bundles {
  readonly #index: TreeIndex;
  #queue: Promise<unknown> = Promise.resolve();
  #forgetting: NodeJS.Timeout | undefined;

  constructor(private readonly deps: BundlesDeps) {
    this.#index = new TreeIndex(deps.log, deps.blobs);
  }

  /** Rejects with EVIDENCE.KEY_MISSING, EVIDENCE.STREAM_GONE, STORE.UNAVAILABLE (unavailable), EVIDENCE.TOO_LARGE (invalid), or what `signal` was aborted with. */
  async make(order: BundleOrder): Promise<Bundle> {
    const spool = await Spool.create(this.deps.folder);
    try {
      return await this.#make(order, spool);
    } catch (error) {
      await spool.remove();
      throw error;
    }
  }

  async #make(order: BundleOrder, spool: Spool): Promise<Bundle> {
    const { checkpoint, leaves } = await this.#proven(order.streams);
    const content = await Content.in(spool, this.deps.blobs, await this.deps.erasedKeys());
    for (const [stream, leaf] of leaves) await this.#add(content, stream, leaf, order.signal);
    await content.end(checkpoint.note);
    const request = { by: { ...order.by }, at: new Date(this.deps.clock.now()).toISOString(), id: order.id };
    const { storeId, signer } = await this.deps.checkpoints.signerFor(checkpoint);
    const report = await reportFile(spool, content, {
      request,
      filter: filterWords(order.filter),
      storeId,
      checkpoint,
      heads: content.streams.slice(0, MAX_HEADS),
    });
    const entries = content.entries(report);
    const manifest = canonicalize({
      format: FORMAT,
      storeId,
      filter: order.filter,
      request,
      streams: content.streams.map(({ leaf: { proof, ...leaf }, ...stream }) => ({
        ...stream,
        leaf,
        proof: proof.map((node) => node.toString('base64')),
      })),
      files: entries
        .map(({ name, size, sha256: hash }) => ({ name, size, sha256: hash }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      counts: content.counts(),
      checkpoint: checkpoint.note,
      keyId: checkpoint.keyId,
      missing: content.payloads.missing.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).map((one) => ({ ...one })),
    });
    const all = [
      entryOf('manifest.json', manifest),
      entryOf('manifest.sig', signedNote(origin(storeId), manifestText(storeId, sha256(manifest)), [signer])),
      ...entries,
    ];
    return {
      size: tarSize(all),
      events: content.counts().events,
      through: checkpoint.through,
      async *bytes() {
        try {
          yield* tar(all);
        } finally {
          await spool.remove();
        }
      },
      remove: () => spool.remove(),
    };
  }

  /** A whole stream up to its leaf; nothing of one that was pruned since its run was looked up. */
  async #add(content: Content, stream: string, leaf: ProvenLeaf, signal: AbortSignal): Promise<void> {
    let last = -1;
    for await (const event of this.deps.log.readStream(stream, { maxCount: leaf.revision + 1 })) {
      signal.throwIfAborted();
      if (last < 0) content.begin(stream, leaf);
      await content.add(event);
      last = event.revision;
    }
    if (last === leaf.revision) return content.streamEnded();
    if (last < 0 && (await this.deps.isPruned(stream))) return content.leftOut(leaf.revision + 1);
    throw new DomainError(
      'EVIDENCE.STREAM_GONE',
      'unavailable',
      `The event store does not give event ${last + 1} of stream ${stream}, and the checkpoints say that there are events up to ${leaf.revision}. Was the run pruned just now? Then ask again. Else the stream was changed outside of Mission Control, and there is no proof of it.`,
      { stream, revision: last + 1 },
    );
  }

  /** A checkpoint that covers everything up to now, and where the streams stand in its tree; sorted by stream. */
  #proven(streams: readonly string[]): Promise<{
    readonly checkpoint: Checkpoint;
    readonly leaves: readonly (readonly [stream: string, leaf: ProvenLeaf])[];
  }> {
    const turn = this.#queue.then(async () => {
      clearTimeout(this.#forgetting);
      this.#forgetting = setTimeout(() => this.#index.forget(), FORGET_AFTER_MS).unref();
      const checkpoint = await this.deps.checkpoints.sign();
      await this.#index.goTo(checkpoint);
      const names = new Set([...streams, CONTROL_STREAM, CHECKPOINTS_STREAM]);
      const leaves = [...names].toSorted().flatMap((stream) => {
        const leaf = this.#index.leafOf(stream);
        return leaf ? [[stream, leaf] as const] : [];
      });
      return { checkpoint, leaves };
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Its start and end say what is known only when all of it was read: the sections in between come from their own file. */
async function reportFile(
  spool: Spool,
  content: Content,
  frame: Omit<ReportFrame, 'events' | 'streams' | 'runs' | 'missing'>,
): Promise<SpoolFile> {
  const whole: ReportFrame = {
    ...frame,
    events: content.counts().events,
    streams: content.streams.length,
    runs: content.stories.runs,
    missing: content.payloads.missing.length,
  };
  const report = await spool.file('report');
  await report.write(reportStart(whole).text);
  const text = new TextDecoder();
  for await (const piece of content.stories.sections.read()) await report.write(text.decode(piece, { stream: true }));
  await report.write(reportEnd(whole).text);
  await report.end();
  return report;
}

/** `run 7c9e…`, `workflow billing, status failed`. */
function filterWords(filter: Json): string {
  if (typeof filter !== 'object' || filter === null) return String(filter);
  const words = Object.entries(filter).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(' or ') : String(value)}`,
  );
  return words.length === 0 ? 'every run' : words.join(', ');
}
