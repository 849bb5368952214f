import { HttpException } from "@nestjs/common";
import { assertNever, DomainError } from "../../domain/kernel/errors.js";
const TITLES = {
  400: "The request is malformed",
  401: "Not signed in",
  402: "The budget does not allow it",
  403: "Not permitted",
  404: "Not found",
  405: "Method not allowed",
  408: "The request came too slowly",
  409: "It does not fit the present state",
  413: "The request is too large",
  415: "The media type is not supported",
  417: "The expectation cannot be met",
  422: "The input has problems",
  429: "Too many tries",
  431: "The request headers are too large",
  500: "Something went wrong here",
  503: "Not available at the moment"
}, STATUS_OF_CODE = {
  "REQUEST.METHOD": 405,
  "REQUEST.TOO_SLOW": 408,
  "REQUEST.TOO_LARGE": 413,
  "REQUEST.MEDIA_TYPE": 415,
  "REQUEST.CONTENT_ENCODING": 415,
  "REQUEST.EXPECTATION": 417,
  "REQUEST.HEADERS_TOO_LARGE": 431
};
function refusalOf(error) {
  switch (error.getStatus()) {
    case 404:
      return new DomainError("ROUTE.UNKNOWN", "notFound", "There is no such address. /docs lists those there are.");
    case 413:
      return new DomainError("REQUEST.TOO_LARGE", "invalid", "The body is larger than 1 MiB.");
    case 415:
      return new DomainError(
        "REQUEST.CONTENT_ENCODING",
        "invalid",
        "Send the body as it is, or with `content-encoding: gzip`, deflate or br."
      );
    default:
      return new DomainError("REQUEST.UNREADABLE", "invalid", `The request cannot be read: ${error.message}.`);
  }
}
function problemOf(error, instance) {
  if (error instanceof DomainError) {
    const status = statusOf(error.code, error.kind);
    return answer(status, error.code, error.message, instance, error.details);
  }
  return error instanceof HttpException && error.getStatus() < 500 ? problemOf(refusalOf(error), instance) : answer(500, "INTERNAL", "An unexpected error; the log has it under the request id of this answer.", instance);
}
function statusOf(code, kind) {
  switch (kind) {
    case "invalid":
      return STATUS_OF_CODE[code] ?? (code.startsWith("REQUEST.") ? 400 : 422);
    case "unauthenticated":
      return 401;
    case "paymentRequired":
      return 402;
    case "forbidden":
      return 403;
    case "notFound":
      return 404;
    case "rejected":
    case "conflict":
      return 409;
    case "limited":
      return 429;
    case "unavailable":
      return 503;
    default:
      return assertNever(kind);
  }
}
function answer(status, code, detail, instance, details = {}) {
  const { problems, retryAfter, ...rest } = details;
  return {
    status,
    headers: {
      ...status === 401 ? { "www-authenticate": 'Bearer realm="mission-control"' } : {},
      ...status === 503 ? { "retry-after": "1" } : {},
      ...typeof retryAfter == "number" ? { "retry-after": String(retryAfter) } : {},
      ...status === 405 && typeof details.allow == "string" ? { allow: details.allow } : {}
    },
    body: {
      ...rest,
      type: `urn:mission-control:problem:${code}`,
      title: TITLES[status] ?? "The request failed",
      status,
      code,
      detail,
      ...problems === void 0 ? {} : { problems: [...problems] },
      instance
    }
  };
}
export {
  problemOf
};
//# sourceMappingURL=problem.js.map
