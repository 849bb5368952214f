import type { IncomingMessage } from 'node:http';
import type { Access } from '../access/access.js';
import { browserOf, requireOwnOrigin } from '../access/browser.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import { operatorEvents } from '../domain/operator/events.js';

/** A socket as far as it is let in and closed. */
export interface ConsoleDoor {
  readonly request: Pick<IncomingMessage, 'headers' | 'socket'>;
  readonly handshake: { readonly auth: Readonly<Record<string, unknown>> };
  disconnect(close: true): unknown;
}
interface Opened {
  readonly operatorId: string;
  /** Of the key or the session. */
  readonly authId: string;
  readonly expiry: NodeJS.Timeout | undefined;
}

/** Who may watch: whoever has an operator's key, or the cookie of a session and a page of ours. What ends is closed. */
export class ConsoleAccess {
  readonly #open = new Map<ConsoleDoor, Opened>();

  constructor(
    readonly access: Access,
    readonly trustedProxies: number,
    readonly now: () => number,
  ) {}

  /** Rejects with ACCESS.UNAUTHENTICATED, ACCESS.SESSION_ENDED, ACCESS.ORIGIN or ACCESS.FORBIDDEN (an agent), or what the store says. */
  async admit(door: ConsoleDoor): Promise<void> {
    const { token } = door.handshake.auth;
    if (typeof token === 'string' && token !== '') return this.#byKey(door, token);
    const browser = browserOf(door.request, this.trustedProxies);
    if (browser.session === undefined) return this.#byKey(door, '');
    // A page of another origin may open a socket with our cookie: only this keeps it out.
    requireOwnOrigin(browser, true);
    const { principal, session } = await this.access.verifySession(browser.session);
    const expiry = setTimeout(() => door.disconnect(true), Date.parse(session.expiresAt) - this.now());
    expiry.unref();
    this.#open.set(door, { operatorId: principal.operatorId, authId: session.sessionId, expiry });
  }

  async #byKey(door: ConsoleDoor, token: string): Promise<void> {
    const principal = await this.access.verify(token);
    if (principal.kind !== 'operator')
      throw new DomainError('ACCESS.FORBIDDEN', 'forbidden', 'Consoles sign in with the key of an operator.');
    this.#open.set(door, { operatorId: principal.operatorId, authId: principal.authId, expiry: undefined });
  }

  /** It is closed, by whomever. */
  gone(door: ConsoleDoor): void {
    clearTimeout(this.#open.get(door)?.expiry);
    this.#open.delete(door);
  }

  /** A key that is revoked, a session that has ended and an operator that is disabled open nothing from then on, and what they have opened is closed. */
  onEvent(event: Recorded): void {
    const ended = endedBy(event);
    if (ended === undefined) return;
    for (const [door, opened] of this.#open) if (ended(opened)) door.disconnect(true);
  }
}

/** What this event closes. */
function endedBy({ type, data }: Recorded): ((opened: Opened) => boolean) | undefined {
  const by = (ended: string) => (opened: Opened) => opened.authId === ended;
  if (type === 'OperatorKeyRevoked') return by(operatorEvents.OperatorKeyRevoked.parse(data).keyId);
  if (type === 'SessionEnded') return by(operatorEvents.SessionEnded.parse(data).sessionId);
  if (type !== 'OperatorDisabled') return undefined;
  const { operatorId } = operatorEvents.OperatorDisabled.parse(data);
  return (opened) => opened.operatorId === operatorId;
}
