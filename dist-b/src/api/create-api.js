import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { SwaggerModule } from "@nestjs/swagger";
import helmet from "helmet";
import { MAX_EDGE_BYTES } from "../domain/kernel/edge-json.js";
import { ApiModule } from "./api-module.js";
import { openApiDocument } from "./openapi.js";
import { consoleFiles } from "./http/console-files.js";
import { answerUnreadable } from "./http/unreadable.js";
import { nestLog } from "./operation/nest-log.js";
import { requestLog, requestMetrics } from "./operation/request-log.js";
async function createApi(deps) {
  const app = await NestFactory.create(ApiModule.with(deps), {
    bodyParser: !1,
    logger: nestLog(deps.log),
    abortOnError: !1
  });
  app.disable("etag");
  const files = consoleFiles(deps.consoleFolder);
  app.use(requestLog(deps.log), requestMetrics(deps.metrics), securityHeaders(files)), app.use("/api", neverStored), app.useBodyParser("raw", { type: ["application/json", "application/*+json"], limit: MAX_EDGE_BYTES }), serveDocumentation(app, deps.version), files && app.use(files.serve), await app.init();
  const httpServer = app.getHttpServer();
  return answerUnreadable(httpServer), { app, httpServer };
}
function serveDocumentation(app, version) {
  const text = JSON.stringify(openApiDocument(version)), document = JSON.parse(text);
  app.use("/api/openapi.json", (_, response) => {
    response.type("application/json").send(text);
  }), SwaggerModule.setup("docs", app, document, {
    raw: !1,
    customSiteTitle: "Mission Control API",
    swaggerOptions: { persistAuthorization: !1, displayRequestDuration: !0, validatorUrl: null }
  });
}
function neverStored(_, response, next) {
  response.set("cache-control", "no-store"), next();
}
const securityHeaders = (files) => helmet({
  contentSecurityPolicy: {
    useDefaults: !1,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", ...files?.scriptHashes ?? []],
      // Swagger UI and the console's graph and editor write styles inline.
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"]
    }
  },
  // Whether there is TLS in front is the operator's to say there.
  strictTransportSecurity: !1
});
export {
  createApi
};
//# sourceMappingURL=create-api.js.map
