import { randomUUID } from "node:crypto";
import { pinoHttp } from "pino-http";
import { stateOf } from "../http/route.js";
const QUIET = /^\/(health\/|metrics$|docs)/;
function requestLog(logger) {
  return pinoHttp({
    logger,
    genReqId(request, response) {
      const given = request.headers["x-request-id"], id = typeof given == "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
      return response.setHeader("x-request-id", id), id;
    },
    wrapSerializers: !1,
    serializers: {
      req: (request) => ({
        id: request.id,
        method: request.method,
        path: pathOf(request)
      }),
      res: (response) => ({ status: response.statusCode })
    },
    customProps: (request) => {
      const { principal, correlationId } = stateOf(request);
      return {
        ...principal === void 0 ? {} : { operatorId: principal.operatorId },
        ...correlationId === void 0 ? {} : { correlationId }
      };
    },
    customLogLevel: (_, response, error) => error !== void 0 || response.statusCode >= 500 ? "error" : response.statusCode >= 400 ? "warn" : "info",
    customSuccessMessage: () => "request",
    customErrorMessage: () => "request failed",
    // What went wrong has a line of its own; the stack that is made up here says nothing.
    customErrorObject: (_, __, ___, value) => ({
      ...value,
      err: void 0
    }),
    autoLogging: { ignore: (request) => QUIET.test(pathOf(request)) }
  });
}
function requestMetrics(metrics) {
  const seconds = metrics.histogram(
    "mc_http_request_seconds",
    "Time to answer HTTP requests.",
    [1e-3, 25e-4, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    ["method", "route", "status"]
  );
  return (request, response, next) => {
    const start = performance.now();
    response.once("finish", () => {
      const route = request.route, path = typeof route == "object" && route !== null && "path" in route && typeof route.path == "string" ? route.path : "other";
      seconds.observe((performance.now() - start) / 1e3, {
        method: request.method,
        route: path,
        status: String(response.statusCode)
      });
    }), next();
  };
}
const pathOf = (request) => ("originalUrl" in request && typeof request.originalUrl == "string" ? request.originalUrl : request.url)?.split("?", 1)[0] ?? "";
export {
  requestLog,
  requestMetrics
};
//# sourceMappingURL=request-log.js.map
