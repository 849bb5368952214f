import { randomBytes } from 'node:crypto';
import type { EvidenceState, SigningKey } from '../domain/evidence/state.js';
import { keyInForce, nextSize } from '../domain/evidence/state.js';
import type { EvidenceEventData } from '../domain/evidence/events.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { KeyStore } from '../domain/kernel/ports.js';
import { noteSigner, origin, signedNote, type NoteSigner } from './note.js';
import { keyText } from './texts.js';

const SEED_BYTES = 32;
const nameOf = (keyId: string): string => `signing-${keyId}`;

/** The private halves of the signing keys: seeds in the key store, by the id of the key. */
export class SigningKeys {
  constructor(
    private readonly keys: KeyStore,
    private readonly newSeed: () => Uint8Array = () => randomBytes(SEED_BYTES),
  ) {}

  /** Rejects with EVIDENCE.KEY_MISSING (unavailable) when the private key is not on this server. */
  async signerOf({ keyId }: SigningKey): Promise<NoteSigner> {
    const signer = await this.find(keyId);
    if (signer) return signer;
    throw new DomainError(
      'EVIDENCE.KEY_MISSING',
      'unavailable',
      `The private half of signing key ${keyId} is not on this server. Copy ${nameOf(keyId)}.key into its folder of keys (MC_KEYS_DIR) from the server that has it. If it is lost everywhere: missionctl evidence keys rotate --lost`,
      { keyId },
    );
  }

  /** Whether this server can sign with the key. */
  async has(keyId: string): Promise<boolean> {
    return (await this.find(keyId)) !== undefined;
  }

  /**
   * Makes the next key and what is recorded of it; its private half is kept before anything is recorded. `lost`: the key before it cannot
   * sign, so the history has a break that every verifier names. Rejects with EVIDENCE.KEY_MISSING, or EVIDENCE.KEY_NOT_LOST (rejected).
   */
  async next(
    state: EvidenceState,
    order: { readonly storeId: string; readonly reason: string; readonly lost: boolean },
  ): Promise<EvidenceEventData<'SigningKeyAdded'>> {
    const { storeId, reason, lost } = order;
    const before = keyInForce(state);
    if (lost && (before === undefined || (await this.has(before.keyId))))
      throw new DomainError(
        'EVIDENCE.KEY_NOT_LOST',
        'rejected',
        before === undefined
          ? 'There is no signing key yet that could be lost.'
          : `The private half of signing key ${before.keyId} is on this server: rotate without --lost, so that it signs the new one.`,
      );
    const signsToo = before === undefined || lost ? [] : [await this.signerOf(before)];
    const seed = this.newSeed();
    const signer = noteSigner(seed);
    const { keyId, publicKey } = signer;
    await this.keys.create(nameOf(keyId), seed);
    const from = nextSize(state);
    const text = keyText({
      storeId,
      keyId,
      publicKey,
      from,
      previous: before === undefined ? undefined : { keyId: before.keyId, lost },
    });
    return {
      storeId,
      keyId,
      publicKey,
      from,
      ...(before === undefined ? {} : { previousKeyId: before.keyId }),
      ...(lost ? { lost } : {}),
      reason,
      note: signedNote(origin(storeId), text, [...signsToo, signer]),
    };
  }

  /** A key that was made and not recorded after all: another server was first. */
  async discard(keyId: string): Promise<void> {
    await this.keys.destroy(nameOf(keyId));
  }

  private async find(keyId: string): Promise<NoteSigner | undefined> {
    const seed = await this.keys.read(nameOf(keyId));
    if (seed === undefined) return undefined;
    const signer = noteSigner(seed);
    return signer.keyId === keyId ? signer : undefined;
  }
}
