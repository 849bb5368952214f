import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { exportStream } from '../../domain/catalog.js';
import { exportEvents, type ExportEventData, type ExportFilter } from '../../domain/export/events.js';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import { canonicalize } from '../../domain/kernel/json.js';
import type { LogReader } from '../../domain/kernel/ports.js';
import { NAMESPACE, uuidV5 } from '../../commands/hashing.js';
import { Commander } from '../commander.js';
import type { InputOf } from '../contract/endpoints.js';
import { ExportFormat } from '../contract/exports.js';
import type { Caller } from '../http/caller.js';
import { EVIDENCE, EXPORT_LIMITS, LOG, LOG_READER, type ApiLog, type Evidence, type ExportLimits } from '../ports.js';
import { Delivery, type Receiver } from './delivery.js';
import { ExportRecords } from './export-records.js';
import { ExportSlots } from './export-slots.js';
import { FORMATS } from './formats.js';
import { selectEvents, type SelectedEvent } from './selection.js';

type Query = InputOf<'exportEvents'>['query'];
type Request = ExportEventData<'ExportRequested'>;

export interface StartedExport {
  readonly exportId: string;
  readonly through: string;
  readonly mediaType: string;
  readonly fileName: string;
  /** Of the way only: what arrives is not compressed. */
  readonly encoding: 'gzip' | undefined;
  readonly stream: Delivery['stream'];
}

/** Exports that are under way in this process. */
@Injectable()
export class Exports implements OnModuleDestroy {
  readonly #running = new Map<string, Delivery>();
  /** Whose end is not recorded yet. */
  readonly #ending = new Set<Promise<void>>();
  #stopping = false;

  constructor(
    @Inject(LOG_READER) private readonly reader: LogReader,
    @Inject(Commander) private readonly commander: Commander,
    @Inject(ExportRecords) private readonly records: ExportRecords,
    @Inject(ExportSlots) private readonly slots: ExportSlots,
    @Inject(EXPORT_LIMITS) private readonly limits: ExportLimits,
    @Inject(EVIDENCE) private readonly evidence: Pick<Evidence, 'checkpoints'>,
    @Inject(LOG) private readonly say: ApiLog,
  ) {}

  /**
   * Records that it was asked for and begins; what it came to is recorded when the connection is done with it, and the log is signed then:
   * whoever has the export can ask for a proof of it.
   * Rejects with EXPORT.TOO_MANY (unavailable), EXPORT.CURSOR, EXPORT.OTHER_FILTER, EXPORT.NOT_RESUMABLE (invalid).
   */
  async start(query: Query, caller: Caller, to: Receiver, gzipOnTheWay: boolean): Promise<StartedExport> {
    const free = this.slots.take();
    try {
      const exportId = uuidV5(NAMESPACE, caller.commandId, 'export');
      const request = await this.#requestOf(exportId, query);
      await this.commander.onExport(exportId, { name: 'RequestExport', payload: request }, caller.context());
      return this.#begin(request, query, caller, to, gzipOnTheWay, free);
    } catch (error) {
      free();
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    for (const delivery of this.#running.values()) delivery.cut('the server was stopped');
    await Promise.all(this.#ending);
  }

  #begin(
    request: Request,
    { compress, cursor }: Query,
    caller: Caller,
    to: Receiver,
    gzipOnTheWay: boolean,
    free: () => void,
  ): StartedExport {
    const { exportId, filter, through } = request;
    const name = ExportFormat.parse(request.format);
    const format = FORMATS[name];
    const after = request.after === undefined ? undefined : BigInt(request.after);
    const counted = new Counted(selectEvents(this.reader, filter, { after, through: BigInt(through) }, format.flat));
    const resumed = cursor !== undefined && cursor.includes('.');
    const chunks = format.write(counted, { resumed, through: BigInt(through) });
    // Parquet is compressed by itself.
    const encoding = gzipOnTheWay && compress === undefined && name !== 'parquet' ? 'gzip' : undefined;
    const gzip = compress === 'gzip' || encoding === 'gzip';
    const delivery = new Delivery(chunks, to, { stallMs: this.limits.stallMs, gzip });
    void delivery.over.then(free);
    const done = this.#finish(exportId, delivery, counted, caller).finally(() => this.#ending.delete(done));
    this.#ending.add(done);
    this.#running.set(exportId, delivery);
    return {
      exportId,
      through,
      mediaType: compress === 'gzip' ? 'application/gzip' : format.mediaType,
      fileName: `mission-control-${exportId}.${format.extension}${compress === 'gzip' ? '.gz' : ''}`,
      encoding,
      stream: delivery.stream,
    };
  }

  async #finish(exportId: string, delivery: Delivery, counted: Counted, caller: Caller): Promise<void> {
    const { outcome, bytes, sha256, reason } = await delivery.over;
    this.#running.delete(exportId);
    const { events, last } = counted;
    const payload = {
      outcome,
      events,
      bytes,
      sha256,
      ...(last === undefined ? {} : { through: String(last) }),
      ...(reason === undefined ? {} : { reason }),
    };
    await this.records.finish(exportId, payload, caller);
    if (!this.#stopping) await this.#sign(exportId);
  }

  /** Never rejects: the process that signs every few minutes shows why it cannot be done. */
  async #sign(exportId: string): Promise<void> {
    try {
      await this.evidence.checkpoints.sign({ ifMoved: true });
    } catch (error) {
      this.say.warn({ exportId, reason: messageOf(error) }, 'the log could not be signed after an export');
    }
  }

  async #requestOf(exportId: string, query: Query): Promise<Request> {
    const { format, compress: _, after, through, cursor, ...given } = query;
    const filter: ExportFilter = given;
    if (cursor !== undefined) return this.#resumption(exportId, cursor, filter, format);
    const end = await this.reader.end();
    const last = through === undefined || BigInt(through) > end ? end : BigInt(through);
    return {
      exportId,
      kind: 'events',
      format: format ?? 'ndjson',
      filter,
      through: String(last),
      ...(after === undefined ? {} : { after }),
    };
  }

