import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { LOG, type ApiLog } from '../ports.js';
import { problemOf } from './problem.js';
import { wrongMethod } from './wrong-method.js';

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: ApiLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const { status, headers, body } = problemOf(wrongMethod(error, request) ?? error, request.path);
    if (status === 500) this.log.error({ err: error, requestId: response.getHeader('x-request-id') }, 'request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(body));
  }
}
