import { DomainError } from "../../domain/kernel/errors.js";
import { problemOf } from "./problem.js";
function answerUnreadable(server) {
  const answering = /* @__PURE__ */ new WeakMap();
  server.prependListener("request", (request, response) => {
    answering.set(request.socket, { request, response }), isAddress(request.url ?? "") || (request.url = `/api/${encodeURIComponent(request.url ?? "")}`);
  }), server.on("clientError", (error, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy(error);
      return;
    }
    const { request, response } = answering.get(socket) ?? {}, isOpen = response?.writableFinished === !1;
    if (isOpen && request?.complete === !0) {
      socket.pause(), response.once("finish", () => socket.end());
      return;
    }
    isOpen && response.headersSent ? socket.destroy(error) : socket.end(textOf(problemOf(refusalOf(error), "")), () => socket.destroy());
  }), server.on("checkExpectation", (request, response) => {
    const problem = new DomainError(
      "REQUEST.EXPECTATION",
      "invalid",
      "Leave out the header Expect, or send `Expect: 100-continue`."
    ), { status, body } = problemOf(problem, request.url ?? "");
    response.writeHead(status, { "content-type": PROBLEM, connection: "close" }).end(JSON.stringify(body));
  });
}
const isAddress = (target) => target.startsWith("/") || target === "*" || URL.canParse(target), PROBLEM = "application/problem+json; charset=utf-8";
function refusalOf({ code, message }) {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new DomainError(
        "REQUEST.HEADERS_TOO_LARGE",
        "invalid",
        "Address and headers are larger than 16 KiB together."
      );
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new DomainError("REQUEST.TOO_SLOW", "invalid", "The request did not arrive in time: send it again.");
    default:
      return new DomainError("REQUEST.MALFORMED", "invalid", `This is no request of HTTP/1.1 (${message}).`);
  }
}
function textOf({ status, body }) {
  const text = JSON.stringify(body);
  return `${[
    `HTTP/1.1 ${status} ${body.title}`,
    `content-type: ${PROBLEM}`,
    `content-length: ${Buffer.byteLength(text)}`,
    "cache-control: no-store",
    "connection: close"
  ].join(`\r
`)}\r
\r
${text}`;
}
export {
  answerUnreadable
};
//# sourceMappingURL=unreadable.js.map
