import { z } from 'zod';
import type { DomainEvent } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { Folding } from './aggregate.js';
import type { Loaded } from './stream-session.js';
import type { WriterDeps } from './writer-deps.js';

const Stored = z.strictObject({
  state: z.custom<Json>((value) => value !== undefined),
  at: z.number(),
  position: z.string().regex(/^\d+$/),
  commands: z.array(z.tuple([z.string(), z.string(), z.int(), z.int()])),
});

/** What a snapshot holds beside the head: the state, and the operators' commands that are in it. */
export function snapshotOf<State, Event extends DomainEvent, Aux>(
  aggregate: Folding<State, Event, Aux>,
  loaded: Loaded<State>,
): Json {
  return {
    state: aggregate.stateToJson(loaded.state),
    at: loaded.at,
    position: loaded.position.toString(),
    commands: [...loaded.commands].map(([id, known]) => [
      id,
      known.payloadHash,
      known.firstRevision,
      known.lastRevision,
    ]),
  };
}

/** Starts `loaded` from the newest usable snapshot, at or before a revision; leaves it as it is when there is none. Only an optimisation. */
export async function snapshotFrom<State, Event extends DomainEvent, Aux>(
  aggregate: Folding<State, Event, Aux>,
  deps: Pick<WriterDeps, 'snapshots' | 'log'>,
  stream: string,
  loaded: Loaded<State>,
  atMost?: number,
): Promise<void> {
  const snapshot = await deps.snapshots.load(stream, aggregate.decider.stateVersion, atMost);
  if (!snapshot) return;
  const stored = Stored.safeParse(snapshot.state);
  if (!stored.success) {
    deps.log.warn({ stream, revision: snapshot.head.revision }, 'a snapshot cannot be used and is passed over');
    return;
  }
  loaded.state = aggregate.stateFromJson(stored.data.state);
  loaded.head = snapshot.head;
  loaded.at = stored.data.at;
  loaded.position = BigInt(stored.data.position);
  for (const [id, payloadHash, firstRevision, lastRevision] of stored.data.commands)
    loaded.commands.set(id, { payloadHash, firstRevision, lastRevision });
}
