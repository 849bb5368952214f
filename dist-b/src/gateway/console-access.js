import { browserOf, requireOwnOrigin } from "../access/browser.js";
import { DomainError } from "../domain/kernel/errors.js";
import { operatorEvents } from "../domain/operator/events.js";
class ConsoleAccess {
  constructor(access, trustedProxies, now) {
    this.access = access;
    this.trustedProxies = trustedProxies;
    this.now = now;
  }
  access;
  trustedProxies;
  now;
  #open = /* @__PURE__ */ new Map();
  /** Rejects with ACCESS.UNAUTHENTICATED, ACCESS.SESSION_ENDED, ACCESS.ORIGIN or ACCESS.FORBIDDEN (an agent), or what the store says. */
  async admit(door) {
    const { token } = door.handshake.auth;
    if (typeof token == "string" && token !== "") return this.#byKey(door, token);
    const browser = browserOf(door.request, this.trustedProxies);
    if (browser.session === void 0) return this.#byKey(door, "");
    requireOwnOrigin(browser, !0);
    const { principal, session } = await this.access.verifySession(browser.session), expiry = setTimeout(() => door.disconnect(!0), Date.parse(session.expiresAt) - this.now());
    expiry.unref(), this.#open.set(door, { operatorId: principal.operatorId, authId: session.sessionId, expiry });
  }
  async #byKey(door, token) {
    const principal = await this.access.verify(token);
    if (principal.kind !== "operator")
      throw new DomainError("ACCESS.FORBIDDEN", "forbidden", "Consoles sign in with the key of an operator.");
    this.#open.set(door, { operatorId: principal.operatorId, authId: principal.authId, expiry: void 0 });
  }
  /** It is closed, by whomever. */
  gone(door) {
    clearTimeout(this.#open.get(door)?.expiry), this.#open.delete(door);
  }
  /** A key that is revoked, a session that has ended and an operator that is disabled open nothing from then on, and what they have opened is closed. */
  onEvent(event) {
    const ended = endedBy(event);
    if (ended !== void 0)
      for (const [door, opened] of this.#open) ended(opened) && door.disconnect(!0);
  }
}
function endedBy({ type, data }) {
  const by = (ended) => (opened) => opened.authId === ended;
  if (type === "OperatorKeyRevoked") return by(operatorEvents.OperatorKeyRevoked.parse(data).keyId);
  if (type === "SessionEnded") return by(operatorEvents.SessionEnded.parse(data).sessionId);
  if (type !== "OperatorDisabled") return;
  const { operatorId } = operatorEvents.OperatorDisabled.parse(data);
  return (opened) => opened.operatorId === operatorId;
}
export {
  ConsoleAccess
};
//# sourceMappingURL=console-access.js.map
