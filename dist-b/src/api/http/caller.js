import { actorOf } from "../../access/principal.js";
import { NAMESPACE, saltedHash, uuidV5 } from "../../commands/hashing.js";
import { DomainError } from "../../domain/kernel/errors.js";
import { canonicalize } from "../../domain/kernel/json.js";
import { IDEMPOTENCY_KEY } from "../contract/primitives.js";
class Caller {
  constructor(principal, key, request, browser) {
    this.principal = principal;
    this.key = key;
    this.request = request;
    this.browser = browser;
    this.commandId = key === void 0 ? crypto.randomUUID() : uuidV5(NAMESPACE, principal?.operatorId ?? "", key);
  }
  principal;
  key;
  request;
  browser;
  /** uuid v5 of operator and Idempotency-Key, so that the same key is the same command; random without a key. */
  commandId;
  /** Headers that go out with the answer. */
  answerHeaders = /* @__PURE__ */ new Map();
  get operator() {
    if (!this.principal) throw new DomainError("ACCESS.UNAUTHENTICATED", "unauthenticated", "Send a key.");
    return this.principal;
  }
  /** Whether it came with a key, so that it may have been done before. */
  get repeatable() {
    return this.key !== void 0;
  }
  /** What the command carries beside its payload. */
  context() {
    return {
      commandId: this.commandId,
      causationId: this.commandId,
      actor: actorOf(this.operator),
      ...this.key === void 0 ? {} : { payloadHash: saltedHash(this.key, canonicalize(this.request)) }
    };
  }
  /** The context of what somebody does on a route that asks for nobody. */
  contextOf(principal) {
    return { commandId: this.commandId, causationId: this.commandId, actor: actorOf(principal) };
  }
  /** The context of one of many commands that follow from what was asked, such as the halt of one run. */
  contextFor(part) {
    return { commandId: uuidV5(this.commandId, part), causationId: this.commandId, actor: actorOf(this.operator) };
  }
}
function idempotencyKey(header) {
  if (header !== void 0) {
    if (IDEMPOTENCY_KEY.test(header)) return header;
    throw new DomainError(
      "REQUEST.IDEMPOTENCY_KEY",
      "invalid",
      "Idempotency-Key must be 1 to 200 printable ASCII characters; a random UUID per command is a good one."
    );
  }
}
export {
  Caller,
  idempotencyKey
};
//# sourceMappingURL=caller.js.map
