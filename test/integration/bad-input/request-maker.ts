import { deflateSync, gzipSync } from 'node:zlib';
import { takesBody, type Endpoint } from '../../../src/api/contract/endpoint.js';
import { endpointList } from '../../../src/api/contract/endpoints.js';
import { ContractValues, type Known } from './contract-values.js';
import { jsonText, type Nonsense } from './nonsense.js';
import type { RawRequest } from './raw-http.js';

export interface MadeRequest extends RawRequest {
  /** The endpoint that it was made from. */
  readonly endpoint: string;
  /** The Idempotency-Key that it carries, when it is a good one. */
  readonly key: string | undefined;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'M-SEARCH'];
const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json; charset=nonsense',
  'application/json;;;',
  'application/problem+json',
  'APPLICATION/JSON',
  'application/xml',
  'x',
  '',
];
const ODD_TARGETS = [
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/docs/..%2f..%2f..%2fpackage.json',
  '/docs/%c0%ae%c0%ae/',
  '/api/%',
  '/api/runs/%E0%A4%A',
  '/api/runs/%00',
  '//evil.test/api/runs',
  'http://evil.test/api/runs',
  'http://[::1/',
  '*',
  '/api/runs?%',
  '/api/runs?limit=%E0%A4%A',
  '/api/runs?__proto__[polluted]=1',
  '/api/runs?constructor[prototype][polluted]=1',
  '/api/runs?limit[]=1&limit[]=2',
  '/api/runs?limit=1&limit=2',
  `/api/runs?${'a&'.repeat(3_000)}`,
  `/api/${'a/'.repeat(3_000)}`,
  `/api/runs?text=${'x'.repeat(20_000)}`,
  '/metrics?x=%00',
  '/health/ready/',
  '/socket.io/?EIO=4&transport=polling',
  '/socket.io/?EIO=3&transport=websocket',
  '/docs-json',
  '/api',
];

/** 30 MB of spaces in 30 KB. */
const GZIP_BOMB = gzipSync(Buffer.alloc(30_000_000, 0x20));

/** Requests that nobody should send, made from the contract: right but for one place, or wrong altogether. */
export class RequestMaker {
  readonly #values: ContractValues;
  #made = 0;

  /** Two makers of one `name` make the same; their requests' keys begin with it. */
  constructor(
    readonly name: string,
    readonly nonsense: Nonsense,
    readonly authorization: string,
    known: Known,
  ) {
    this.#values = new ContractValues(nonsense, known);
  }

