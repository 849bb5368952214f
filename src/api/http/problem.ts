import { HttpException } from '@nestjs/common';
import { assertNever, DomainError, type ErrorKind } from '../../domain/kernel/errors.js';
import type { ProblemDetails } from '../contract/primitives.js';

/** What a failed request is answered with: the status, the headers that belong to it, the body of RFC 9457. */
export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemDetails;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'Not signed in',
  402: 'The budget does not allow it',
  403: 'Not permitted',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'It does not fit the present state',
  413: 'The request is too large',
  415: 'The media type is not supported',
  422: 'The input has problems',
  500: 'Something went wrong here',
  503: 'Not available at the moment',
};

/** Tells any error; what is not known beforehand becomes 500 and says nothing of the inside. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof DomainError) {
    const status = statusOf(error.code, error.kind);
    return answer(status, error.code, error.message, instance, error.details);
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404)
      return answer(404, 'ROUTE.UNKNOWN', 'There is no such address. /docs lists those there are.', instance);
    return answer(status, `HTTP.${status}`, error.message, instance);
  }
  const status = bodyErrorStatus(error);
  if (status === 413) return answer(413, 'REQUEST.TOO_LARGE', 'The body is larger than 1 MiB.', instance);
  if (status !== undefined)
    return answer(
      status,
      'REQUEST.BODY',
      'The body could not be read: check its length, encoding and charset.',
      instance,
    );
  return answer(500, 'INTERNAL', 'An unexpected error; the log has it under the request id of this answer.', instance);
}

function statusOf(code: string, kind: ErrorKind): number {
  switch (kind) {
    case 'invalid':
      if (code === 'REQUEST.TOO_LARGE') return 413;
      if (code === 'REQUEST.MEDIA_TYPE') return 415;
      return code.startsWith('REQUEST.') ? 400 : 422;
    case 'unauthenticated':
      return 401;
    case 'paymentRequired':
      // Never 429: SDKs retry that.
      return 402;
    case 'forbidden':
      return 403;
    case 'notFound':
      return 404;
    case 'rejected':
    case 'conflict':
      return 409;
    case 'unavailable':
      return 503;
    default:
      return assertNever(kind);
  }
}

function answer(
  status: number,
  code: string,
  detail: string,
  instance: string,
  details: DomainError['details'] = {},
): ProblemAnswer {
  const { problems, ...rest } = details;
  return {
    status,
    headers: {
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="mission-control"' } : {}),
      ...(status === 503 ? { 'retry-after': '1' } : {}),
    },
    body: {
      ...rest,
      type: `urn:mission-control:problem:${code}`,
      title: TITLES[status] ?? 'The request failed',
      status,
      code,
      detail,
      ...(problems === undefined ? {} : { problems: [...problems] }),
      instance,
    },
  };
}

/** Errors of the body parser carry a status and a type (`entity.too.large`). */
function bodyErrorStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error) || !('type' in error)) return undefined;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : undefined;
}
