import 'reflect-metadata';
import type { Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { MAX_EDGE_BYTES } from '../domain/kernel/edge-json.js';
import { ApiModule, type ApiDeps } from './api-module.js';
import { openApiDocument } from './openapi.js';
import { consoleFiles, type ConsoleFiles } from './http/console-files.js';
import { answerUnreadable } from './http/unreadable.js';
import { nestLog } from './operation/nest-log.js';
import { requestLog, requestMetrics } from './operation/request-log.js';

export type { ApiDeps } from './api-module.js';

export interface Api {
  readonly app: NestExpressApplication;
  /** Not listening yet: sockets are attached before `app.listen(port, host)`. */
  readonly httpServer: Server;
}

/** The HTTP side of the server, ready to listen. `app.close()` ends it. */
export async function createApi(deps: ApiDeps): Promise<Api> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(deps), {
    bodyParser: false,
    logger: nestLog(deps.log),
    abortOnError: false,
  });
  app.disable('etag');
  const files = consoleFiles(deps.consoleFolder);
  app.use(requestLog(deps.log), requestMetrics(deps.metrics), securityHeaders(files));
  app.use('/api', neverStored);
  // Bytes: text is decoded and parsed under our own limits, with all problems told.
  app.useBodyParser('raw', { type: ['application/json', 'application/*+json'], limit: MAX_EDGE_BYTES });
  serveDocumentation(app, deps.version);
  if (files) app.use(files.serve);
  await app.init();
  const httpServer: Server = app.getHttpServer();
  answerUnreadable(httpServer);
  return { app, httpServer };
}

/** Swagger UI from its own package: nothing is loaded from elsewhere. */
function serveDocumentation(app: NestExpressApplication, version: string): void {
  const text = JSON.stringify(openApiDocument(version));
  const document: OpenAPIObject = JSON.parse(text);
  app.use('/api/openapi.json', (_: Request, response: Response) => {
    response.type('application/json').send(text);
  });
  SwaggerModule.setup('docs', app, document, {
    raw: false,
    customSiteTitle: 'Mission Control API',
    swaggerOptions: { persistAuthorization: false, displayRequestDuration: true, validatorUrl: null },
  });
}

/** Answers are for who asked, and true for the moment. */
function neverStored(_: Request, response: Response, next: NextFunction): void {
  response.set('cache-control', 'no-store');
  next();
}

const securityHeaders = (files: ConsoleFiles | undefined) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...(files?.scriptHashes ?? [])],
        // Swagger UI and the console's graph and editor write styles inline.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whether there is TLS in front is the operator's to say there.
    strictTransportSecurity: false,
  });
