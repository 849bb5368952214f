const Code = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15
};
class RpcError extends Error {
  constructor(code, message, trailers = {}) {
    super(message);
    this.code = code;
    this.trailers = trailers;
  }
  code;
  trailers;
  name = "RpcError";
}
const EXPECTED_NAMES = /* @__PURE__ */ new Map([
  [-2, "any"],
  [-1, "no stream"],
  [-4, "stream exists"]
]);
function refusalText(refusal) {
  switch (refusal.kind) {
    case "wrong-expected-version": {
      const expected = EXPECTED_NAMES.get(refusal.expected) ?? String(refusal.expected);
      return `Append failed due to WrongExpectedVersion. Stream: ${refusal.stream}, Expected version: ${expected}, Actual version: ${refusal.current}`;
    }
    case "stream-deleted":
      return `Event stream '${refusal.stream}' is deleted.`;
    case "maximum-append-size-exceeded":
      return `Maximum Append Size of ${refusal.limit} Exceeded.`;
    case "missing-required-metadata-property":
      return "Required Metadata Property Missing: every event needs a type and a content-type.";
    case "bad-request":
    case "disk-full":
    case "damaged":
      return refusal.message;
  }
}
function refusalError(refusal) {
  const exception = { exception: refusal.kind }, text = refusalText(refusal);
  switch (refusal.kind) {
    case "wrong-expected-version":
      return new RpcError(Code.FAILED_PRECONDITION, text, {
        ...exception,
        "stream-name": refusal.stream,
        "expected-version": String(refusal.expected),
        ...refusal.current < 0 ? {} : { "actual-version": String(refusal.current) }
      });
    case "stream-deleted":
      return new RpcError(Code.FAILED_PRECONDITION, text, { ...exception, "stream-name": refusal.stream });
    case "maximum-append-size-exceeded":
      return new RpcError(Code.INVALID_ARGUMENT, text, { ...exception, "maximum-append-size": String(refusal.limit) });
    case "missing-required-metadata-property":
      return new RpcError(Code.INVALID_ARGUMENT, text, {
        ...exception,
        "required-metadata-properties": "type,content-type"
      });
    case "bad-request":
      return new RpcError(Code.INVALID_ARGUMENT, text);
    case "disk-full":
      return new RpcError(Code.RESOURCE_EXHAUSTED, text);
    case "damaged":
      return new RpcError(Code.DATA_LOSS, text);
  }
}
export {
  Code,
  RpcError,
  refusalError,
  refusalText
};
//# sourceMappingURL=rpc-error.js.map
