import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Metrics } from '../../domain/kernel/metrics.js';
import { stateOf } from '../http/route.js';

const QUIET = /^\/(health\/|metrics$|docs)/;

/**
 * One line per request: request id, method, path, status, time, operator. Never headers, queries or bodies: they hold keys and
 * personal data. A caller's own `x-request-id` is taken over, so that its log and ours can be joined; the answer carries it.
 */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId(request: IncomingMessage, response: ServerResponse): string {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
      response.setHeader('x-request-id', id);
      return id;
    },
    wrapSerializers: false,
    serializers: {
      req: (request: IncomingMessage & { id?: unknown }) => ({
        id: request.id,
        method: request.method,
        path: pathOf(request),
      }),
      res: (response: ServerResponse) => ({ status: response.statusCode }),
    },
    customProps: (request: IncomingMessage) => {
      const { principal, correlationId } = stateOf(request);
      return {
        ...(principal === undefined ? {} : { operatorId: principal.operatorId }),
        ...(correlationId === undefined ? {} : { correlationId }),
      };
    },
    customLogLevel: (_: IncomingMessage, response: ServerResponse, error?: Error) =>
      error !== undefined || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'warn' : 'info',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request failed',
    // What went wrong has a line of its own; the stack that is made up here says nothing.
    customErrorObject: (_: IncomingMessage, __: ServerResponse, ___: Error, value: object) => ({
      ...value,
      err: undefined,
    }),
    autoLogging: { ignore: (request: IncomingMessage) => QUIET.test(pathOf(request)) },
  });
}

/** How long requests take, by route (its pattern: one series per endpoint, not per run). */
export function requestMetrics(metrics: Metrics) {
  const seconds = metrics.histogram(
    'mc_http_request_seconds',
    'Time to answer HTTP requests.',
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    ['method', 'route', 'status'],
  );
  return (request: Request, response: Response, next: NextFunction): void => {
    const start = performance.now();
    response.once('finish', () => {
      const route: unknown = request.route;
      const path =
        typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string'
          ? route.path
          : 'other';
      seconds.observe((performance.now() - start) / 1_000, {
        method: request.method,
        route: path,
        status: String(response.statusCode),
      });
    });
    next();
  };
}

const pathOf = (request: IncomingMessage): string => {
  const url = 'originalUrl' in request && typeof request.originalUrl === 'string' ? request.originalUrl : request.url;
  return url?.split('?', 1)[0] ?? '';
};
