import type { Commands } from '../commands/commands.js';
import { NAMESPACE, sha256, uuidV5 } from '../commands/hashing.js';
import { CHECKPOINTS_STREAM, STREAMS } from '../domain/catalog.js';
import { SUPERSEDED } from '../domain/evidence/decide.js';
import type { Leaf } from '../domain/evidence/events.js';
import { keyInForce, type Checkpoint, type EvidenceState, type SigningKey } from '../domain/evidence/state.js';
import { DomainError } from '../domain/kernel/errors.js';
import { canonicalize } from '../domain/kernel/json.js';
import type { BlobStore, Clock, CommandContext, EventStore, Ids, KeyStore, LogReader } from '../domain/kernel/ports.js';
import { leafHash, MerkleTree } from './merkle.js';
import { origin, signedNote, type NoteSigner } from './note.js';
import { SigningKeys } from './signing-keys.js';
import { checkpointText } from './texts.js';

/** Leaves of one checkpoint, at most: a log that was never checkpointed gets several in a row. */
const MAX_LEAVES = 10_000;
const MAX_CONFLICTS = 20;
const SYSTEM = { kind: 'system', id: 'checkpoints', name: 'Checkpoints' } as const;

export interface CheckpointsDeps {
  readonly commands: Pick<Commands, 'checkpoints'>;
  readonly store: Pick<EventStore, 'readOne'>;
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly log: LogReader;
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** For tests. */
  readonly maxLeaves?: number;
}

/** What has been recorded since a place in the log. */
interface Moved {
  /** In order of the position of each stream's head. */
  readonly leaves: readonly Leaf[];
  readonly through: bigint;
  /** Something else than the last checkpoint itself. */
  readonly worthIt: boolean;
  /** There is more after `through`. */
  readonly more: boolean;
}

