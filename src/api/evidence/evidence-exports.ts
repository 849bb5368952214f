import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { NAMESPACE, sha256, uuidV5 } from '../../commands/hashing.js';
import { runStream, workflowStream } from '../../domain/catalog.js';
import type { ExportEventData } from '../../domain/export/events.js';
import { messageOf } from '../../domain/kernel/errors.js';
import type { Json } from '../../domain/kernel/json.js';
import type { LogReader } from '../../domain/kernel/ports.js';
import type { Bundle } from '../../evidence/bundles.js';
import { Commander } from '../commander.js';
import { Delivery, type Receiver } from '../export/delivery.js';
import { ExportRecords } from '../export/export-records.js';
import { ExportSlots } from '../export/export-slots.js';
import type { Caller } from '../http/caller.js';
import { EVIDENCE, EXPORT_LIMITS, LOG, LOG_READER, type ApiLog, type Evidence, type ExportLimits } from '../ports.js';

export interface EvidenceOrder {
  readonly runs: readonly { readonly runId: string; readonly workflowId: string }[];
  /** As the manifest and the log say it. */
  readonly filter: Pick<ExportEventData<'ExportRequested'>, 'filter' | 'runFilter'>;
  readonly gzip: boolean;
}
export interface StartedBundle {
  readonly exportId: string;
  readonly stream: Delivery['stream'];
  /** Bytes; undefined when it is compressed. */
  readonly size: number | undefined;
}

/** Evidence bundles on their way to whoever asked: each is recorded before it is made, and when the connection is done with it. */
@Injectable()
export class EvidenceExports implements OnModuleDestroy {
  readonly #deliveries = new Set<Delivery>();
  readonly #ending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(
    @Inject(EVIDENCE) private readonly evidence: Evidence,
    @Inject(LOG_READER) private readonly log: LogReader,
    @Inject(Commander) private readonly commander: Commander,
    @Inject(ExportRecords) private readonly records: ExportRecords,
    @Inject(ExportSlots) private readonly slots: ExportSlots,
    @Inject(EXPORT_LIMITS) private readonly limits: ExportLimits,
    @Inject(LOG) private readonly say: ApiLog,
  ) {}

  /** Rejects with EXPORT.TOO_MANY, EVIDENCE.KEY_MISSING, STORE.UNAVAILABLE (unavailable), EVIDENCE.TOO_LARGE (invalid). */
  async start(order: EvidenceOrder, caller: Caller, to: Receiver): Promise<StartedBundle> {
    const free = this.slots.take();
    try {
      const exportId = uuidV5(NAMESPACE, caller.commandId, 'evidence');
      const through = String(await this.log.end());
      const payload = {
        exportId,
        kind: 'evidence',
        format: order.gzip ? 'tar.gz' : 'tar',
        through,
        ...order.filter,
      } as const;
      await this.commander.onExport(exportId, { name: 'RequestExport', payload }, caller.context());
      const bundle = await this.#made(exportId, order, caller, to);
      return this.#send(exportId, bundle, order, caller, to, free);
    } catch (error) {
      free();
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort(new Error('the server was stopped'));
    for (const delivery of this.#deliveries) delivery.cut('the server was stopped');
    await Promise.all(this.#ending);
  }

  async #made(exportId: string, { runs, filter }: EvidenceOrder, caller: Caller, to: Receiver): Promise<Bundle> {
    const gone = new AbortController();
    const leave = (): void => gone.abort(new Error('the receiver went away'));
    if (to.destroyed) leave();
    to.once('close', leave);
    const { operatorId, name } = caller.operator;
    try {
      return await this.evidence.bundles.make({
        id: exportId,
        by: { kind: 'operator', id: operatorId, name },
        filter: filterText(filter),
        streams: runs.flatMap(({ runId, workflowId }) => [runStream(runId), workflowStream(workflowId)]),
        signal: AbortSignal.any([gone.signal, this.#stopping.signal]),
      });
    } catch (error) {
      const outcome = gone.signal.aborted || this.#stopping.signal.aborted ? 'cut' : 'failed';
      const nothing = { outcome, events: 0, bytes: 0, sha256: sha256(''), reason: messageOf(error) } as const;
      await this.records.finish(exportId, nothing, caller);
      throw error;
    }
  }

  #send(
    exportId: string,
    bundle: Bundle,
    { gzip }: EvidenceOrder,
    caller: Caller,
    to: Receiver,
    free: () => void,
  ): StartedBundle {
    const delivery = new Delivery(bundle.bytes(), to, { stallMs: this.limits.stallMs, gzip });
    this.#deliveries.add(delivery);
    void delivery.over.then(free);
    const done = this.#finish(exportId, delivery, bundle, caller).finally(() => this.#ending.delete(done));
    this.#ending.add(done);
    return { exportId, stream: delivery.stream, size: gzip ? undefined : bundle.size };
  }

  async #finish(exportId: string, delivery: Delivery, bundle: Bundle, caller: Caller): Promise<void> {
    const { outcome, bytes, sha256: hash, reason } = await delivery.over;
    this.#deliveries.delete(delivery);
    // Its end is recorded also when its file cannot be removed.
    await bundle
      .remove()
      .catch((error: unknown) =>
        this.say.warn({ exportId, error: messageOf(error) }, 'the file of a bundle could not be removed'),
      );
    const { events, through } = bundle;
    const end = { outcome, events, bytes, sha256: hash, through, ...(reason === undefined ? {} : { reason }) };
    await this.records.finish(exportId, end, caller);
  }
}

const filterText = ({ filter, runFilter }: EvidenceOrder['filter']): Json =>
  runFilter === undefined ? (filter.run?.length === 1 ? { run: filter.run[0] ?? '' } : {}) : runFilter;
