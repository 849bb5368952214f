import { hash } from 'node:crypto';
import { CATALOG, kindOf } from '../domain/catalog.js';
import { EventMetadata, GENESIS } from '../domain/kernel/envelope.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { IdSet } from './id-set.js';
import type { Complain } from './report.js';

/** An event as it is stored: before upcasting, or upcast where nothing was to be upcast. */
export interface RecordedFact {
  readonly stream: string;
  readonly revision: number;
  /** In the whole log; as a decimal string from files. Rules about the log's order are left out without it. */
  readonly position?: bigint | string | undefined;
  readonly id: string;
  readonly type: string;
  readonly metadata: unknown;
  readonly data: unknown;
}

/** An event whose parts were parsed. `data` is of the current version of its type. */
export interface ReadFact extends RecordedFact {
  readonly metadata: EventMetadata;
}

export const sha256 = (text: string): string => hash('sha256', text);

/** What holds for every chained stream, whatever is in it. */
export class StreamRules {
  revision = -1;
  /** When its last event was written, in milliseconds. */
  at = 0;
  #head = GENESIS;
  #position = -1n;

  constructor(
    readonly complain: Complain,
    /** Ids of all events, and which event of which command was seen in which stream. */
    readonly ids: IdSet,
  ) {}

  /** Hash of its last event; '' when that could not be read. */
  get head(): string {
    return this.#head;
  }

  /** Looks at the next event; undefined when it cannot be read, which was told. */
  next(fact: RecordedFact): ReadFact | undefined {
    this.#place(fact);
    const metadata = EventMetadata.safeParse(fact.metadata);
    if (!metadata.success) {
      this.complain('envelope', `expected whole metadata, found: ${problems(metadata.error)}`);
      this.#head = '';
      return undefined;
    }
    this.#chain(fact, metadata.data);
    this.#envelope(fact, metadata.data);
    return this.#parsed(fact, metadata.data);
  }

  #place({ revision, position, id }: RecordedFact): void {
    if (revision !== this.revision + 1) {
      this.complain('revisions', `expected revision ${this.revision + 1}, found ${revision}`);
      this.#head = '';
    }
    this.revision = revision;
    if (position !== undefined) {
      const place = BigInt(position);
      if (place <= this.#position)
        this.complain('revisions', `expected a position after ${this.#position}, found ${place}`);
      this.#position = place;
    }
    if (!this.ids.add(id)) this.complain('event-ids', `expected a new event id, found ${id} for the second time`);
  }

  #chain({ stream, revision, id, type, data }: RecordedFact, { hash: found, ...hashed }: EventMetadata): void {
    if (this.#head !== '' && hashed.prev !== this.#head)
      this.complain('hash-chain', `expected prev ${this.#head}, found ${hashed.prev}`);
    const dataHash = sha256(canonicalize(data));
    const own = sha256(`mc1${hashed.prev}${canonicalize({ stream, revision, id, type, metadata: hashed, dataHash })}`);
    if (own !== found) this.complain('hash-chain', `expected hash ${own} by its content, found ${found}`);
    this.#head = found;
  }

  #envelope({ stream }: RecordedFact, { commandId, index, at }: EventMetadata): void {
    const time = Date.parse(at);
    if (time < this.at)
      this.complain('envelope', `expected a time from ${new Date(this.at).toISOString()} on, found ${at}`);
    this.at = time;
    if (!this.ids.add(`${stream}\n${commandId}\n${index}`))
      this.complain('event-ids', `expected command ${commandId} once, found its event ${index} for the second time`);
  }

  #parsed(fact: RecordedFact, metadata: EventMetadata): ReadFact | undefined {
    const { stream, type } = fact;
    const known = CATALOG.get(type);
    if (known === undefined || metadata.v > known.version) {
      this.complain(
        'readable',
        `expected an event that this version knows${known ? `, up to version ${known.version}` : ''}, found ${type} of version ${metadata.v}`,
      );
      return undefined;
    }
    if (known.stream !== kindOf(stream))
      this.complain(
        'readable',
        `expected events of kind ${kindOf(stream)}, found ${type}, which is of ${known.stream}`,
      );
    let data: unknown = fact.data;
    for (const upcast of known.upcasters.slice(metadata.v - 1)) data = upcast(data);
    const parsed = known.schema.safeParse(data);
    if (parsed.success) return { ...fact, metadata, data: parsed.data };
    this.complain('readable', `expected data that fits the schema of ${type}, found: ${problems(parsed.error)}`);
    return undefined;
  }
}

const problems = (error: { readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] }) =>
  error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
