import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { status } from '@grpc/grpc-js';
import { DomainError, messageOf } from '../domain/kernel/errors.js';
import { OutcomeUnknown, type RawAppend } from './raw-log.js';

/** Codes of calls that no second try will change. */
const REFUSED: ReadonlySet<number> = new Set([status.INVALID_ARGUMENT, status.UNIMPLEMENTED]);

/**
 * What a failed append means. Definite are only the answers that the store gives on purpose; whatever else happened on the way
 * (timeouts, CANCELLED, RST_STREAM, UNAVAILABLE, raw gRPC errors, another leader) says nothing about whether it was written.
 * Throws OutcomeUnknown or a DomainError.
 */
export function appendAnswer(error: unknown, stream: string): RawAppend {
  if (error instanceof WrongExpectedVersionError) return { kind: 'wrongRevision' };
  if (error instanceof MaxAppendSizeExceededError)
    throw new DomainError(
      'STORE.TOO_LARGE',
      'invalid',
      `An append to ${stream} is over the store's limit of ${error.maxAppendSize} bytes: put large payloads into blobs, or split it.`,
      { stream, limit: error.maxAppendSize },
    );
  if (error instanceof StreamDeletedError)
    throw new DomainError('STREAM.DELETED', 'unavailable', `Stream ${stream} was deleted from the store.`, { stream });
  const code = codeOf(error);
  if (error instanceof AccessDeniedError || code === status.PERMISSION_DENIED || code === status.UNAUTHENTICATED)
    throw new DomainError(
      'STORE.ACCESS_DENIED',
      'unavailable',
      `The event store refuses to let this server write to ${stream}: check the credentials in EVENTSTORE_URL.`,
      { stream },
    );
  if (code !== undefined && REFUSED.has(code))
    throw new DomainError(
      'STORE.REFUSED',
      'unavailable',
      `The event store refuses an append to ${stream}: ${messageOf(error)}.`,
      {
        stream,
      },
    );
  throw new OutcomeUnknown(messageOf(error));
}

/**
 * What the embedded store says of one append among many, by the code of its status. A call that ends with the same code says nothing of
 * the appends on it. Throws a DomainError when it is definite and no class of the client stands for it.
 */
export function refusedByStatus(code: number, message: string, stream: string): void {
  if (code === status.RESOURCE_EXHAUSTED)
    throw new DomainError(
      'STORE.FULL',
      'unavailable',
      `The event store has no space left on its disk: nothing was written to ${stream}. Free some; work goes on by itself then.`,
      { stream },
    );
  if (code === status.DATA_LOSS)
    throw new DomainError('STORE.DAMAGED', 'unavailable', `The event store cannot write to ${stream}. ${message}`, {
      stream,
    });
}

export function codeOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
}