  /** Each endpoint in turn. */
  next(): MadeRequest {
    const { nonsense } = this;
    const [name, endpoint] = endpointList[this.#made % endpointList.length] ?? nonsense.pick(endpointList);
    const key = `${this.name}-${this.#made++}`;
    const wrongPlace = nonsense.pick(['nowhere', 'params', 'query', 'body', 'body', 'head']);
    const target = this.#target(endpoint, wrongPlace);
    const given = takesBody(endpoint.method) || nonsense.chance(0.03);
    const text = given ? jsonText(this.#body(endpoint, wrongPlace === 'body')) : undefined;
    const headers = new Map([
      ['Host', 'localhost'],
      ['Authorization', this.authorization],
      ['Idempotency-Key', key],
      ['Connection', 'close'],
      ...(text === undefined ? [] : ([['Content-Type', 'application/json']] as const)),
    ]);
    const plain = text === undefined ? undefined : this.#bytes(text, wrongPlace === 'body');
    if (plain !== undefined) headers.set('Content-Length', String(plain.length));
    const request: MadeRequest = {
      endpoint: name,
      key,
      method: endpoint.method,
      target,
      headers: [...headers],
      body: plain,
      delivery: plain === undefined ? 'whole' : this.#delivery(),
    };
    return wrongPlace === 'head' ? this.#wrongHead(request, headers) : request;
  }

  #delivery(): RawRequest['delivery'] {
    const at = this.nonsense.random();
    return at < 0.02 ? 'cut' : at < 0.06 ? 'slow' : 'whole';
  }

  #target(endpoint: Endpoint, wrong: string): string {
    const { nonsense } = this;
    const params: Record<string, unknown> = { ...asObject(this.#values.of(endpoint.params)) };
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
      const value = wrong === 'params' ? nonsense.text() : String(params[name] ?? 'x');
      return nonsense.chance(0.05) ? rawPath(value) : encoded(value);
    });
    const query = new Map(Object.entries(asObject(this.#values.of(endpoint.query))));
    const names = Object.keys(endpoint.query.shape);
    if (wrong === 'query')
      query.set(names.length > 0 && nonsense.chance(0.9) ? nonsense.pick(names) : nonsense.text(), nonsense.text());
    // Most of what is read must not wait for a position that will never come.
    if (nonsense.chance(0.95)) query.delete('atLeast');
    const search = [...query].map(([name, value]) => `${encoded(name)}=${encoded(queryText(value))}`);
    if (wrong === 'query' && nonsense.chance(0.1)) search.push(...search);
    return search.length === 0 ? path : `${path}?${search.join('&')}`;
  }

  #body(endpoint: Endpoint, wrong: boolean): unknown {
    const { nonsense } = this;
    const { body } = endpoint.example;
    const value: unknown =
      body !== undefined && nonsense.chance(0.4) ? structuredClone(body) : this.#values.of(endpoint.body);
    return wrong ? nonsense.damaged(value ?? {}) : (value ?? {});
  }

  #bytes(text: string, wrong: boolean): Buffer {
    const { nonsense } = this;
    const bytes = Buffer.from(text);
    if (!wrong || !nonsense.chance(0.15)) return bytes;
    switch (nonsense.below(5)) {
      case 0:
        return bytes.subarray(0, nonsense.below(bytes.length + 1));
      case 1:
        return Buffer.concat([bytes, Buffer.from(nonsense.text())]);
      case 2:
        return Buffer.from(text, 'utf16le');
      case 3:
        return Buffer.from(Uint8Array.from({ length: 64 }, () => nonsense.below(256)));
      default: {
        const changed = Buffer.from(bytes);
        if (changed.length > 0) changed[nonsense.below(changed.length)] = nonsense.below(256);
        return changed;
      }
    }
  }

  #wrongHead(request: MadeRequest, headers: Map<string, string>): MadeRequest {
    const { nonsense } = this;
    const body = request.body ?? Buffer.alloc(0);
    const also = (...more: (readonly [string, string])[]): MadeRequest => ({
      ...request,
      headers: [...new Map([...headers, ...more])],
    });
    const withBody = (bytes: Uint8Array, ...more: (readonly [string, string])[]): MadeRequest => ({
      ...also(['Content-Length', String(bytes.length)], ['Content-Type', 'application/json'], ...more),
      body: bytes,
    });
    const odd = headerText(nonsense.text());
    switch (nonsense.below(19)) {
      case 0:
        return { ...request, method: nonsense.pick(METHODS) };
      case 1:
      case 2:
        return { ...request, target: nonsense.pick(ODD_TARGETS) };
      case 3:
        return also(['Content-Type', nonsense.pick(CONTENT_TYPES)]);
      case 4:
        return withBody(gzipSync(body).subarray(0, 15), ['Content-Encoding', 'gzip']);
      case 5:
        return withBody(GZIP_BOMB, ['Content-Encoding', 'gzip']);
      case 6:
        return withBody(body, [
          'Content-Encoding',
          nonsense.pick(['gzip', 'deflate', 'br', 'zstd', 'x', 'gzip, gzip']),
        ]);
      case 7:
        return withBody(deflateSync(body), ['Content-Encoding', 'deflate']);
      case 8:
        return { ...also(['Idempotency-Key', odd]), key: undefined };
      case 9:
        return also([
          'Authorization',
          nonsense.pick(['', 'Bearer', 'Basic eDp5', `Bearer ${odd}`, `Bearer mc_key_admin_${odd}`]),
        ]);
      case 10:
        headers.delete('Authorization');
        return also([
          'Cookie',
          nonsense.pick([`mc_session=${odd}`, `mc_session=mc_session_admin_x; ${odd}`, ';'.repeat(500)]),
        ]);
      case 11:
        return also(['X-Request-Id', odd], ['User-Agent', odd], ['Accept', odd], ['Accept-Encoding', odd]);
      case 12:
        return also(['Content-Length', nonsense.pick(['-1', '1e3', '99999999999999999999', 'x', '0'])]);
      case 13:
        return unended(also(['Transfer-Encoding', nonsense.pick(['chunked', 'gzip, chunked', 'identity', 'x'])]));
      case 14:
        headers.delete('Content-Length');
        return unended(also(['Transfer-Encoding', 'chunked']));
      case 15:
        return also(
          ...Array.from({ length: nonsense.pick([150, 2_100]) }, (_, i) => [`X-${i}`, odd.slice(0, 20)] as const),
        );
      case 16:
        return also(['X-Large', 'x'.repeat(nonsense.pick([7_000, 20_000]))]);
      case 17:
        return also(['Expect', nonsense.pick(['100-continue', 'x'])], ['Upgrade', 'websocket']);
      default:
        return also(
          ['Origin', odd],
          ['X-Forwarded-For', odd],
          ['X-Forwarded-Host', odd],
          ['Range', odd],
          ['If-None-Match', odd],
        );
    }
  }
}

/** A body that may be the beginning of a chunk's size is waited for, as it should be: it ends with its connection. */
const unended = (request: MadeRequest): MadeRequest =>
  /^[0-9a-f]*$/i.test(Buffer.from(request.body ?? '').toString()) ? { ...request, delivery: 'cut' } : request;
const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
const queryText = (value: unknown): string => (typeof value === 'string' ? value : jsonText(value));
/** A header has neither line ends nor U+0000 as far as a client can say it at all. */
const headerText = (text: string): string => text.replaceAll(/[\r\n\0]/g, '').slice(0, 300);
/** As it is, but for what would end the request line. */
const rawPath = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[\r\n ]/g, '+');
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString()).slice(0, 7_000);
