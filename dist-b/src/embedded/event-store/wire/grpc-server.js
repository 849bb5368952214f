import http2 from "node:http2";
import {} from "node:net";
import { DamagedStore } from "../storage/storage-errors.js";
import { Code, RpcError } from "./rpc-error.js";
import { MalformedMessage } from "./protobuf.js";
import { MessageSplitter } from "./framing.js";
const MAX_CALLS_PER_CONNECTION = 100, MEMORY_PER_CONNECTION = 512;
async function serveGrpc(methods, options) {
  const open = /* @__PURE__ */ new Set(), sessions = /* @__PURE__ */ new Set(), http2Options = {
    maxSessionMemory: MEMORY_PER_CONNECTION,
    settings: { initialWindowSize: 4 << 20, maxConcurrentStreams: MAX_CALLS_PER_CONNECTION }
  }, server = options.tls ? http2.createSecureServer({ ...http2Options, ...options.tls }) : http2.createServer(http2Options);
  server.on("connection", (socket) => socket.setNoDelay(!0)), server.on("session", (session) => {
    sessions.add(session), session.setLocalWindowSize(16 << 20), session.on("error", () => session.destroy()), session.on("close", () => sessions.delete(session));
  }), server.on("stream", (stream, headers) => {
    const path = String(headers[":path"]), method = methods.get(path);
    if (stream.on("error", () => stream.destroy()), !method) {
      const trailers = {
        "grpc-status": String(Code.UNIMPLEMENTED),
        "grpc-message": `${path} is not part of this node`
      };
      stream.respond({ ":status": 200, "content-type": "application/grpc", ...trailers }, { endStream: !0 });
      return;
    }
    const call = new Http2Call(stream, (unexpected) => options.onUnexpected(unexpected, path));
    if (!options.admits(path, headers.authorization)) {
      call.fail(new RpcError(Code.PERMISSION_DENIED, "Access Denied", { exception: "access-denied" }));
      return;
    }
    open.add(call), call.onClosed(() => open.delete(call));
    const handler = method(call), guarded = (work) => {
      try {
        work();
      } catch (error) {
        call.failWith(error);
      }
    }, splitter = new MessageSplitter((message) => handler.message(message));
    stream.on("data", (chunk) => {
      call.closed || guarded(() => splitter.push(chunk));
    }), stream.on("end", () => {
      call.closed || guarded(() => handler.halfClosed());
    });
  }), await new Promise((resolve, reject) => {
    server.once("error", reject), server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address == "object" && address !== null ? address.port : options.port,
    async close(graceMs) {
      const closed = new Promise((resolve) => server.close(() => resolve()));
      for (const call of [...open]) call.fail(new RpcError(Code.CANCELLED, "the event store is shutting down"));
      for (const session of [...sessions]) session.close();
      const timer = setTimeout(() => sessions.forEach((session) => session.destroy()), graceMs);
      await closed, clearTimeout(timer);
    }
  };
}
function asRpcError(error, onUnexpected) {
  return error instanceof RpcError ? error : error instanceof MalformedMessage ? new RpcError(Code.INVALID_ARGUMENT, error.message) : (onUnexpected(error), error instanceof DamagedStore ? new RpcError(Code.DATA_LOSS, error.message) : new RpcError(Code.UNKNOWN, error instanceof Error ? error.message : "unexpected error"));
}
class Http2Call {
  constructor(stream, onUnexpected) {
    this.stream = stream;
    this.onUnexpected = onUnexpected;
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: !0 }), stream.on("wantTrailers", () => stream.sendTrailers(this.trailers)), stream.on("close", () => this.markClosed()), stream.on("aborted", () => this.markClosed());
  }
  stream;
  onUnexpected;
  closed = !1;
  trailers = { "grpc-status": "0" };
  listeners = [];
  draining;
  send(framed) {
    if (!(this.closed || this.stream.destroyed) && !this.stream.write(framed))
      return this.draining ??= new Promise((resolve) => {
        const done = () => {
          this.stream.off("drain", done), this.stream.off("close", done), this.draining = void 0, resolve();
        };
        this.stream.on("drain", done), this.stream.on("close", done);
      }), this.draining;
  }
  end() {
    this.closed || (this.stream.end(), this.markClosed());
  }
  fail(error) {
    if (!this.closed) {
      this.trailers["grpc-status"] = String(error.code), this.trailers["grpc-message"] = messageText(error.message);
      for (const [name, value] of Object.entries(error.trailers)) this.trailers[name] = headerText(value);
      this.stream.resume(), this.end();
    }
  }
  failWith(error) {
    this.fail(asRpcError(error, this.onUnexpected));
  }
  onClosed(listener) {
    this.closed ? listener() : this.listeners.push(listener);
  }
  markClosed() {
    if (!this.closed) {
      this.closed = !0;
      for (const listener of this.listeners.splice(0)) listener();
    }
  }
}
const headerText = (text) => text.replace(/[^\x20-\x7e]/g, "?"), messageText = (text) => Buffer.from(text, "utf8").toString("utf8").replace(/[^\x20-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character));
export {
  serveGrpc
};
//# sourceMappingURL=grpc-server.js.map
