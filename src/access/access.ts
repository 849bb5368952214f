import { agentStream, operatorStream } from '../domain/catalog.js';
import { agentDecider } from '../domain/agent/decide.js';
import { agentEvents, type AgentEvent } from '../domain/agent/events.js';
import { tokenOf, type Agent } from '../domain/agent/state.js';
import type { Recorded } from '../domain/kernel/envelope.js';
import { DomainError } from '../domain/kernel/errors.js';
import type { EventStore } from '../domain/kernel/ports.js';
import { operatorDecider } from '../domain/operator/decide.js';
import { operatorEvents, type OperatorEvent } from '../domain/operator/events.js';
import { effectiveRoles } from '../domain/operator/roles.js';
import { isLive } from '../domain/operator/sessions.js';
import { keyOf, sessionOf, type OpenSession, type Operator } from '../domain/operator/state.js';
import type { OperatorPrincipal, Principal } from './principal.js';
import { StreamCache, type StreamCacheOptions } from './stream-cache.js';
import { parseToken, secretFits } from './token.js';

/** A session that is good now, and whose it is. */
export interface SignedIn {
  readonly principal: OperatorPrincipal;
  readonly session: OpenSession;
}

/** Who may do what. Verifies tokens against the log, so that it works while PostgreSQL is down. */
export class Access {
  private readonly now: () => number;
  private readonly operators: StreamCache<Operator, OperatorEvent>;
  private readonly agents: StreamCache<Agent, AgentEvent>;

  constructor(store: Pick<EventStore, 'read'>, options: Partial<StreamCacheOptions> = {}) {
    const settings = { now: Date.now, wait: passed, maxAgeMs: 60_000, maxEntries: 10_000, ...options };
    this.now = settings.now;
    this.operators = new StreamCache(store, operatorDecider, operatorEvent, settings);
    this.agents = new StreamCache(store, agentDecider, agentEvent, settings);
  }

  /** Every event of the feed, and those that this process appended: what is revoked opens nothing from then on. */
  onEvent(event: Recorded): void {
    this.operators.onEvent(event);
    this.agents.onEvent(event);
  }

  /**
   * Whose token it is. Rejects with ACCESS.UNAUTHENTICATED when it is none, unknown or revoked (the three are told apart nowhere),
   * or with what the store says when it is away and the owner was not seen before.
   */
  async verify(token: string): Promise<Principal> {
    const parsed = parseToken(token);
    if (!parsed) throw unauthenticated();
    const { kind, ownerId, tokenId, secret } = parsed;
    if (kind === 'key') {
      const operator = await this.operators.having(operatorStream(ownerId), (it) => keyOf(it, tokenId) !== undefined);
      const key = operator && keyOf(operator, tokenId);
      if (!operator || !key || !secretFits(secret, key.secretHash) || key.revoked || operator.disabled)
        throw unauthenticated();
      const roles = effectiveRoles(key.roles, operator.roles);
      return { kind: 'operator', operatorId: ownerId, name: operator.name, authId: tokenId, keyId: tokenId, roles };
    }
    // A link or a session is no token: it is never sent as one.
    if (kind !== 'agent') throw unauthenticated();
    const agent = await this.agents.having(agentStream(ownerId), (it) => tokenOf(it, tokenId) !== undefined);
    const known = agent && tokenOf(agent, tokenId);
    if (!known || !secretFits(secret, known.secretHash) || known.revoked) throw unauthenticated();
    return { kind: 'agent', agentId: ownerId, name: ownerId, tokenId };
  }

  /** Whose session it is, by its cookie. Rejects with ACCESS.SESSION_ENDED when it is none, or has ended or expired; else as `verify`. */
  async verifySession(token: string): Promise<SignedIn> {
    const parsed = parseToken(token);
    if (parsed?.kind !== 'session') throw sessionEnded();
    const { ownerId, tokenId, secret } = parsed;
    const known = (it: Operator): boolean => sessionOf(it, tokenId) !== undefined;
    const operator = await this.operators.having(operatorStream(ownerId), known);
    const session = operator && sessionOf(operator, tokenId);
    if (
      !operator ||
      !session ||
      !secretFits(secret, session.secretHash) ||
      !isLive(session, this.now()) ||
      operator.disabled
    )
      throw sessionEnded();
    const { name, roles } = operator;
    const principal: OperatorPrincipal = {
      kind: 'operator',
      operatorId: ownerId,
      name,
      authId: tokenId,
      keyId: session.keyId,
      sessionId: tokenId,
      roles: session.roles === undefined ? roles : effectiveRoles(session.roles, roles),
    };
    return { principal, session };
  }

  /** Whether an operator exists and has ever had a key: the bootstrap's question. */
  async operator(operatorId: string): Promise<Operator | undefined> {
    return this.operators.get(operatorStream(operatorId));
  }
}

const sessionEnded = (): DomainError =>
  new DomainError('ACCESS.SESSION_ENDED', 'unauthenticated', 'This session has ended or expired. Sign in again.');
const unauthenticated = (): DomainError =>
  new DomainError(
    'ACCESS.UNAUTHENTICATED',
    'unauthenticated',
    'Send a valid key: `Authorization: Bearer mc_key_...`. This one is missing, malformed, unknown or revoked.',
  );

/** The codec has parsed the data already; these only tell the compiler. */
function operatorEvent(event: Recorded): Recorded<OperatorEvent> | undefined {
  return isOperatorEvent(event) ? event : undefined;
}
function agentEvent(event: Recorded): Recorded<AgentEvent> | undefined {
  return isAgentEvent(event) ? event : undefined;
}
const isOperatorEvent = (event: Recorded): event is Recorded<OperatorEvent> => event.type in operatorEvents;
const isAgentEvent = (event: Recorded): event is Recorded<AgentEvent> => event.type in agentEvents;

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
