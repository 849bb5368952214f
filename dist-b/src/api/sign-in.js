var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { AttemptLimit } from "../access/attempt-limit.js";
import { hashSecret, mintToken, parseToken } from "../access/token.js";
import { DomainError } from "../domain/kernel/errors.js";
import { Commander } from "./commander.js";
import { ACCESS, CLOCK } from "./ports.js";
const LIMIT = { refusals: 10, windowMs: 6e4, maxAddresses: 1e4 };
let SignIn = class {
  constructor(commander, access, clock) {
    this.commander = commander;
    this.access = access;
    this.attempts = new AttemptLimit(LIMIT, () => clock.now());
  }
  commander;
  access;
  attempts;
  /** Rejects with LINK.INVALID, LINK.USED, LINK.EXPIRED, ACCESS.UNAUTHENTICATED (a key), ACCESS.TOO_MANY_TRIES, or what the store says. */
  async start(given, { address, device }) {
    this.attempts.check(address);
    try {
      return await this.open(given, device);
    } catch (error) {
      throw error instanceof DomainError && error.kind === "unauthenticated" && this.attempts.refused(address), error;
    }
  }
  async open({ kind, token }, device) {
    const parsed = parseToken(token);
    if (parsed?.kind !== kind) throw unknown(kind);
    const { ownerId, tokenId, secret } = parsed, operator = await this.access.operator(ownerId);
    if (!operator) throw unknown(kind);
    const commandId = crypto.randomUUID(), session = mintToken("session", ownerId, commandId);
    return await this.commander.onOperator(
      ownerId,
      {
        name: "StartSession",
        payload: {
          sessionId: session.tokenId,
          secretHash: session.secretHash,
          by: { kind, id: tokenId, secretHash: hashSecret(secret) },
          device
        }
      },
      {
        commandId,
        causationId: commandId,
        actor: { kind: "operator", id: ownerId, name: operator.name, authId: tokenId }
      }
    ), { ...await this.access.verifySession(session.token), token: session.token };
  }
};
SignIn = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(Commander)),
  __decorateParam(1, Inject(ACCESS)),
  __decorateParam(2, Inject(CLOCK))
], SignIn);
const unknown = (kind) => kind === "link" ? new DomainError(
  "LINK.INVALID",
  "unauthenticated",
  "This sign-in link is not one of ours. Make a new one with: missionctl operator link"
) : new DomainError("ACCESS.UNAUTHENTICATED", "unauthenticated", "This key is malformed, unknown or revoked.");
export {
  SignIn
};
//# sourceMappingURL=sign-in.js.map
