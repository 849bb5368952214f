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
import { keyOf, type Operator } from '../domain/operator/state.js';
import type { Principal } from './principal.js';
import { StreamCache } from './stream-cache.js';
import { parseToken, secretFits } from './token.js';

/** Who may do what. Verifies tokens against the log, so that it works while PostgreSQL is down. */
export class Access {
  private readonly operators: StreamCache<Operator, OperatorEvent>;
  private readonly agents: StreamCache<Agent, AgentEvent>;

  constructor(
    store: Pick<EventStore, 'read'>,
    options: { readonly now?: () => number; readonly maxAgeMs?: number; readonly maxEntries?: number } = {},
  ) {
    const settings = { now: Date.now, maxAgeMs: 60_000, maxEntries: 10_000, ...options };
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
      const operator = await this.operators.get(operatorStream(ownerId));
      const key = operator && keyOf(operator, tokenId);
      if (!operator || !key || !secretFits(secret, key.secretHash) || key.revoked) throw unauthenticated();
      const roles = effectiveRoles(key.roles, operator.roles);
      return { kind: 'operator', operatorId: ownerId, name: operator.name, authId: tokenId, keyId: tokenId, roles };
    }
    const agent = await this.agents.get(agentStream(ownerId));
    const known = agent && tokenOf(agent, tokenId);
    if (!known || !secretFits(secret, known.secretHash) || known.revoked) throw unauthenticated();
    return { kind: 'agent', agentId: ownerId, name: ownerId, tokenId };
  }

  /** Whether an operator exists and has ever had a key: the bootstrap's question. */
  async operator(operatorId: string): Promise<Operator | undefined> {
    return this.operators.get(operatorStream(operatorId));
  }
}

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