/** Makes signed checkpoints of the log (docs/adr/0023-checkpoints-and-evidence.md). Any server may: of two at once, the revision picks one. */
export class Checkpoints {
  readonly keys: SigningKeys;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: CheckpointsDeps) {
    this.keys = new SigningKeys(deps.keys);
  }

  /** As the log has it now, whoever wrote it. Rejects with STORE.UNAVAILABLE. */
  async state(): Promise<EvidenceState> {
    const { commands, store } = this.deps;
    const known = commands.checkpoints.knownRevision(CHECKPOINTS_STREAM);
    if (known !== undefined && (await store.readOne(CHECKPOINTS_STREAM, known + 1)) !== undefined)
      commands.checkpoints.forget(CHECKPOINTS_STREAM);
    return commands.checkpoints.look(CHECKPOINTS_STREAM, (state) => state);
  }

  /**
   * Signs what the log holds now; gives the newest checkpoint, which covers everything that was recorded before the call.
   * `ifMoved`: not when nothing was recorded since the last one. Rejects with EVIDENCE.KEY_MISSING or STORE.UNAVAILABLE (unavailable).
   */
  sign(order: { readonly ifMoved?: boolean; readonly context?: CommandContext } = {}): Promise<Checkpoint> {
    return this.#inTurn(async () => {
      for (let conflicts = 0; ;) {
        try {
          const { checkpoint, more } = await this.#signOnce(order);
          if (!more) return checkpoint;
        } catch (error) {
          if (!(error instanceof DomainError && error.code === SUPERSEDED) || ++conflicts > MAX_CONFLICTS) throw error;
        }
      }
    });
  }

  /** What signs beside a checkpoint, in the name of the same key. Rejects with EVIDENCE.KEY_MISSING. */
  async signerFor({ keyId }: Checkpoint): Promise<{ readonly storeId: string; readonly signer: NoteSigner }> {
    const key = (await this.state()).keys.find((one) => one.keyId === keyId);
    if (!key) throw new Error(`the log has no signing key ${keyId}`);
    return { storeId: key.storeId, signer: await this.keys.signerOf(key) };
  }

  /** A new signing key from the next checkpoint on. Rejects with EVIDENCE.KEY_MISSING, EVIDENCE.KEY_NOT_LOST. */
  rotate(order: {
    readonly reason: string;
    readonly lost: boolean;
    readonly context: CommandContext;
  }): Promise<SigningKey> {
    return this.#inTurn(async () => {
      const before = keyInForce(await this.state());
      if (before === undefined) return this.#firstKey();
      return this.#addKey(before.storeId, order);
    });
  }

  /** The key in force; the first one is made when there is none yet. */
  async #firstKey(): Promise<SigningKey> {
    const known = keyInForce(await this.state());
    if (known) return known;
    const storeId = this.deps.ids.random();
    const commandId = uuidV5(NAMESPACE, 'first signing key', storeId);
    try {
      return await this.#addKey(storeId, {
        reason: 'the first signing key of this log',
        lost: false,
        context: { commandId, causationId: commandId, actor: SYSTEM },
      });
    } catch (error) {
      // Another server has made it.
      if (error instanceof DomainError && error.code === SUPERSEDED) return this.#firstKey();
      throw error;
    }
  }

  async #addKey(
    storeId: string,
    order: { readonly reason: string; readonly lost: boolean; readonly context: CommandContext },
  ): Promise<SigningKey> {
    const payload = await this.keys.next(await this.state(), { storeId, ...order });
    try {
      await this.deps.commands.checkpoints.execute(
        CHECKPOINTS_STREAM,
        { name: 'AddSigningKey', payload },
        order.context,
      );
    } catch (error) {
      // Whether it was recorded is not known after any other error: then its private half is kept.
      if (error instanceof DomainError && error.kind === 'conflict') await this.keys.discard(payload.keyId);
      throw error;
    }
    const key = keyInForce(await this.state());
    if (!key) throw new Error('a signing key was recorded, and the log has none');
    // The command was known already: it was sent again, and what it made at first stands.
    if (key.keyId !== payload.keyId) await this.keys.discard(payload.keyId);
    return key;
  }

  async #signOnce({ ifMoved = false, context }: Parameters<Checkpoints['sign']>[0] & object): Promise<{
    readonly checkpoint: Checkpoint;
    readonly more: boolean;
  }> {
    const key = await this.#firstKey();
    const signer = await this.keys.signerOf(key);
    const { last } = await this.state();
    const moved = await this.#moved(last === null ? undefined : BigInt(last.through));
    const idle = moved.leaves.length === 0 || (ifMoved && !moved.worthIt);
    if (last !== null && idle) return { checkpoint: last, more: false };
    const { payload, text } = await this.#next(key, signer, last, moved);
    const commandId = uuidV5(NAMESPACE, 'checkpoint', text);
    await this.deps.commands.checkpoints.execute(
      CHECKPOINTS_STREAM,
      { name: 'SignCheckpoint', payload },
      moved.more || context === undefined ? { commandId, causationId: commandId, actor: SYSTEM } : context,
    );
    const { last: made } = await this.state();
    if (made === null) throw new Error('a checkpoint was recorded, and the log has none');
    return { checkpoint: made, more: moved.more };
  }

  async #next(key: SigningKey, signer: NoteSigner, last: Checkpoint | null, moved: Moved) {
    const tree = new MerkleTree(last?.size, last?.peaks.map(fromHex));
    for (const leaf of moved.leaves) tree.append(leafHash(canonicalize(leaf)));
    const leaves = canonicalize(moved.leaves);
    const root = tree.root();
    const { storeId, keyId } = key;
    const text = checkpointText({
      storeId,
      size: tree.size,
      root,
      at: new Date(this.deps.clock.now()).toISOString(),
      through: moved.through,
      previous: last === null ? undefined : { size: last.size, root: fromHex(last.rootHash) },
      consistency: last === null ? [] : tree.consistencyProof(last.size),
      keyId,
    });
    return {
      text,
      payload: {
        size: tree.size,
        rootHash: root.toString('hex'),
        peaks: tree.peaks().map((peak) => peak.toString('hex')),
        ...(last === null ? {} : { previous: { size: last.size, rootHash: last.rootHash } }),
        keyId,
        through: String(moved.through),
        leaves: await this.deps.blobs.put(leaves, sha256(leaves)),
        note: signedNote(origin(storeId), text, [signer]),
      },
    };
  }

  async #moved(after: bigint | undefined): Promise<Moved> {
    const { log, maxLeaves = MAX_LEAVES } = this.deps;
    const heads = new Map<string, Leaf>();
    let through = after ?? 0n;
    let worthIt = false;
    const options = { prefixes: Object.values(STREAMS), ...(after === undefined ? {} : { after }) };
    for await (const { stream, revision, type, metadata, position } of log.readAll(options)) {
      if (heads.size >= maxLeaves && !heads.has(stream))
        return { leaves: [...heads.values()], through, worthIt, more: true };
      // Taken out first: a stream stands where its newest event does.
      heads.delete(stream);
      heads.set(stream, { stream, revision, hash: hashIn(metadata, stream, revision) });
      through = position;
      worthIt ||= type !== 'CheckpointSigned';
    }
    return { leaves: [...heads.values()], through, worthIt, more: false };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** The head of a chain as the event says it. Throws STREAM.UNREADABLE (unavailable) for an event without one: it is not ours. */
function hashIn(metadata: unknown, stream: string, revision: number): string {
  if (typeof metadata === 'object' && metadata !== null && 'hash' in metadata && typeof metadata.hash === 'string')
    return metadata.hash;
  throw new DomainError(
    'STREAM.UNREADABLE',
    'unavailable',
    `Event ${revision} of stream ${stream} has no hash: it was not written by Mission Control, and no checkpoint can cover it.`,
    { stream, revision },
  );
}
