import http2 from 'node:http2';
import { type Socket } from 'node:net';
import { DamagedStore } from '../storage/storage-errors.js';
import { Code, RpcError } from './rpc-error.js';
import { MalformedMessage } from './protobuf.js';
import { MessageSplitter } from './framing.js';

/** The server's side of one gRPC call. Everything sent is framed already, so that stored bytes go out as they are. */
export interface Call {
  readonly closed: boolean;
  /** Returns a promise when the peer is slow: wait for it before sending more. Never rejects; a closed call swallows what is sent. */
  send(framed: Buffer): Promise<void> | undefined;
  end(): void;
  fail(error: RpcError): void;
  /** Ends with whatever was thrown; what nobody foresaw is reported too. */
  failWith(error: unknown): void;
  /** Runs once, when the call is over for whatever reason. */
  onClosed(listener: () => void): void;
}

export interface CallHandler {
  /** One message of the client. What it throws ends the call. */
  message(bytes: Buffer): void;
  /** The client will send no more. */
  halfClosed(): void;
}

export type Method = (call: Call) => CallHandler;

export interface GrpcServer {
  readonly port: number;
  /** Ends open calls with CANCELLED, then the connections; resolves when none is left, or after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** As the real server has it: the 101st call of a connection waits. */
const MAX_CALLS_PER_CONNECTION = 100;

/** Megabytes. Node's own limit is 10, and refuses calls (RESOURCE_EXHAUSTED) while several large streams are read at once; windows bound it already. */
const MEMORY_PER_CONNECTION = 512;

export interface ServerOptions {
  host: string;
  port: number;
  /** PEM. Without it: plain HTTP/2. */
  tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Whether the call of a method may be made, by its `authorization` header. */
  admits(path: string, authorization: string | undefined): boolean;
  onUnexpected(error: unknown, path: string): void;
}

export async function serveGrpc(methods: ReadonlyMap<string, Method>, options: ServerOptions): Promise<GrpcServer> {
  const open = new Set<Http2Call>();
  const sessions = new Set<http2.ServerHttp2Session>();
  const http2Options = {
    maxSessionMemory: MEMORY_PER_CONNECTION,
    settings: { initialWindowSize: 4 << 20, maxConcurrentStreams: MAX_CALLS_PER_CONNECTION },
  };
  const server = options.tls
    ? http2.createSecureServer({ ...http2Options, ...options.tls })
    : http2.createServer(http2Options);
  // Answers are small: they must not wait to be merged with the next ones.
  server.on('connection', (socket: Socket) => socket.setNoDelay(true));
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(16 << 20);
    session.on('error', () => session.destroy());
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path']);
    const method = methods.get(path);
    stream.on('error', () => stream.destroy());
    if (!method) {
      const trailers = {
        'grpc-status': String(Code.UNIMPLEMENTED),
        'grpc-message': `${path} is not part of this node`,
      };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
      return;
    }
    const call = new Http2Call(stream, (unexpected) => options.onUnexpected(unexpected, path));
    if (!options.admits(path, headers.authorization)) {
      call.fail(new RpcError(Code.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }));
      return;
    }
    open.add(call);
    call.onClosed(() => open.delete(call));
    const handler = method(call);
    const guarded = (work: () => void): void => {
      try {
        work();
      } catch (error) {
        call.failWith(error);
      }
    };
    const splitter = new MessageSplitter((message) => handler.message(message));
    stream.on('data', (chunk: Buffer) => {
      if (!call.closed) guarded(() => splitter.push(chunk));
    });
    stream.on('end', () => {
      if (!call.closed) guarded(() => handler.halfClosed());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async close(graceMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const call of [...open]) call.fail(new RpcError(Code.CANCELLED, 'the event store is shutting down'));
      for (const session of [...sessions]) session.close();
      const timer = setTimeout(() => sessions.forEach((session) => session.destroy()), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function asRpcError(error: unknown, onUnexpected: (error: unknown) => void): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof MalformedMessage) return new RpcError(Code.INVALID_ARGUMENT, error.message);
  onUnexpected(error);
  if (error instanceof DamagedStore) return new RpcError(Code.DATA_LOSS, error.message);
  return new RpcError(Code.UNKNOWN, error instanceof Error ? error.message : 'unexpected error');
}

class Http2Call implements Call {
  closed = false;
  private readonly trailers: Record<string, string> = { 'grpc-status': '0' };
  private readonly listeners: (() => void)[] = [];
  private draining: Promise<void> | undefined;

  constructor(
    private readonly stream: http2.ServerHttp2Stream,
    private readonly onUnexpected: (error: unknown) => void,
  ) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(this.trailers));
    stream.on('close', () => this.markClosed());
    stream.on('aborted', () => this.markClosed());
  }

  send(framed: Buffer): Promise<void> | undefined {
    if (this.closed || this.stream.destroyed) return undefined;
    if (this.stream.write(framed)) return undefined;
    this.draining ??= new Promise((resolve) => {
      const done = (): void => {
        this.stream.off('drain', done);
        this.stream.off('close', done);
        this.draining = undefined;
        resolve();
      };
      this.stream.on('drain', done);
      this.stream.on('close', done);
    });
    return this.draining;
  }

  end(): void {
    if (this.closed) return;
    this.stream.end();
    this.markClosed();
  }

  fail(error: RpcError): void {
    if (this.closed) return;
    this.trailers['grpc-status'] = String(error.code);
    this.trailers['grpc-message'] = messageText(error.message);
    for (const [name, value] of Object.entries(error.trailers)) this.trailers[name] = headerText(value);
    // Anything that the client still sends is read and dropped, else the stream could never close.
    this.stream.resume();
    this.end();
  }

  failWith(error: unknown): void {
    this.fail(asRpcError(error, this.onUnexpected));
  }

  onClosed(listener: () => void): void {
    if (this.closed) listener();
    else this.listeners.push(listener);
  }

  private markClosed(): void {
    if (this.closed) return;
    this.closed = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}

/** Header values carry visible ASCII only; other characters of a stream's name are shown as `?`. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

/** A grpc-message is percent-encoded; only what has to be, since grpc-js decodes by decodeURI, which leaves reserved characters escaped. */
const messageText = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('utf8')
    .replace(/[^\x20-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character));
