import { z } from 'zod';
import type { DomainEvent, Recorded } from '../domain/kernel/envelope.js';
import type { Json } from '../domain/kernel/json.js';
import type { EventStore, Head } from '../domain/kernel/ports.js';
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

/**
 * Starts `loaded` from the newest usable snapshot, at or before a revision, and answers the event at its head; leaves it as it is when there
 * is none. Only an optimisation: one that is damaged, of another state version, of another stream or of a log that was since restored
 * is passed over for the one before it.
 */
export async function snapshotFrom<State, Event extends DomainEvent, Aux>(
  aggregate: Folding<State, Event, Aux>,
  deps: Pick<WriterDeps, 'snapshots' | 'log'> & { readonly store: Pick<EventStore, 'readOne'> },
  stream: string,
  loaded: Loaded<State>,
  atMost?: number,
): Promise<Recorded | undefined> {
  for (let most = atMost; ;) {
    const snapshot = await deps.snapshots.load(stream, aggregate.decider.stateVersion, most);
    if (!snapshot) return undefined;
    const { head } = snapshot;
    const stored = Stored.safeParse(snapshot.state);
    // A head's hash names its stream and all that came before.
    const event = stored.success ? await deps.store.readOne(stream, head.revision) : undefined;
    if (stored.success && (MUTANT.staleSnapshotTrusted || event?.metadata.hash === head.hash)) {
      start(loaded, head, aggregate.stateFromJson(stored.data.state), stored.data);
      return event;
    }
    deps.log.warn({ stream, revision: head.revision }, 'a snapshot cannot be used and is passed over');
    if (head.revision === 0) return undefined;
    most = head.revision - 1;
  }
}

function start<State>(
  loaded: Loaded<State>,
  head: Head,
  state: State,
  { at, position, commands }: z.infer<typeof Stored>,
): void {
  loaded.state = state;
  loaded.head = head;
  loaded.at = at;
  loaded.position = BigInt(position);
  for (const [id, payloadHash, firstRevision, lastRevision] of commands)
    loaded.commands.set(id, { payloadHash, firstRevision, lastRevision });
}
