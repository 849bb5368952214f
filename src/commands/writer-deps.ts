import type { Clock, EventStore, SnapshotStore } from '../domain/kernel/ports.js';
import type { Protector } from './protection/protector.js';

export interface WriterLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface WriterDeps {
  readonly store: EventStore;
  readonly snapshots: SnapshotStore;
  readonly protector: Protector;
  readonly clock: Clock;
  readonly log: WriterLog;
  readonly writer: { readonly version: string; readonly bootId: string };
  /** Off: what a state wants is left to the process managers, which see the events by the feed. */
  readonly inline: boolean;
}
