import { connect } from 'node:net';

/** What is sent, byte by byte as it is said here; nothing is escaped or corrected. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | undefined;
  /** `cut`: the body ends in the middle, and with it the connection. `slow`: it comes in pieces. */
  readonly delivery: 'whole' | 'cut' | 'slow';
}
export interface RawAnswer {
  /** 0: the connection ended without one. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  readonly ms: number;
}

const PIECES = 4;

/** Sends a request on a connection of its own. Rejects when it was not answered within `timeoutMs`. */
export function exchange(port: number, request: RawRequest, timeoutMs: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const parts: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const late = setTimeout(() => {
      socket.destroy();
      reject(new Error(`not answered within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.on('data', (part) => parts.push(part));
    // It may be refused while it is still being sent: then what was answered before counts.
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      clearTimeout(late);
      resolve({ ...parsed(Buffer.concat(parts), request.method), ms: performance.now() - began });
    });
    const head = [
      `${request.method} ${request.target} HTTP/1.1`,
      ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'));
    const { body = Buffer.alloc(0), delivery } = request;
    if (delivery === 'whole') socket.write(body);
    if (delivery === 'cut') socket.end(body.subarray(0, Math.floor(body.length / 2)));
    if (delivery === 'slow') inPieces(body, (piece) => socket.write(piece));
  });
}

function inPieces(body: Uint8Array, write: (piece: Uint8Array) => void): void {
  const size = Math.ceil(body.length / PIECES);
  const next = (i: number): void => {
    if (i >= PIECES) return;
    write(body.subarray(i * size, (i + 1) * size));
    setImmediate(next, i + 1);
  };
  next(0);
}

function parsed(bytes: Buffer, method: string): Omit<RawAnswer, 'ms'> {
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const [line = '', ...lines] = rest.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0);
    const headers = new Map(
      lines.map((text) => {
        const colon = text.indexOf(':');
        return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()];
      }),
    );
    const body = rest.subarray(end + 4);
    // 100 Continue comes before the answer.
    if (status >= 100 && status < 200) rest = body;
    else return { status, headers, body: method === 'HEAD' ? '' : textOf(body, headers) };
  }
}

function textOf(body: Buffer, headers: ReadonlyMap<string, string>): string {
  if (headers.get('transfer-encoding') !== 'chunked') return body.toString();
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(size > 0)) return Buffer.concat(parts).toString();
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
