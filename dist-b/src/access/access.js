import { agentStream, operatorStream } from "../domain/catalog.js";
import { agentDecider } from "../domain/agent/decide.js";
import { agentEvents } from "../domain/agent/events.js";
import { tokenOf } from "../domain/agent/state.js";
import { DomainError } from "../domain/kernel/errors.js";
import { operatorDecider } from "../domain/operator/decide.js";
import { operatorEvents } from "../domain/operator/events.js";
import { effectiveRoles } from "../domain/operator/roles.js";
import { isLive } from "../domain/operator/sessions.js";
import { keyOf, sessionOf } from "../domain/operator/state.js";
import { StreamCache } from "./stream-cache.js";
import { parseToken, secretFits } from "./token.js";
class Access {
  now;
  operators;
  agents;
  constructor(store, options = {}) {
    const settings = { now: Date.now, wait: passed, maxAgeMs: 6e4, maxEntries: 1e4, ...options };
    this.now = settings.now, this.operators = new StreamCache(store, operatorDecider, operatorEvent, settings), this.agents = new StreamCache(store, agentDecider, agentEvent, settings);
  }
  /** Every event of the feed, and those that this process appended: what is revoked opens nothing from then on. */
  onEvent(event) {
    this.operators.onEvent(event), this.agents.onEvent(event);
  }
  /**
   * Whose token it is. Rejects with ACCESS.UNAUTHENTICATED when it is none, unknown or revoked (the three are told apart nowhere),
   * or with what the store says when it is away and the owner was not seen before.
   */
  async verify(token) {
    const parsed = parseToken(token);
    if (!parsed) throw unauthenticated();
    const { kind, ownerId, tokenId, secret } = parsed;
    if (kind === "key") {
      const operator = await this.operators.having(operatorStream(ownerId), (it) => keyOf(it, tokenId) !== void 0), key = operator && keyOf(operator, tokenId);
      if (!operator || !key || !secretFits(secret, key.secretHash) || key.revoked || operator.disabled)
        throw unauthenticated();
      const roles = effectiveRoles(key.roles, operator.roles);
      return { kind: "operator", operatorId: ownerId, name: operator.name, authId: tokenId, keyId: tokenId, roles };
    }
    if (kind !== "agent") throw unauthenticated();
    const agent = await this.agents.having(agentStream(ownerId), (it) => tokenOf(it, tokenId) !== void 0), known = agent && tokenOf(agent, tokenId);
    if (!known || !secretFits(secret, known.secretHash) || known.revoked) throw unauthenticated();
    return { kind: "agent", agentId: ownerId, name: ownerId, tokenId };
  }
  /** Whose session it is, by its cookie. Rejects with ACCESS.SESSION_ENDED when it is none, or has ended or expired; else as `verify`. */
  async verifySession(token) {
    const parsed = parseToken(token);
    if (parsed?.kind !== "session") throw sessionEnded();
    const { ownerId, tokenId, secret } = parsed, known = (it) => sessionOf(it, tokenId) !== void 0, operator = await this.operators.having(operatorStream(ownerId), known), session = operator && sessionOf(operator, tokenId);
    if (!operator || !session || !secretFits(secret, session.secretHash) || !isLive(session, this.now()) || operator.disabled)
      throw sessionEnded();
    const { name, roles } = operator;
    return { principal: {
      kind: "operator",
      operatorId: ownerId,
      name,
      authId: tokenId,
      keyId: session.keyId,
      sessionId: tokenId,
      roles: session.roles === void 0 ? roles : effectiveRoles(session.roles, roles)
    }, session };
  }
  /** Whether an operator exists and has ever had a key: the bootstrap's question. */
  async operator(operatorId) {
    return this.operators.get(operatorStream(operatorId));
  }
}
const sessionEnded = () => new DomainError("ACCESS.SESSION_ENDED", "unauthenticated", "This session has ended or expired. Sign in again."), unauthenticated = () => new DomainError(
  "ACCESS.UNAUTHENTICATED",
  "unauthenticated",
  "Send a valid key: `Authorization: Bearer mc_key_...`. This one is missing, malformed, unknown or revoked."
);
function operatorEvent(event) {
  return isOperatorEvent(event) ? event : void 0;
}
function agentEvent(event) {
  return isAgentEvent(event) ? event : void 0;
}
const isOperatorEvent = (event) => event.type in operatorEvents, isAgentEvent = (event) => event.type in agentEvents, passed = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export {
  Access
};
//# sourceMappingURL=access.js.map
