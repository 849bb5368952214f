import type { BulkAction } from './events.js';

export type BulkStatus = 'running' | 'paused' | 'stopped' | 'completed';

/** A job as it was ordered; never changes. Its payloads (items, output) stay in the event of revision 0. */
export interface BulkOrder {
  readonly bulkId: string;
  readonly action: BulkAction;
  readonly total: number;
  readonly reason: string;
  readonly operatorId: string;
  readonly keyId?: string;
}

/** The fold of `bulk-<id>`; plain JSON. */
export type BulkState =
  | { readonly status: 'none' }
  | {
      readonly status: BulkStatus;
      readonly order: BulkOrder;
      /** Items before this one have their outcome. */
      readonly next: number;
    };
export type StartedBulk = Exclude<BulkState, { status: 'none' }>;

/** Whether items are still taken, now or after a resume. */
export const isOpen = ({ status }: BulkState): boolean => status === 'running' || status === 'paused';
