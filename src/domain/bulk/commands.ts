import type { Actor } from '../kernel/envelope.js';
import type { Json } from '../kernel/json.js';
import type { Payload } from '../kernel/payload.js';
import type { BulkAction, BulkItem, BulkOutcome } from './events.js';

export interface BulkPayloads {
  // operators
  StartBulk: {
    readonly bulkId: string;
    readonly action: BulkAction;
    readonly items: readonly BulkItem[];
    readonly filter?: string | undefined;
    /** Of the log, as a decimal string. */
    readonly position: string;
    readonly reason: string;
    readonly output?: Json | undefined;
    readonly keyId?: string | undefined;
  };
  PauseBulk: { readonly reason: string };
  ResumeBulk: { readonly reason: string };
  StopBulk: { readonly reason: string };
  // the process that carries it out
  RecordBulkItems: { readonly from: number; readonly outcomes: readonly BulkOutcome[] };
}

export interface BulkFacts {
  /** Milliseconds since the epoch; fixed per command over its retries. */
  readonly now: number;
  readonly actor: Actor;
}
export interface StartBulkFacts extends BulkFacts {
  readonly items: Payload;
  readonly output: Payload | undefined;
}

export type BulkCommandName = keyof BulkPayloads;
export type BulkRequest = {
  [N in BulkCommandName]: { readonly name: N; readonly payload: BulkPayloads[N] };
}[BulkCommandName];
export type BulkCommand =
  | (Extract<BulkRequest, { name: 'StartBulk' }> & { readonly facts: StartBulkFacts })
  | (Exclude<BulkRequest, { name: 'StartBulk' }> & { readonly facts: BulkFacts });
