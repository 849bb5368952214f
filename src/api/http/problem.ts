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
  429: 'Too many tries',
  500: 'Something went wrong here',
  503: 'Not available at the moment',
};

const HTTP_PROBLEMS: Readonly<Record<number, { readonly code: string; readonly detail: string }>> = {
  404: { code: 'ROUTE.UNKNOWN', detail: 'There is no such address. /docs lists those there are.' },
  413: { code: 'REQUEST.TOO_LARGE', detail: 'The body is larger than 1 MiB.' },
};

/** Tells any error; what is not known beforehand becomes 500 and says nothing of the inside. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof DomainError) {
    const status = statusOf(error.code, error.kind);
    return answer(status, error.code, error.message, instance, error.details);
  }
  // Nest's own: an address that no route has, and what the body parser refuses.
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const known = HTTP_PROBLEMS[status];
    return answer(status, known?.code ?? `REQUEST.HTTP_${status}`, known?.detail ?? error.message, instance);
  }
  return answer(500, 'INTERNAL', 'An unexpected error; the log has it under the request id of this answer.', instance);
}

function statusOf(code: string, kind: ErrorKind): number {
  switch (kind) {
    case 'invalid':
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
    case 'limited':
      return 429;
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
  const { problems, retryAfter, ...rest } = details;
  return {
    status,
    headers: {
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="mission-control"' } : {}),
      ...(status === 503 ? { 'retry-after': '1' } : {}),
      ...(typeof retryAfter === 'number' ? { 'retry-after': String(retryAfter) } : {}),
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
