import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError
} from "@eventstore/db-client";
import { status } from "@grpc/grpc-js";
import { DomainError, messageOf } from "../domain/kernel/errors.js";
import { OutcomeUnknown } from "./raw-log.js";
const REFUSED = /* @__PURE__ */ new Set([status.INVALID_ARGUMENT, status.UNIMPLEMENTED]);
function appendAnswer(error, stream) {
  if (error instanceof WrongExpectedVersionError) return { kind: "wrongRevision" };
  if (error instanceof MaxAppendSizeExceededError)
    throw new DomainError(
      "STORE.TOO_LARGE",
      "invalid",
      `An append to ${stream} is over the store's limit of ${error.maxAppendSize} bytes: put large payloads into blobs, or split it.`,
      { stream, limit: error.maxAppendSize }
    );
  if (error instanceof StreamDeletedError)
    throw new DomainError("STREAM.DELETED", "unavailable", `Stream ${stream} was deleted from the store.`, { stream });
  const code = codeOf(error);
  throw error instanceof AccessDeniedError || code === status.PERMISSION_DENIED || code === status.UNAUTHENTICATED ? new DomainError(
    "STORE.ACCESS_DENIED",
    "unavailable",
    `The event store refuses to let this server write to ${stream}: check the credentials in EVENTSTORE_URL.`,
    { stream }
  ) : code !== void 0 && REFUSED.has(code) ? new DomainError(
    "STORE.REFUSED",
    "unavailable",
    `The event store refuses an append to ${stream}: ${messageOf(error)}.`,
    {
      stream
    }
  ) : new OutcomeUnknown(messageOf(error));
}
function refusedByStatus(code, message, stream) {
  if (code === status.RESOURCE_EXHAUSTED)
    throw new DomainError(
      "STORE.FULL",
      "unavailable",
      `The event store has no space left on its disk: nothing was written to ${stream}. Free some; work goes on by itself then.`,
      { stream }
    );
  if (code === status.DATA_LOSS)
    throw new DomainError("STORE.DAMAGED", "unavailable", `The event store cannot write to ${stream}. ${message}`, {
      stream
    });
}
function codeOf(error) {
  return typeof error == "object" && error !== null && "code" in error && typeof error.code == "number" ? error.code : void 0;
}
export {
  appendAnswer,
  codeOf,
  refusedByStatus
};
//# sourceMappingURL=append-errors.js.map
