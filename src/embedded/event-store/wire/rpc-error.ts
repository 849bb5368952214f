/** gRPC status codes that the node answers with. */
export const Code = {
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
  DATA_LOSS: 15,
} as const;

/** How a call ends when it does not end well: status, text, and the trailers by which the client picks its error class. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    readonly code: number,
    message: string,
    readonly trailers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Why an append, a delete or a read was refused; the services put it into the form that their call wants. */
export type Refusal =
  | { kind: 'wrong-expected-version'; stream: string; expected: number | bigint; current: number }
  | { kind: 'stream-deleted'; stream: string }
  | { kind: 'maximum-append-size-exceeded'; limit: number }
  | { kind: 'missing-required-metadata-property' }
  | { kind: 'bad-request'; message: string }
  /** Nothing was written, and nothing will be until there is room. The real server ends its process instead. */
  | { kind: 'disk-full'; message: string }
  /** What it was to be decided on is damaged. */
  | { kind: 'damaged'; message: string };

const EXPECTED_NAMES = new Map<number | bigint, string>([
  [-2, 'any'],
  [-1, 'no stream'],
  [-4, 'stream exists'],
]);

export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'wrong-expected-version': {
      const expected = EXPECTED_NAMES.get(refusal.expected) ?? String(refusal.expected);
      return `Append failed due to WrongExpectedVersion. Stream: ${refusal.stream}, Expected version: ${expected}, Actual version: ${refusal.current}`;
    }
    case 'stream-deleted':
      return `Event stream '${refusal.stream}' is deleted.`;
    case 'maximum-append-size-exceeded':
      return `Maximum Append Size of ${refusal.limit} Exceeded.`;
    case 'missing-required-metadata-property':
      return 'Required Metadata Property Missing: every event needs a type and a content-type.';
    case 'bad-request':
    case 'disk-full':
    case 'damaged':
      return refusal.message;
  }
}

/** A refusal as the end of a call (unary appends, deletes, reads). */
export function refusalError(refusal: Refusal): RpcError {
  const exception = { exception: refusal.kind };
  const text = refusalText(refusal);
  switch (refusal.kind) {
    case 'wrong-expected-version':
      return new RpcError(Code.FAILED_PRECONDITION, text, {
        ...exception,
        'stream-name': refusal.stream,
        'expected-version': String(refusal.expected),
        ...(refusal.current < 0 ? {} : { 'actual-version': String(refusal.current) }),
      });
    case 'stream-deleted':
      return new RpcError(Code.FAILED_PRECONDITION, text, { ...exception, 'stream-name': refusal.stream });
    case 'maximum-append-size-exceeded':
      return new RpcError(Code.INVALID_ARGUMENT, text, { ...exception, 'maximum-append-size': String(refusal.limit) });
    case 'missing-required-metadata-property':
      return new RpcError(Code.INVALID_ARGUMENT, text, {
        ...exception,
        'required-metadata-properties': 'type,content-type',
      });
    case 'bad-request':
      return new RpcError(Code.INVALID_ARGUMENT, text);
    case 'disk-full':
      return new RpcError(Code.RESOURCE_EXHAUSTED, text);
    case 'damaged':
      return new RpcError(Code.DATA_LOSS, text);
  }
}
