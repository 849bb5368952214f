import { z } from 'zod';
import { CHECKPOINTS_STREAM } from '../domain/catalog.js';
import { evidenceEvents } from '../domain/evidence/events.js';
import { GENESIS } from '../domain/kernel/envelope.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { BlobStore, StoredEvent } from '../domain/kernel/ports.js';
import { PayloadFiles } from './payload-files.js';
import type { Spool, SpoolFile } from './spool.js';
import { Stories } from './stories.js';
import { entryOf, type HashedEntry } from './tar.js';
import type { ProvenLeaf } from './tree-index.js';

/** A stream of a bundle: what is in it of the stream, and where its head stands in the tree. */
export interface StreamEntry {
  readonly stream: string;
  first: number;
  last: number;
  count: number;
  prev: string;
  head: string;
  readonly leaf: ProvenLeaf;
}

/** The files of a bundle as they grow, stream by stream in the order of their names, event by event. */
export class Content {
  readonly streams: StreamEntry[] = [];
  readonly #keyNotes: string[] = [];
  #redacted = 0;
  #erased = 0;
  #leftOut = 0;

  private constructor(
    private readonly events: SpoolFile,
    private readonly checkpoints: SpoolFile,
    private readonly payloadFile: SpoolFile,
    readonly payloads: PayloadFiles,
    readonly stories: Stories,
    private readonly erasedKeys: ReadonlySet<string>,
  ) {}

  /** `erasedKeys`: keys of persons that were destroyed. */
  static async in(spool: Spool, blobs: Pick<BlobStore, 'get'>, erasedKeys: ReadonlySet<string>): Promise<Content> {
    const payloadFile = await spool.file('payloads');
    return new Content(
      await spool.file('events'),
      await spool.file('checkpoints'),
      payloadFile,
      new PayloadFiles(payloadFile, blobs),
      await Stories.in(spool),
      erasedKeys,
    );
  }

  begin(stream: string, leaf: ProvenLeaf): void {
    this.streams.push({ stream, first: 0, last: -1, count: 0, prev: GENESIS, head: GENESIS, leaf });
  }

  async add(event: StoredEvent): Promise<void> {
    const { stream, revision, id, type, metadata, data } = event;
    const entry = this.streams.at(-1);
    if (!entry) throw new Error('an event before its stream');
    if (entry.count++ === 0) Object.assign(entry, { first: revision, prev: memberOf(metadata, 'prev') ?? GENESIS });
    entry.last = revision;
    entry.head = memberOf(metadata, 'hash') ?? '';
    if (redactedIn(metadata)) this.#redacted++;
    if (keysIn(metadata).some((key) => this.erasedKeys.has(key))) this.#erased++;
    await this.events.write(`${canonicalize({ stream, revision, id, type, metadata, data })}\n`);
    if (stream === CHECKPOINTS_STREAM) return this.#signed(event);
    this.payloads.find(data);
    this.stories.add(event);
  }

  /** A stream that was asked for, with so many events by its leaf, and was pruned since. */
  leftOut(events: number): void {
    this.#leftOut += events;
  }

  async streamEnded(): Promise<void> {
    await this.payloads.fetch();
    await this.stories.streamEnded();
  }

  /** Takes the checkpoint that all of it is proven by. */
  async end(checkpoint: string): Promise<void> {
    await this.#checkpoint(checkpoint);
    for (const file of [this.events, this.checkpoints, this.payloadFile]) await file.end();
    await this.stories.end();
  }

  counts(): { readonly events: number; readonly redacted: number; readonly erased: number; readonly pruned: number } {
    return {
      events: this.streams.reduce((sum, { count }) => sum + count, 0),
      redacted: this.#redacted,
      erased: this.#erased,
      pruned: this.streams.reduce((sum, { first }) => sum + first, this.#leftOut),
    };
  }

  /** All files but the manifest and its signature, in the order of the archive. */
  entries(report: SpoolFile): readonly HashedEntry[] {
    const { payloads, stories } = this;
    const definitions = [...stories.definitions].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return [
      entryOf('keys.json', canonicalize(this.#keyNotes)),
      spooled('checkpoints.ndjson', this.checkpoints),
      spooled('report.html', report),
      ...definitions
        .filter(([, payload]) => payloads.has(payload))
        .map(([hash, payload]) => payloads.entry(`definitions/${hash}.json`, payload)),
      spooled('approvals.json', stories.approvals),
      spooled('costs.json', stories.costs),
      ...payloads.names.map((name) => payloads.entry(`payloads/${name}`, name)),
      spooled('events.ndjson', this.events),
    ];
  }

  async #signed({ type, data }: StoredEvent): Promise<void> {
    if (type === 'SigningKeyAdded') this.#keyNotes.push(evidenceEvents.SigningKeyAdded.parse(data).note);
    if (type === 'CheckpointSigned') await this.#checkpoint(evidenceEvents.CheckpointSigned.parse(data).note);
  }

  async #checkpoint(note: string): Promise<void> {
    await this.checkpoints.write(`${JSON.stringify(note)}\n`);
  }
}

const spooled = (name: string, file: SpoolFile): HashedEntry => ({
  name,
  size: file.size,
  sha256: file.sha256,
  content: () => file.read(),
});

function memberOf(metadata: unknown, name: 'prev' | 'hash'): string | undefined {
  const value: unknown =
    typeof metadata === 'object' && metadata !== null
      ? Object.getOwnPropertyDescriptor(metadata, name)?.value
      : undefined;
  return typeof value === 'string' ? value : undefined;
}

const redactedIn = (metadata: unknown): boolean =>
  typeof metadata === 'object' && metadata !== null && 'redacted' in metadata;

const Keys = z.object({ keys: z.array(z.string()) });
/** Keys of persons that data of the event are encrypted under. */
const keysIn = (metadata: unknown): readonly string[] => Keys.safeParse(metadata).data?.keys ?? [];
