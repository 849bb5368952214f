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
  408: 'The request came too slowly',
  409: 'It does not fit the present state',
  413: 'The request is too large',
  415: 'The media type is not supported',
  417: 'The expectation cannot be met',
  422: 'The input has problems',
  429: 'Too many tries',
  431: 'The request headers are too large',
  500: 'Something went wrong here',
  503: 'Not available at the moment',
};

/** Of what is malformed all but these are 400. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'REQUEST.METHOD': 405,
  'REQUEST.TOO_SLOW': 408,
  'REQUEST.TOO_LARGE': 413,
  'REQUEST.MEDIA_TYPE': 415,
  'REQUEST.CONTENT_ENCODING': 415,
  'REQUEST.EXPECTATION': 417,
  'REQUEST.HEADERS_TOO_LARGE': 431,
};

/** What Nest refuses by itself, in our words: an address that no route has or that cannot be decoded, and what the body parser does not take. */
function refusalOf(error: HttpException): DomainError {
  switch (error.getStatus()) {
    case 404:
      return new DomainError('ROUTE.UNKNOWN', 'notFound', 'There is no such address. /docs lists those there are.');
    case 413:
      return new DomainError('REQUEST.TOO_LARGE', 'invalid', 'The body is larger than 1 MiB.');
    case 415:
      return new DomainError(
        'REQUEST.CONTENT_ENCODING',
        'invalid',
        'Send the body as it is, or with `content-encoding: gzip`, deflate or br.',
      );
    default:
      return new DomainError('REQUEST.UNREADABLE', 'invalid', `The request cannot be read: ${error.message}.`);
  }
}

/** Tells any error; what is not known beforehand becomes 500 and says nothing of the inside. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof DomainError) {
    const status = statusOf(error.code, error.kind);
    return answer(status, error.code, error.message, instance, error.details);
  }
  if (error instanceof HttpException && error.getStatus() < 500) return problemOf(refusalOf(error), instance);
  return answer(500, 'INTERNAL', 'An unexpected error; the log has it under the request id of this answer.', instance);
}

function statusOf(code: string, kind: ErrorKind): number {
  switch (kind) {
    case 'invalid':
      return STATUS_OF_CODE[code] ?? (code.startsWith('REQUEST.') ? 400 : 422);
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
      ...(status === 405 && typeof details['allow'] === 'string' ? { allow: details['allow'] } : {}),
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
