import { Inject, Injectable } from '@nestjs/common';
import type { Access, SignedIn } from '../access/access.js';
import { AttemptLimit } from '../access/attempt-limit.js';
import type { Browser } from '../access/browser.js';
import { hashSecret, mintToken, parseToken, type MintedToken } from '../access/token.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { Clock } from '../domain/kernel/ports.js';
import { Commander } from './commander.js';
import { ACCESS, CLOCK } from './ports.js';

const LIMIT = { refusals: 10, windowMs: 60_000, maxAddresses: 10_000 };

/** Opens sessions for links and keys. What is wrong with a link is told to who knows its secret only. */
@Injectable()
export class SignIn {
  private readonly attempts: AttemptLimit;

  constructor(
    @Inject(Commander) private readonly commander: Commander,
    @Inject(ACCESS) private readonly access: Access,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.attempts = new AttemptLimit(LIMIT, () => clock.now());
  }

  /** Rejects with LINK.INVALID, LINK.USED, LINK.EXPIRED, ACCESS.UNAUTHENTICATED (a key), ACCESS.TOO_MANY_TRIES, or what the store says. */
  async start(
    given: { readonly kind: 'link' | 'key'; readonly token: string },
    { address, device }: Browser,
  ): Promise<SignedIn & { readonly token: string }> {
    this.attempts.check(address);
    try {
      return await this.open(given, device);
    } catch (error) {
      // That the store is away is nobody's wrong try.
      if (error instanceof DomainError && error.kind === 'unauthenticated') this.attempts.refused(address);
      throw error;
    }
  }

  private async open(
    { kind, token }: { readonly kind: 'link' | 'key'; readonly token: string },
    device: string,
  ): Promise<SignedIn & { readonly token: string }> {
    const parsed = parseToken(token);
    if (parsed?.kind !== kind) throw unknown(kind);
    const { ownerId, tokenId, secret } = parsed;
    const operator = await this.access.operator(ownerId);
    if (!operator) throw unknown(kind);
    const commandId = crypto.randomUUID();
    const session: MintedToken = mintToken('session', ownerId, commandId);
    await this.commander.onOperator(
      ownerId,
      {
        name: 'StartSession',
        payload: {
          sessionId: session.tokenId,
          secretHash: session.secretHash,
          by: { kind, id: tokenId, secretHash: hashSecret(secret) },
          device,
        },
      },
      {
        commandId,
        causationId: commandId,
        actor: { kind: 'operator', id: ownerId, name: operator.name, authId: tokenId },
      },
    );
    return { ...(await this.access.verifySession(session.token)), token: session.token };
  }
}

const unknown = (kind: 'link' | 'key'): DomainError =>
  kind === 'link'
    ? new DomainError(
        'LINK.INVALID',
        'unauthenticated',
        'This sign-in link is not one of ours. Make a new one with: missionctl operator link',
      )
    : new DomainError('ACCESS.UNAUTHENTICATED', 'unauthenticated', 'This key is malformed, unknown or revoked.');
