import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ExportPayloads } from '../../domain/export/commands.js';
import { DomainError, messageOf } from '../../domain/kernel/errors.js';
import { Commander } from '../commander.js';
import type { Caller } from '../http/caller.js';
import { LOG, type ApiLog } from '../ports.js';

/** How often the end of an export is tried to be recorded: over a minute and a half. */
const TRIES = 14;

/** Records what became of exports, also when the store is what they failed for. */
@Injectable()
export class ExportRecords implements OnModuleDestroy {
  readonly #stopping = new AbortController();

  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(LOG) private readonly log: ApiLog,
  ) {}

  onModuleDestroy(): void {
    this.#stopping.abort();
  }

  /** Never rejects. The same end again is recorded once. */
  async finish(exportId: string, payload: ExportPayloads['FinishExport'], caller: Caller): Promise<void> {
    const { signal } = this.#stopping;
    for (let tries = 1; ; tries++) {
      try {
        await this.commander.onExport(exportId, { name: 'FinishExport', payload }, caller.contextFor('finish'));
        return;
      } catch (error) {
        const isAway = error instanceof DomainError && error.kind === 'unavailable';
        if (!isAway || signal.aborted || tries >= TRIES) {
          const details = { exportId, ...payload, error: messageOf(error) };
          this.log.warn(details, 'the end of an export could not be recorded');
          return;
        }
      }
      const wait = Math.min(100 * 2 ** tries, 10_000);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}
