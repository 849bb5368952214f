import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../domain/kernel/errors.js';
import { EXPORT_LIMITS, type ExportLimits } from '../ports.js';

/** How many exports run at once in this process, of events and of evidence together. */
@Injectable()
export class ExportSlots {
  #taken = 0;

  constructor(@Inject(EXPORT_LIMITS) private readonly limits: ExportLimits) {}

  /** Takes a slot; what it returns gives it back. Throws EXPORT.TOO_MANY (unavailable). */
  take(): () => void {
    const { atOnce } = this.limits;
    if (this.#taken >= atOnce)
      throw new DomainError(
        'EXPORT.TOO_MANY',
        'unavailable',
        `${atOnce === 1 ? 'An export runs' : `${atOnce} exports run`} already, which is as many as this server runs at once. Try again when one has ended.`,
        { retryAfter: 5 },
      );
    this.#taken++;
    return () => void this.#taken--;
  }
}
