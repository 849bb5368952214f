import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { type EndpointName, endpointList, endpoints, type ReplyOf } from '../../../src/api/contract/endpoints.js';
import { CONSOLE_NAMESPACE, type ConsoleToGateway, type GatewayToConsole } from '../../../src/gateway/protocol.js';

export const KEY = 'mc_key_test';

/** A request as the server saw it. */
export interface Seen {
  readonly name: EndpointName;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}
/** An answer that is not a success: its status and problem+json. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly problems: readonly { path: string; message: string }[] = [],
  ) {}
}
type Handler<N extends EndpointName> = (seen: Seen) => ReplyOf<N> | Refusal;

export interface FakeServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** Resolves once such a request was answered. */
  answered(isIt: (seen: Seen) => boolean): Promise<void>;
  /** From now on this endpoint answers like this; without it, with the contract's own example. */
  on<N extends EndpointName>(name: N, handler: Handler<N>): void;
  /** A path outside the contract. */
  onPath(path: string, status: number, body: unknown): void;
  /** Tells those who watch a run that it changed. */
  changed(runId: string, revision: number, position: string): void;
  progress(runId: string, stepKey: string, percent: number): void;
  /** Resolves once a console watches this run. */
  watched(runId: string): Promise<void>;
  /** From now on no socket is let in: only HTTP works, as behind some proxies. */
  refuseSockets(): void;
  /** Drops every connection; `listen` opens the same port again. */
  stop(): Promise<void>;
  listen(): Promise<void>;
}

/** A small server that speaks the contract: requests are parsed with its schemas, and so is every canned answer. */
export async function fakeServer(): Promise<FakeServer> {
  const handlers = new Map<string, (seen: Seen) => unknown>();
  const paths = new Map<string, { status: number; body: unknown }>();
  const seen: Seen[] = [];
  const awaited = new Set<() => void>();
  const watchers = new Map<string, () => void>();
  const rooms = new Set<string>();
  let socketsWelcome = true;
  let port = 0;
  let server: ReturnType<typeof createServer> | undefined;
  let io: Server<ConsoleToGateway, GatewayToConsole> | undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(body));
    };
    const problem = ({ status, code, detail, problems }: Refusal): void =>
      send(status, { type: 'about:blank', title: detail, status, code, detail, problems });
    const fixed = paths.get(url.pathname);
    if (fixed !== undefined) return send(fixed.status, fixed.body);
    const match = find(request.method ?? 'GET', url.pathname);
    if (match === undefined) return problem(new Refusal(404, 'ROUTE.UNKNOWN', `no route ${url.pathname}`));
    const { name, params } = match;
    if (request.headers.authorization !== `Bearer ${KEY}`)
      return problem(new Refusal(401, 'AUTH.UNKNOWN_KEY', 'This key is not known.'));
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const query = Object.fromEntries(url.searchParams);
    const call: Seen = { name, params, query, body, headers: request.headers };
    seen.push(call);
    const endpoint = endpoints[name];
    for (const [schema, value] of [
      [endpoint.params, params],
      [endpoint.query, query],
      [endpoint.body, body],
    ] as const) {
      const parsed = schema.safeParse(value);
      if (!parsed.success)
        return problem(
          new Refusal(
            400,
            'REQUEST.INVALID',
            'The request is not valid.',
            parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
          ),
        );
    }
    const reply = handlers.get(name)?.(call) ?? endpoint.example.response;
    if (reply instanceof Refusal) return problem(reply);
    send(endpoint.status, endpoint.response.parse(reply));
    awaited.forEach((check) => check());
  };

  const listen = async (): Promise<void> => {
    const http = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    const sockets = new Server<ConsoleToGateway, GatewayToConsole>(http, { serveClient: false });
    sockets
      .of(CONSOLE_NAMESPACE)
      .use((socket, next) => {
        next(socket.handshake.auth['token'] === KEY && socketsWelcome ? undefined : new Error('AUTH.UNKNOWN_KEY'));
      })
      .on('connection', (socket) => {
        socket.on('watch', ({ runs = [] }, reply) => {
          for (const run of runs) {
            void socket.join(run);
            rooms.add(run);
            watchers.get(run)?.();
          }
          reply({ ok: true, position: '1042' });
        });
      });
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    port = portOf(http.address());
    server = http;
    io = sockets;
  };
  await listen();

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    seen,
    answered: (isIt) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!seen.some(isIt)) return;
          awaited.delete(check);
          resolve();
        };
        awaited.add(check);
        check();
      }),
    on: (name, handler) => void handlers.set(name, handler),
    onPath: (path, status, body) => void paths.set(path, { status, body }),
    changed: (runId, revision, position) =>
      void io
        ?.of(CONSOLE_NAMESPACE)
        .to(runId)
        .emit('changed', { changes: [{ runId, revision }], topics: [], position }),
    progress: (runId, stepKey, percent) =>
      void io?.of(CONSOLE_NAMESPACE).to(runId).emit('progress', { runId, stepKey, percent }),
    watched: (runId) =>
      rooms.has(runId) ? Promise.resolve() : new Promise((resolve) => watchers.set(runId, () => resolve())),
    refuseSockets: () => {
      socketsWelcome = false;
    },
    async stop() {
      rooms.clear();
      await io?.close();
      server?.closeAllConnections();
    },
    listen,
  };
}

const portOf = (address: AddressInfo | string | null): number => {
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
};

function find(method: string, pathname: string): { name: EndpointName; params: Record<string, string> } | undefined {
  // `/api/workflows/validate` before `/api/workflows/:workflowId`.
  const sorted = [...endpointList].sort(([, a], [, b]) => a.path.split(':').length - b.path.split(':').length);
  for (const [name, endpoint] of sorted) {
    if (endpoint.method !== method) continue;
    const match = new RegExp(`^${endpoint.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(pathname);
    if (match === null || !isEndpointName(name)) continue;
    const params = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { name, params: Object.fromEntries(params) };
  }
  return undefined;
}

const isEndpointName = (name: string): name is EndpointName => Object.hasOwn(endpoints, name);