  /** What was asked for is what the log says of the export that was cut. */
  async #resumption(
    exportId: string,
    cursor: string,
    filter: ExportFilter,
    format: ExportFormat | undefined,
  ): Promise<Request> {
    const [resumes = '', position] = cursor.split('.');
    let first: Request | undefined;
    for await (const { type, data } of this.reader.readStream(exportStream(resumes), { maxCount: 1 }))
      if (type === 'ExportRequested') first = exportEvents.ExportRequested.safeParse(data).data;
    if (first?.kind !== 'events')
      throw new DomainError(
        'EXPORT.CURSOR',
        'invalid',
        `There is no export ${resumes} to go on with. Begin anew without a cursor.`,
      );
    const isOther = Object.keys(filter).length > 0 && canonicalize(filter) !== canonicalize(first.filter);
    if (isOther || (format !== undefined && format !== first.format))
      throw new DomainError(
        'EXPORT.OTHER_FILTER',
        'invalid',
        `Export ${resumes} was of another filter or format. Leave both out: they are those of that export.`,
        { format: first.format },
      );
    if (position !== undefined && !FORMATS[ExportFormat.parse(first.format)].resumable)
      throw new DomainError(
        'EXPORT.NOT_RESUMABLE',
        'invalid',
        `A ${first.format} file cannot be gone on with. Begin again with cursor=${resumes}.`,
      );
    const after = position ?? first.after;
    if (BigInt(after ?? 0) > BigInt(first.through) || BigInt(after ?? 0) < BigInt(first.after ?? 0))
      throw new DomainError('EXPORT.CURSOR', 'invalid', `Position ${after} is not within export ${resumes}.`);
    const { after: _, resumes: __, ...rest } = first;
    return { ...rest, exportId, resumes, ...(after === undefined ? {} : { after }) };
  }
}

/** Counts events on their way. */
class Counted implements AsyncIterable<SelectedEvent> {
  events = 0;
  last: bigint | undefined;
  readonly #source: AsyncIterable<SelectedEvent>;

  constructor(source: AsyncIterable<SelectedEvent>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SelectedEvent> {
    for await (const selected of this.#source) {
      this.events++;
      this.last = selected.event.position;
      yield selected;
    }
  }
}
