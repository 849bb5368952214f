import { z } from 'zod';
import { CommandId, Instant, Sha256 } from './ids.js';
import type { Json } from './json.js';

/** Who did it. `onBehalfOf` is the operator whose command set an agent or the scheduler to work. */
export const Actor = z.strictObject({
  kind: z.enum(['operator', 'agent', 'system']),
  id: z.string(),
  name: z.string(),
  /** The token or key that proved it; absent for the system itself. */
  authId: z.string().optional(),
  onBehalfOf: z.string().optional(),
});
export type Actor = z.infer<typeof Actor>;

/** The operator behind an event, whoever carried it out; `system` when no person is. */
export const operatorIdOf = (actor: Actor): string =>
  actor.kind === 'operator' ? actor.id : (actor.onBehalfOf ?? 'system');

/** The hash chain starts here: `prev` of revision 0. */
export const GENESIS = '0'.repeat(64);

/** What every event carries beside its data. It cannot be retrofitted: docs/adr/0002-envelope-and-hash-chain.md. */
export const EventMetadata = z.strictObject({
  /** Schema version of the event's type. */
  v: z.int().min(1),
  commandId: CommandId,
  /** Place of the event among those of its command. */
  index: z.int().min(0),
  /** On index 0: the command. hash = SHA-256(Idempotency-Key ‖ JCS(payload)), absent without a key; facts = what decide was given and the events do not show. */
  command: z
    .strictObject({ name: z.string(), hash: Sha256.optional(), facts: z.custom<Json>((value) => value !== undefined) })
    .optional(),
  /** Root run, or the command's own id outside runs. */
  correlationId: z.string(),
  /** Id of the event or command that caused this one. */
  causationId: z.string(),
  actor: Actor,
  at: Instant,
  writer: z.strictObject({ version: z.string(), bootId: z.string() }),
  redacted: z.array(z.strictObject({ path: z.string(), rule: z.string() })).optional(),
  keys: z.array(z.string()).optional(),
  prev: Sha256,
  hash: Sha256,
});
export type EventMetadata = z.infer<typeof EventMetadata>;

/** An event as a decider makes it. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An event as it stands in the log, upcast to the current version of its type. */
export type Recorded<E extends DomainEvent = DomainEvent> = E & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly metadata: EventMetadata;
  /** Position in the whole log; absent for an event that was just decided. */
  readonly position?: bigint;
};

/** What a fold may look at: an event of the log, or one that was just decided and is not in the log yet. */
export type Foldable<E extends DomainEvent = DomainEvent> = E & {
  readonly revision: number;
  readonly metadata: Omit<EventMetadata, 'prev' | 'hash'>;
};
